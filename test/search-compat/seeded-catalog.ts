import { createApiToken } from '../../src/access/index.ts';
import { createTypedefs, deleteEntities, type MutationResult } from '../../src/catalog/index.ts';
import type { JsonObject } from '../../src/foundation/index.ts';
import { policyAttributes } from '../support/access-scene.ts';
import { createWorld } from '../security/world.ts';

/** A server with a catalog in which each case finds what it asks for. */
export interface SeededCatalog {
  /** Sends a search as `admin`, or as `reader`, who may read the table `orders` with what is below it. */
  search(as: string, body: unknown): Promise<{ readonly status: number; readonly json: JsonObject }>;
  /** What stands in the cases as `{{name}}`: names that the server makes. */
  readonly names: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export const connection = 'default/snowflake/1700000001';
export const schema = `${connection}/db/sales`;

function entity(typeName: string, qualifiedName: string, attributes: JsonObject = {}): JsonObject {
  const name = qualifiedName.split('/').at(-1) ?? '';
  return { typeName, attributes: { name, qualifiedName, ...attributes } };
}

function at(typeName: string, qualifiedName: string): JsonObject {
  return { typeName, uniqueAttributes: { qualifiedName } };
}

type Save = (...entities: readonly JsonObject[]) => Promise<MutationResult>;

function created(result: MutationResult, typeName: string): { guid: string; qualifiedName: string } {
  const header = result.mutatedEntities?.CREATE?.find((one) => one.typeName === typeName);
  return { guid: header?.guid ?? '', qualifiedName: String(header?.attributes['qualifiedName']) };
}

async function saveTables(save: Save, tag: string): Promise<void> {
  const below = { connectorName: 'snowflake', connectionQualifiedName: connection };
  await save(
    entity('Connection', connection, {
      name: 'Warehouse',
      connectorName: 'snowflake',
      category: 'warehouse',
      adminUsers: ['ada'],
    }),
  );
  await save(
    entity('Database', `${connection}/db`, below),
    entity('Schema', schema, { ...below, database: at('Database', `${connection}/db`) }),
  );
  const inSchema = { ...below, atlanSchema: at('Schema', schema), schemaName: 'sales', schemaQualifiedName: schema };
  await save(
    {
      ...entity('Table', `${schema}/orders`, {
        ...inSchema,
        ...{
          description: 'Daily Orders',
          userDescription: 'What was ordered',
          ownerUsers: ['ann', 'bob'],
          ownerGroups: ['data'],
        },
        ...{ rowCount: 10, sizeBytes: 1000, popularityScore: 2.5, certificateStatus: 'VERIFIED', isTemporary: true },
      }),
      classifications: [{ typeName: tag }],
      customAttributes: { origin: 'import' },
    },
    entity('Table', `${schema}/ORDERS_2024`, {
      ...inSchema,
      ...{ description: 'daily orders', ownerUsers: ['ann'], rowCount: 500, sizeBytes: 10, popularityScore: 1.5 },
      ...{ certificateStatus: 'DRAFT', isTemporary: false },
    }),
    entity('Table', `${schema}/customers`, {
      ...inSchema,
      ownerUsers: ['bob'],
      rowCount: 70,
      certificateStatus: 'DRAFT',
    }),
    entity('Table', `${schema}/gone`, { ...inSchema, rowCount: 1 }),
    entity('View', `${schema}/orders_view`, inSchema),
  );
  const columns = ['id', 'total', 'placed'].map((name, index) =>
    entity('Column', `${schema}/orders/${name}`, {
      ...below,
      table: at('Table', `${schema}/orders`),
      order: index + 1,
      dataType: 'BIGINT',
    }),
  );
  await save(...columns);
}

async function saveGlossary(save: Save): Promise<Record<string, string>> {
  const anchor = { typeName: 'AtlasGlossary', guid: '-1' };
  const made = await save(
    { typeName: 'AtlasGlossary', guid: '-1', attributes: { name: 'Metrics', qualifiedName: '-1' } },
    { typeName: 'AtlasGlossaryCategory', guid: '-2', attributes: { name: 'Finance', qualifiedName: '-2', anchor } },
    {
      typeName: 'AtlasGlossaryCategory',
      guid: '-3',
      attributes: {
        name: 'Accounts',
        qualifiedName: '-3',
        anchor,
        parentCategory: { typeName: 'AtlasGlossaryCategory', guid: '-2' },
      },
    },
    {
      typeName: 'AtlasGlossaryTerm',
      guid: '-4',
      attributes: {
        ...{
          name: 'Revenue',
          qualifiedName: '-4',
          anchor,
          categories: [{ typeName: 'AtlasGlossaryCategory', guid: '-2' }],
        },
        assignedEntities: [at('Table', `${schema}/orders`)],
      },
    },
  );
  return {
    glossary: created(made, 'AtlasGlossary').qualifiedName,
    term: created(made, 'AtlasGlossaryTerm').qualifiedName,
  };
}

async function saveMesh(save: Save): Promise<Record<string, string>> {
  const domain = created(
    await save({ typeName: 'DataDomain', guid: '-1', attributes: { name: 'Commerce', qualifiedName: 'Commerce' } }),
    'DataDomain',
  );
  const dsl = JSON.stringify({ query: { dsl: { query: { match_all: {} } } }, filterScrubbed: true });
  await save({
    typeName: 'DataProduct',
    guid: '-1',
    attributes: {
      ...{ name: 'Order book', qualifiedName: `${domain.qualifiedName}/product/x`, dataProductAssetsDSL: dsl },
      ...{ daapStatus: 'Active', daapVisibility: 'Private', dataDomain: { typeName: 'DataDomain', guid: domain.guid } },
    },
  });
  return { domain: domain.qualifiedName };
}

async function saveRights(save: Save, tag: string): Promise<Record<string, string>> {
  const persona = created(
    await save({
      typeName: 'Persona',
      guid: '-1',
      attributes: { name: 'Readers', displayName: 'Readers', qualifiedName: 'Readers' },
    }),
    'Persona',
  );
  const purpose = created(
    await save({
      typeName: 'Purpose',
      guid: '-1',
      attributes: { name: 'Privacy', displayName: 'Privacy', qualifiedName: 'Privacy', purposeClassifications: [tag] },
    }),
    'Purpose',
  );
  const ofPersona = {
    qualifiedName: 'read orders',
    ...policyAttributes({ name: 'read orders', path: `${schema}/orders` }),
  };
  const ofPurpose = {
    ...{
      qualifiedName: 'read private',
      name: 'read private',
      displayName: '',
      policyType: 'allow',
      policyServiceName: 'atlas_tag',
    },
    ...{
      policyCategory: 'purpose',
      policySubCategory: 'metadata',
      policyActions: ['entity-read'],
      policyGroups: ['public'],
    },
    policyResourceCategory: 'TAG',
  };
  await save(
    {
      typeName: 'AuthPolicy',
      guid: '-1',
      attributes: { ...ofPersona, accessControl: { typeName: 'Persona', guid: persona.guid } },
    },
    {
      typeName: 'AuthPolicy',
      guid: '-2',
      attributes: { ...ofPurpose, accessControl: { typeName: 'Purpose', guid: purpose.guid } },
    },
  );
  return { persona: persona.qualifiedName, purpose: purpose.qualifiedName };
}

export async function createSeededCatalog(): Promise<SeededCatalog> {
  const world = await createWorld();
  const { catalog, access } = world.deps;
  const { principal } = world.admin;
  const [address] = world.server.addresses();
  if (address === undefined || typeof address === 'string') throw new Error('the server listens on a port');
  const origin = `http://127.0.0.1:${String(address.port)}/api/meta`;
  const post = async (path: string, secret: string, body: unknown) => {
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    const answer = await fetch(`${origin}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, json: (await answer.json()) as JsonObject };
  };
  const save: Save = async (...entities) => {
    const { status, json } = await post('entity/bulk', world.admin.tokenSecret, { entities });
    if (status !== 200) throw new Error(JSON.stringify(json));
    return json as unknown as MutationResult;
  };
  const lists = { classificationDefs: [{ displayName: 'Private' }] };
  const defined = await createTypedefs(catalog, principal, { lists });
  const tag = String(defined.classificationDefs[0]?.['name']);
  await saveTables(save, tag);
  const names: Record<string, string> = { connection, schema, tag };
  Object.assign(names, await saveGlossary(save), await saveMesh(save), await saveRights(save, tag));
  for (const name of ['orders', 'gone']) {
    const row = await catalog.db
      .selectFrom('asset')
      .select('guid')
      .where('qualified_name', '=', `${schema}/${name}`)
      .executeTakeFirstOrThrow();
    names[name] = row.guid;
  }
  await deleteEntities(catalog, principal, { guids: [names['gone'] ?? ''], deleteType: 'SOFT' });
  const reader = await createApiToken(access, principal, {
    ...{ displayName: 'reader', description: '', validitySeconds: 3600, role: 'none' },
    personaQualifiedNames: [names['persona'] ?? ''],
  });
  const secrets: Readonly<Record<string, string>> = { admin: world.admin.tokenSecret, reader: reader.secret };
  return {
    names,
    search: (as, body) => post('search/indexsearch', secrets[as] ?? 'nothing', body),
    close: () => world.close(),
  };
}
