import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entity, named, namesOf } from '../../../test/support/small-catalog.ts';
import { createTaggedCatalog, type TaggedCatalog } from '../../../test/support/tagged-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import { searchAssets } from '../search/search-assets.ts';

let catalog: TaggedCatalog;
let pii: string;
let gold: string;
const path = () => `${catalog.connection}/db/s`;

beforeAll(async () => {
  catalog = await createTaggedCatalog();
  [pii, gold] = [await catalog.defineTag('PII'), await catalog.defineTag('Gold')];
  const row = await catalog.db
    .selectFrom('tag_definition')
    .select('attribute_defs')
    .where('name', '=', gold)
    .executeTakeFirstOrThrow();
  const attachment = {
    typeName: 'SourceTagAttachment',
    attributes: {
      sourceTagQualifiedName: 'default/snowflake/1/db/s/TIER',
      sourceTagName: 'TIER',
      sourceTagValue: [{ typeName: 'SourceTagAttachmentValue', attributes: { tagAttachmentValue: 'Top' } }],
    },
  };
  const attributes = { [String(row.attribute_defs[0]?.['name'])]: [attachment] };
  const inSchema = { atlanSchema: named('Schema', path()) };
  await catalog.save(
    { ...entity('Schema', path()), classifications: [{ typeName: pii, propagate: true }] },
    { ...entity('Table', `${path()}/both`, inSchema), classifications: [{ typeName: gold, attributes }] },
    entity('Table', `${path()}/reached`, inSchema),
    { ...entity('Table', `${catalog.connection}/db/gold`), classifications: [{ typeName: gold }] },
    entity('Table', `${catalog.connection}/db/plain`),
  );
});
afterAll(() => catalog.close());

const search = (query: JsonObject, more: JsonObject = {}, aggregations: JsonObject = {}) => {
  const inTypes = { terms: { '__typeName.keyword': ['Schema', 'Table'] } };
  const dsl = { query: { bool: { filter: [inTypes, query] } }, sort: [{ qualifiedName: 'asc' }], aggregations };
  return searchAssets(catalog.deps, catalog.owner, { dsl, ...more });
};
async function found(query: JsonObject): Promise<string[]> {
  const { entities, approximateCount } = await search(query);
  const names = (namesOf(entities) ?? []).map((name) => name.split('/').at(-1) ?? '');
  expect(approximateCount).toBe(names.length);
  return names;
}

describe('searching by tag', () => {
  it.each([
    ['own tags, one', () => ({ term: { __traitNames: { value: gold } } }), ['gold', 'both']],
    ['own tags, any of', () => ({ terms: { __traitNames: [pii, gold] } }), ['gold', 's', 'both']],
    ['own tags, some', () => ({ exists: { field: '__traitNames' } }), ['gold', 's', 'both']],
    ['tags from elsewhere, one', () => ({ term: { __propagatedTraitNames: { value: pii } } }), ['both', 'reached']],
    ['tags from elsewhere, some', () => ({ exists: { field: '__propagatedTraitNames' } }), ['both', 'reached']],
    [
      'no tag at all',
      () => ({
        bool: { must_not: [{ exists: { field: '__traitNames' } }, { exists: { field: '__propagatedTraitNames' } }] },
      }),
      ['plain'],
    ],
    ['names in any case', () => ({ term: { __classificationNames: { value: gold.toLowerCase() } } }), ['gold', 'both']],
    [
      'names from elsewhere',
      () => ({ match: { __propagatedClassificationNames: { query: pii } } }),
      ['both', 'reached'],
    ],
    ['the tag in its text', () => ({ term: { '__classificationsText.text': { value: gold } } }), ['gold', 'both']],
    ['values of the source', () => ({ match: { __classificationsText: { query: 'top' } } }), ['both']],
    ['a tag that there is none of', () => ({ term: { __traitNames: { value: 'nothing' } } }), []],
  ] as const)('finds assets by %s', async (_, query, expected) => {
    expect(await found(query() as unknown as JsonObject)).toEqual(expected);
  });

  it('counts tags', async () => {
    const terms = (field: string) => ({ terms: { field, size: 5 } });
    const wanted = { tags: terms('__traitNames'), reached: terms('__propagatedTraitNames') };
    expect((await search({ match_all: {} }, {}, wanted)).aggregations).toMatchObject({
      tags: {
        buckets: [
          { key: gold, doc_count: 2 },
          { key: pii, doc_count: 1 },
        ],
      },
      reached: { buckets: [{ key: pii, doc_count: 2 }] },
    });
  });

  it('shows the tags of a hit, own ones first, or none, or their names only, as it is asked to', async () => {
    const query = { term: { qualifiedName: `${path()}/both` } };
    const hit = async (more: JsonObject) => (await search(query, more)).entities?.[0];
    const shown = await hit({});
    expect(shown?.classificationNames).toEqual([gold, pii]);
    expect(shown?.classifications).toMatchObject([
      { typeName: gold, entityGuid: shown?.guid },
      { typeName: pii, propagate: true },
    ]);
    const without = { excludeClassifications: true };
    expect(await hit(without)).toMatchObject({ classificationNames: [], classifications: [] });
    expect(await hit({ ...without, includeClassificationNames: true })).toMatchObject({
      ...{ classificationNames: [gold, pii], classifications: [] },
    });
    const plain = await search({ term: { qualifiedName: `${catalog.connection}/db/plain` } });
    expect(plain.entities?.[0]).toMatchObject({ classificationNames: [], classifications: [] });
  });
});
