import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { loadTypeRegistry } from '../types/type-registry.ts';
import { getTypedef, listTypedefs } from './list-typedefs.ts';

const types = loadTypeRegistry();

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const deps = () => ({ db: database.db, types });

it('answers all six lists whatever is asked for, and fills those that are', async () => {
  const tags = await listTypedefs(deps(), ['classification', 'STRUCT']);
  expect(Object.keys(tags).sort()).toEqual([
    'businessMetadataDefs',
    'classificationDefs',
    'entityDefs',
    'enumDefs',
    'relationshipDefs',
    'structDefs',
  ]);
  expect(tags.structDefs.length).toBeGreaterThan(0);
  expect(tags.entityDefs).toEqual([]);
  expect((await listTypedefs(deps(), ['ENUM'])).enumDefs.length).toBeGreaterThan(0);
  expect((await listTypedefs(deps(), ['nonsense'])).structDefs).toEqual([]);
});

it('without a category answers everything the server knows', async () => {
  const { entityDefs, relationshipDefs, structDefs } = await listTypedefs(deps(), []);
  expect(entityDefs).toHaveLength(457);
  expect(relationshipDefs).toHaveLength(types.relationships.all.length);
  expect(structDefs.map(({ name }) => name)).toContain('SourceTagAttachment');
});

it('gives every definition a guid and name of its own and its times as numbers', async () => {
  const all = Object.values(await listTypedefs(deps(), [])).flat() as Record<string, unknown>[];
  expect(new Set(all.map(({ guid }) => guid)).size).toBe(all.length);
  for (const { category, name, guid, version, createTime } of all) {
    expect([typeof category, typeof name, typeof version, typeof createTime]).toEqual([
      'string',
      'string',
      'number',
      'number',
    ]);
    expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

it('finds one definition by name, with its category, and refuses an unknown one', async () => {
  expect(await getTypedef(deps(), { name: 'Table' })).toMatchObject({ category: 'ENTITY', superTypes: ['SQL'] });
  expect(await getTypedef(deps(), { name: 'certificate_status' })).toMatchObject({
    category: 'ENUM',
    elementDefs: [{ value: 'DRAFT', ordinal: 0 }, {}, {}],
  });
  await expect(getTypedef(deps(), { name: 'nonsense' })).rejects.toMatchObject({ code: 'type_unknown' });
});
