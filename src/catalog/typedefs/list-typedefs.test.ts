import { expect, it } from 'vitest';
import { loadTypeRegistry } from '../types/type-registry.ts';
import { getTypedefByName, listTypedefs } from './list-typedefs.ts';

const deps = { types: loadTypeRegistry() };

it('answers all six lists whatever is asked for, and fills those that are', () => {
  const tags = listTypedefs(deps, ['classification', 'STRUCT']);
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
  expect(listTypedefs(deps, ['ENUM']).enumDefs.length).toBeGreaterThan(0);
  expect(listTypedefs(deps, ['nonsense']).structDefs).toEqual([]);
});

it('without a category answers everything the server knows', () => {
  const { entityDefs, relationshipDefs, structDefs } = listTypedefs(deps, []);
  expect(entityDefs).toHaveLength(457);
  expect(relationshipDefs).toHaveLength(deps.types.relationships.all.length);
  expect(structDefs.map(({ name }) => name)).toContain('SourceTagAttachment');
});

it('gives every definition a guid and name of its own and its times as numbers', () => {
  const all = Object.values(listTypedefs(deps, [])).flat() as Record<string, unknown>[];
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

it('finds one definition by name, with its category, and refuses an unknown one', () => {
  const table = getTypedefByName(deps, 'Table');
  expect(table).toMatchObject({ category: 'ENTITY', superTypes: ['SQL'] });
  expect(getTypedefByName(deps, 'certificate_status')).toMatchObject({
    category: 'ENUM',
    elementDefs: [{ value: 'DRAFT', ordinal: 0 }, {}, {}],
  });
  expect(() => getTypedefByName(deps, 'nonsense')).toThrow(expect.objectContaining({ code: 'type_unknown' }) as Error);
});
