import {
  decideAsset,
  gatherFacts,
  recordConnectionAdmins,
  recordPersona,
  recordPolicy,
  recordPurpose,
  recordPurposePolicy,
} from '../../../src/access/index.ts';
import { createTypedefs, type CatalogDeps } from '../../../src/catalog/index.ts';
import { factsOf } from '../../../src/catalog/entities/asset-row.ts';
import { findAuthorizedAssets } from '../../../src/catalog/entities/asset-store.ts';
import { newGuid, newNanoid } from '../../../src/foundation/index.ts';
import { findPrincipalByUsername, type Principal } from '../../../src/identity/index.ts';
import { transact, type Tx } from '../../../src/postgres/index.ts';
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts';
import { unusedConnectionName, type Actor, type Asset, type Scene } from '../scene.ts';

/** What all worlds share: who makes them, and the tags there are. */
export interface DoorStage {
  readonly scene: Scene;
  readonly maker: Actor;
  readonly makerPrincipal: Principal;
  /** Internal names. */
  readonly tags: readonly string[];
}

/** A connection with some assets, and a token and a user with equal rights to some of them. */
export interface DoorWorld {
  readonly root: string;
  readonly assets: readonly Asset[];
  readonly token: Actor;
  readonly user: Actor;
}

async function principalNamed(scene: Scene, username: string): Promise<Principal> {
  const found = await findPrincipalByUsername(scene.world.database.db, username);
  if (found === null) throw new Error(username);
  return found.principal;
}

export async function createDoorStage(scene: Scene): Promise<DoorStage> {
  const maker = await scene.addUser('maker', 'admin');
  const makerPrincipal = await principalNamed(scene, 'maker');
  const deps: CatalogDeps = scene.world.deps.catalog;
  const names = ['one', 'two', 'three'];
  const lists = { classificationDefs: names.map((name) => ({ name, displayName: name, description: '' })) };
  const { classificationDefs } = await createTypedefs(deps, makerPrincipal, { lists });
  const tags = (classificationDefs as readonly { name: string }[]).map(({ name }) => name);
  return { scene, maker, makerPrincipal, tags };
}

/** Few and alike, so that near misses are common. */
const parts = ['a', 'A', 'ab', 'a b', '1', '10', '%', '_', '*', 'ä', '\\'] as const;

interface Draft {
  readonly typeName: string;
  readonly path: string;
  readonly attributes: Record<string, unknown>;
}

function draftAssets(random: SeededRandom, root: string): Draft[] {
  const drafts = new Map<string, Draft>();
  const add = (typeName: string, path: string, attributes: Record<string, unknown> = {}) => {
    if (!drafts.has(path)) drafts.set(path, { typeName, path, attributes });
  };
  const named = (typeName: string, qualifiedName: string) => ({ typeName, uniqueAttributes: { qualifiedName } });
  for (let n = 0; n < 3; n += 1) {
    const schema = `${root}/d/${random.pick(parts)}`;
    add('Schema', schema);
    const table = `${schema}/${random.pick(parts)}`;
    add('Table', table, { atlanSchema: named('Schema', schema) });
    if (random.below(2) === 0) add('Column', `${table}/${random.pick(parts)}`, { table: named('Table', table) });
  }
  const tables = [...drafts.values()].filter(({ typeName }) => typeName === 'Table');
  const [first, last] = [tables[0], tables.at(-1)];
  if (first !== undefined && last !== undefined) {
    const [inputs, outputs] = [[named('Table', first.path)], [named('Table', last.path)]];
    add('Process', `${root}/p`, { inputs, outputs });
  }
  return [...drafts.values()];
}

async function saveAssets(stage: DoorStage, random: SeededRandom, root: string): Promise<Asset[]> {
  const { scene, maker, tags } = stage;
  const entities = draftAssets(random, root).map(({ typeName, path, attributes }, index) => ({
    typeName,
    guid: `-${String(index + 1)}`,
    attributes: { name: `${path.split('/').at(-1) ?? ''} ${newGuid()}`, qualifiedName: path, ...attributes },
    ...(random.below(3) === 0
      ? { classifications: [{ typeName: tags[random.below(tags.length)], propagate: random.below(2) === 0 }] }
      : {}),
  }));
  const body = { entities };
  const saved = await scene.done(maker, '/api/meta/entity/bulk?replaceTags=true', { method: 'POST', body });
  const { CREATE = [] } = saved.json['mutatedEntities'] as {
    CREATE?: { guid: string; typeName: string; attributes: { name: string; qualifiedName: string } }[];
  };
  const assets = CREATE.map(({ guid, typeName, attributes }) => ({ guid, typeName, ...attributes }));
  const archived = assets.filter(() => random.below(6) === 0).map(({ guid }) => `guid=${guid}`);
  if (archived.length > 0) {
    const path = `/api/meta/entity/bulk?deleteType=SOFT&${archived.join('&')}`;
    await scene.done(maker, path, { method: 'DELETE' });
  }
  return assets;
}

const readActions = ['persona-asset-read'];

async function addPersona(
  tx: Tx,
  random: SeededRandom,
  given: { root: string; assets: readonly Asset[]; actors: readonly Actor[] },
) {
  const { root, assets, actors } = given;
  const guid = newGuid();
  const users = actors.filter(({ tokenId }) => tokenId === null).map(({ username }) => username);
  const persona = { guid, qualifiedName: `default/${newNanoid()}`, name: guid, enabled: random.below(5) > 0 };
  await recordPersona({ tx }, { ...persona, users, groups: [] });
  for (const { username } of actors.filter(({ tokenId }) => tokenId !== null)) {
    const subject = { subject_kind: 'token' as const, subject: username };
    await tx
      .insertInto('persona_member')
      .values({ persona_guid: guid, ...subject })
      .execute();
  }
  for (let n = random.below(4); n >= 0; n -= 1) {
    const path = assets[random.below(assets.length)]?.qualifiedName ?? root;
    const resource = random.pick([root, path, `${path}/*`, `${root}/d/*`, path.split('/').slice(0, 5).join('/')]);
    const types = random.below(4) === 0 ? ['entity-type:Table'] : [];
    await recordPolicy(
      { tx },
      {
        ...{ guid: newGuid(), personaGuid: guid, name: newGuid(), category: 'metadata', mask: null },
        ...{ effect: random.below(3) === 0 ? 'deny' : 'allow', actions: readActions, enabled: random.below(6) > 0 },
        ...{ resources: [`entity:${resource}`, ...types], connectionQualifiedName: root },
      },
    );
  }
}

async function addPurposePolicy(
  tx: Tx,
  random: SeededRandom,
  given: { purposes: readonly string[]; actors: readonly Actor[] },
) {
  const purposeGuid = given.purposes[random.below(given.purposes.length)] ?? '';
  const audience = { users: given.actors.map(({ username }) => username), groups: [] };
  await recordPurposePolicy(
    { tx },
    {
      ...{ guid: newGuid(), purposeGuid, name: newGuid(), category: 'metadata', mask: null, enabled: true },
      ...{ effect: random.below(2) === 0 ? 'deny' : 'allow', actions: ['entity-read'], audience },
    },
  );
}

/** A purpose for each tag and for two of them, made once. */
export async function addPurposes({ scene, tags }: DoorStage): Promise<string[]> {
  const sets = [...tags.map((tag) => [tag]), tags.slice(0, 2)];
  return transact(scene.world.database.db, async (tx) => {
    const guids: string[] = [];
    for (const tagNames of sets) {
      const guid = newGuid();
      await recordPurpose(
        { tx },
        { guid, qualifiedName: `default/${newNanoid()}`, name: guid, enabled: true, tagNames },
      );
      guids.push(guid);
    }
    return guids;
  });
}

/** A world that follows from its number alone, names of connections and guids apart. */
export async function createDoorWorld(stage: DoorStage, purposes: readonly string[], seed: number): Promise<DoorWorld> {
  const { scene, maker } = stage;
  const random = seededRandom(seed);
  const root = unusedConnectionName();
  const connection = {
    typeName: 'Connection',
    attributes: { name: `c ${root}`, qualifiedName: root, connectorName: 'glue' },
  };
  const saved = await scene.save(maker, { guid: '-1', ...connection });
  const [created] = (saved.json['mutatedEntities'] as { CREATE: { guid: string }[] }).CREATE;
  const assets = await saveAssets(stage, random, root);
  const token = await scene.addToken(`token ${String(seed)}`, 'none');
  const user = await scene.addUser(`user-${newNanoid().toLowerCase()}`, 'member');
  const actors = [token, user];
  await transact(scene.world.database.db, async (tx) => {
    for (let n = random.below(3); n > 0; n -= 1) await addPersona(tx, random, { root, assets, actors });
    if (random.below(3) === 0) await addPurposePolicy(tx, random, { purposes, actors });
    if (random.below(8) === 0) {
      const adminUsers = [maker.username, ...actors.map(({ username }) => username)];
      const lists = { adminUsers, adminGroups: [], adminRoles: [] };
      await recordConnectionAdmins({ tx }, { guid: created?.guid ?? '', qualifiedName: root, ...lists });
    }
  });
  const all = [
    { guid: created?.guid ?? '', name: connection.attributes.name, typeName: 'Connection', qualifiedName: root },
    ...assets,
  ];
  return { root, assets: all, token, user };
}

/** What an actor may read of the assets, decided one by one. */
export async function visibleTo(scene: Scene, actor: Actor, assets: readonly Asset[]): Promise<string[]> {
  const { db } = scene.world.database;
  const { types } = scene.world.deps.catalog;
  const facts = await gatherFacts(db, await principalNamed(scene, actor.username));
  const rows = await findAuthorizedAssets(
    db,
    assets.map(({ guid }) => guid),
  );
  return rows
    .filter((row) => decideAsset(facts, 'asset.read', factsOf(types, row)).effect === 'allow')
    .map(({ guid }) => guid);
}
