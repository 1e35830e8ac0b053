import {
  createTypedefs,
  loadTypeRegistry,
  saveEntities,
  type CatalogDeps,
  type EntityHeader,
} from '../../../src/catalog/index.ts';
import { createApiToken, updateApiToken } from '../../../src/access/index.ts';
import { systemClock, type JsonObject } from '../../../src/foundation/index.ts';
import { findPrincipalByUsername, type Principal, type Role } from '../../../src/identity/index.ts';
import type { Db } from '../../../src/postgres/index.ts';
import { createSmallWorkspace, type SmallWorkspace } from '../../support/small-workspace.ts';
import { policyEntity, type Asset } from '../scene.ts';

/** An actor of the model, with the id that tokens are managed by. */
export interface Player {
  readonly principal: Principal;
  readonly tokenId: string | null;
}

/**
 * A small workspace in which every way of coming to more lies open but for its guard: connections, personas with allows and denies,
 * groups that stand in lists, purposes, tags that travel, a shared collection, things archived and switched off.
 */
export interface EscalationWorld {
  readonly workspace: SmallWorkspace;
  readonly deps: CatalogDeps;
  /** Owns the workspace; nothing of what they do is an escalation. */
  readonly owner: Player;
  /** Who may be in a coalition, by name: a member, tokens of role `default` and `admin`, the admin of another connection. */
  readonly players: Readonly<Record<'mia' | 'worker' | 'carla' | 'ruler', Player>>;
  /** A token that nobody of the coalition has the secret of. */
  readonly service: Player;
  readonly assets: Readonly<Record<string, Asset>>;
  readonly tags: Readonly<Record<'pii' | 'open' | 'plain', string>>;
  /** Ids of groups by name. */
  readonly groups: Readonly<Record<'crew' | 'stewards' | 'keepers', string>>;
}

export const foreign = 'default/glue/1';
export const elsewhere = 'default/glue/2';

export const allActions = [
  'persona-asset-read',
  'persona-asset-update',
  'persona-api-create',
  'persona-api-delete',
  'persona-entity-add-classification',
  'persona-entity-remove-classification',
  'persona-add-terms',
  'persona-remove-terms',
];

function headerOf(headers: readonly EntityHeader[] | undefined): Asset {
  const [header] = headers ?? [];
  if (header === undefined) throw new Error('nothing was created');
  const { name, qualifiedName } = header.attributes;
  return { guid: header.guid, typeName: header.typeName, name: String(name), qualifiedName: String(qualifiedName) };
}

/** Creates one asset and gives it. */
export async function make(deps: CatalogDeps, principal: Principal, entity: JsonObject): Promise<Asset> {
  const { mutatedEntities } = await saveEntities(deps, principal, { entities: [{ guid: '-1', ...entity }] });
  return headerOf(mutatedEntities?.CREATE);
}

export function reference({ guid, typeName }: Asset): JsonObject {
  return { guid, typeName };
}

export interface PurposePolicyInput {
  readonly purpose: Asset;
  readonly actions: readonly string[];
  readonly type?: 'allow' | 'deny';
  readonly category?: 'metadata' | 'data';
  readonly users?: readonly string[];
  readonly groups?: readonly string[];
}

let made = 0;

export function purposePolicyEntity({ purpose, actions, type = 'allow', ...given }: PurposePolicyInput): JsonObject {
  made += 1;
  return {
    typeName: 'AuthPolicy',
    attributes: {
      name: `purpose policy ${String(made)}`,
      policyCategory: 'purpose',
      policySubCategory: given.category ?? 'metadata',
      policyServiceName: 'atlas_tag',
      policyResourceCategory: 'TAG',
      policyType: type,
      policyActions: [...actions],
      policyUsers: [...(given.users ?? [])],
      policyGroups: [...(given.groups ?? ['public'])],
      accessControl: reference(purpose),
    },
  };
}

async function addToken(db: Db, maker: Principal, { name, role }: { name: string; role: Role }): Promise<Player> {
  const terms = { displayName: name, description: '', personaQualifiedNames: [], validitySeconds: null, role } as const;
  const { token } = await createApiToken({ db, clock: systemClock }, maker, terms);
  const found = await findPrincipalByUsername(db, token.username);
  if (found === null) throw new Error(name);
  return { principal: found.principal, tokenId: token.id };
}

type Builder = (entity: JsonObject) => Promise<Asset>;

function at(path: string, connection = foreign): string {
  return `${connection}/${path}`;
}

function table(path: string, attributes: JsonObject = {}): JsonObject {
  return { typeName: 'Table', attributes: { name: path, qualifiedName: at(path), ...attributes } };
}

async function buildCatalog(build: Builder): Promise<Record<string, Asset>> {
  const connection = await build({
    typeName: 'Connection',
    attributes: { qualifiedName: foreign, name: 'foreign', connectorName: 'glue', adminGroups: ['keepers'] },
  });
  const schema = await build({ typeName: 'Schema', attributes: { name: 's', qualifiedName: at('d/s') } });
  const glossary = await build({ typeName: 'AtlasGlossary', attributes: { name: 'words' } });
  const collection = await build({
    typeName: 'Collection',
    attributes: { name: 'queries', qualifiedName: 'x', viewerGroups: ['crew'] },
  });
  const secretCollection = await build({ typeName: 'Collection', attributes: { name: 'secret', qualifiedName: 'x' } });
  return {
    ...{ connection, schema, glossary, collection, secretCollection },
    plain: await build(table('d/s/plain')),
    pii: await build(table('d/s/pii')),
    closed: await build(table('d/s/closed')),
    far: await build(table('d/far')),
    old: await build(table('d/s/old')),
    query: await build({
      typeName: 'Query',
      attributes: { name: 'q', qualifiedName: 'x', parent: reference(collection) },
    }),
    secretQuery: await build({
      typeName: 'Query',
      attributes: { name: 'sq', qualifiedName: 'x', parent: reference(secretCollection) },
    }),
    term: await build({
      typeName: 'AtlasGlossaryTerm',
      attributes: { name: 'one', anchor: reference(glossary) },
    }),
    process: await build({ typeName: 'Process', attributes: { name: 'p', qualifiedName: at('d/p') } }),
  };
}

async function buildPersonas(build: Builder, connection: Asset): Promise<Record<string, Asset>> {
  const persona = (name: string, attributes: JsonObject = {}) =>
    build({ typeName: 'Persona', attributes: { name, qualifiedName: name, ...attributes } });
  const readers = await persona('readers', { personaUsers: ['mia'] });
  const full = await persona('full');
  const stewards = await persona('stewards', { personaGroups: ['stewards'] });
  const off = await persona('off', { personaUsers: ['mia'], isAccessControlEnabled: false });
  const policy = (given: Omit<Parameters<typeof policyEntity>[0], 'connection'>) =>
    build(policyEntity({ connection, ...given }) as unknown as JsonObject);
  return {
    ...{ readers, full, stewards, off },
    readPolicy: await policy({
      persona: readers,
      path: at('d/s'),
      actions: [...allActions.slice(0, 1), ...allActions.slice(4)],
    }),
    denyPolicy: await policy({ persona: readers, path: at('d/s/closed'), type: 'deny', actions: allActions }),
    fullPolicy: await policy({ persona: full, actions: allActions }),
    stewardPolicy: await policy({ persona: stewards, path: at('d/s'), actions: allActions }),
    offPolicy: await policy({ persona: off, actions: allActions }),
  };
}

async function buildPurposes(build: Builder, tags: EscalationWorld['tags']): Promise<Record<string, Asset>> {
  const purpose = (name: string, tag: string, attributes: JsonObject = {}) =>
    build({
      typeName: 'Purpose',
      attributes: { name, qualifiedName: name, purposeClassifications: [tag], ...attributes },
    });
  const sensitive = await purpose('sensitive', tags.pii);
  const open = await purpose('open', tags.open);
  const idle = await purpose('idle', tags.plain, { isAccessControlEnabled: false });
  const policy = (given: PurposePolicyInput) => build({ guid: '-1', ...purposePolicyEntity(given) });
  return {
    ...{ sensitive, open, idle },
    sensitiveDeny: await policy({ purpose: sensitive, type: 'deny', actions: ['entity-read'], groups: ['crew'] }),
    openAllow: await policy({ purpose: open, actions: ['entity-read', 'entity-update', 'entity-add-classification'] }),
    idleAllow: await policy({ purpose: idle, actions: ['entity-read', 'entity-delete'] }),
  };
}

async function buildTags(deps: CatalogDeps, owner: Principal): Promise<EscalationWorld['tags']> {
  const names = ['pii', 'open', 'plain'] as const;
  const lists = { classificationDefs: names.map((name) => ({ name, displayName: name, description: '' })) };
  const { classificationDefs } = await createTypedefs(deps, owner, { lists });
  const named = (classificationDefs ?? []) as readonly { name?: unknown; displayName?: unknown }[];
  const internal = (displayName: string) => String(named.find((tag) => tag.displayName === displayName)?.name);
  return { pii: internal('pii'), open: internal('open'), plain: internal('plain') };
}

/** What hangs together with tags: two tagged tables, a term whose tag travels, lineage that does not exist yet. */
async function tagAssets(world: Pick<EscalationWorld, 'deps' | 'owner' | 'assets' | 'tags'>): Promise<void> {
  const { deps, owner, assets, tags } = world;
  const tagged = (name: string, tag: string, propagate = false): JsonObject => {
    const { guid, typeName } = assets[name] as Asset;
    return { guid, typeName, attributes: {}, classifications: [{ typeName: tag, propagate }] };
  };
  await saveEntities(deps, owner.principal, {
    entities: [tagged('pii', tags.pii), tagged('term', tags.open, true), tagged('far', tags.open, true)],
    replaceTags: true,
  });
}

/** Builds the world, once; everything the tests do in it is undone. */
export async function createEscalationWorld(): Promise<EscalationWorld> {
  const workspace = await createSmallWorkspace();
  const { db } = workspace;
  const deps: CatalogDeps = { db, clock: systemClock, types: loadTypeRegistry() };
  const olga = await workspace.addUser('olga', 'admin');
  // Nobody's role changes while no admin has ever signed in.
  await db
    .updateTable('local_account')
    .set({ last_login_at: systemClock.now() })
    .where('actor_id', '=', olga.actorId)
    .execute();
  const mia = await workspace.addUser('mia', 'member');
  const groups = {
    crew: await workspace.addGroup('crew', [mia]),
    stewards: await workspace.addGroup('stewards', []),
    keepers: await workspace.addGroup('keepers', [olga]),
  };
  const build: Builder = (entity) => make(deps, olga, entity);
  const tags = await buildTags(deps, olga);
  const catalog = await buildCatalog(build);
  const personas = await buildPersonas(build, catalog['connection'] as Asset);
  const purposes = await buildPurposes(build, tags);
  const owner: Player = { principal: olga, tokenId: null };
  const worker = await addToken(db, olga, { name: 'worker', role: 'default' });
  const carla = await addToken(db, olga, { name: 'carla', role: 'default' });
  const ruler = await addToken(db, olga, { name: 'ruler', role: 'admin' });
  const service = await addToken(db, olga, { name: 'service', role: 'default' });
  const link = async ({ tokenId }: Player, persona: Asset | undefined) => {
    const personaQualifiedNames = persona === undefined ? [] : [persona.qualifiedName];
    const update = { id: tokenId ?? '', displayName: 'linked', description: '', personaQualifiedNames };
    await updateApiToken({ db, clock: systemClock }, olga, update);
  };
  await link(worker, personas['readers']);
  await link(service, personas['full']);
  const own = await make(deps, carla.principal, {
    typeName: 'Connection',
    attributes: { qualifiedName: elsewhere, name: 'own', connectorName: 'glue' },
  });
  const ownTable = await make(deps, carla.principal, {
    typeName: 'Table',
    attributes: { name: 'mine', qualifiedName: at('t', elsewhere) },
  });
  const assets = { ...catalog, ...personas, ...purposes, own, ownTable };
  const world = {
    ...{ workspace, deps, owner, assets, tags, groups, service },
    players: { mia: { principal: mia, tokenId: null }, worker, carla, ruler },
  };
  await tagAssets(world);
  return world;
}
