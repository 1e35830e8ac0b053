import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createCustomMetadataCatalog,
  merging,
  type CustomMetadataCatalog,
  type DefinedSet,
} from '../../../test/support/custom-metadata-catalog.ts';
import { entity } from '../../../test/support/small-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import { compileWhere, createParameters, type Ast } from '../../search/index.ts';
import { findCustomMetadataFields } from './custom-metadata-fields.ts';
import { searchAssets } from './search-assets.ts';

let catalog: CustomMetadataCatalog;
let rules: DefinedSet;
let reader: Principal;

/** One value of each table, by what people call the attributes. */
const tables: Readonly<Record<string, JsonObject>> = {
  one: { owner: 'Ann Lee', note: 'keep for seven years', days: 7, share: 0.25, open: true, since: 1_700_000_000_000 },
  two: { owner: 'bob', note: 'Delete at once', days: 70, share: 0.5, open: false, since: 1_600_000_000_000 },
  three: { tier: 'gold', people: ['ann', 'bob'], counts: [1, 2] },
  four: { tier: 'silver', people: ['eve'], counts: [3] },
  none: {},
};

const id = (name: string) => rules.ids[name] ?? '';
const path = (name: string) => `${catalog.connection}/db/s/${name}`;

beforeAll(async () => {
  catalog = await createCustomMetadataCatalog();
  await catalog.defineEnum('Tier', 'gold', 'silver');
  rules = await catalog.defineSet('Rules', {
    ...{ owner: 'string', note: 'string', days: 'int', size: 'long', share: 'float', open: 'boolean', since: 'date' },
    ...{ tier: 'Tier', people: 'array<string>', counts: 'array<int>' },
  });
  const entities = Object.entries(tables).map(([name, values]) => ({
    ...entity('Table', path(name)),
    businessAttributes: {
      [rules.set]: Object.fromEntries(Object.entries(values).map(([key, value]) => [id(key), value])),
    },
  }));
  await catalog.save(...entities);
  reader = await catalog.addUser('rita', 'member');
  const persona = await catalog.savePersona({ name: 'p', users: ['rita'] });
  const resources = [`entity:${path('one')}`];
  await catalog.savePolicy({ personaGuid: persona.guid, resources, actions: ['persona-asset-read'] });
});
afterAll(() => catalog.close());

const hereOnly: JsonObject = { term: { '__typeName.keyword': 'table' } };

function search(dsl: JsonObject, more: JsonObject = {}, principal: Principal = catalog.owner) {
  return searchAssets(catalog.deps, principal, { dsl: { size: 20, ...dsl }, ...more });
}

/** The names of the tables that a query finds. */
async function found(query: JsonObject): Promise<string[]> {
  const { entities = [], approximateCount } = await search({ query: { bool: { filter: [hereOnly, query] } } });
  expect(approximateCount).toBe(entities.length);
  return entities.map(({ displayText }) => displayText).sort();
}

describe('custom metadata in a search', () => {
  it.each<readonly [string, () => JsonObject, readonly string[]]>([
    ['text whatever its case', () => ({ term: { [id('owner')]: { value: 'ann lee' } } }), ['one']],
    ['the beginning of a text', () => ({ prefix: { [id('owner')]: { value: 'BO' } } }), ['two']],
    ['a pattern', () => ({ wildcard: { [id('owner')]: { value: '*n*' } } }), ['one']],
    ['one of some', () => ({ terms: { [id('owner')]: ['Bob', 'Ann Lee'] } }), ['one', 'two']],
    ['a word of a text', () => ({ match: { [`${id('note')}.text`]: { query: 'SEVEN' } } }), ['one']],
    ['words in their order', () => ({ match_phrase: { [`${id('note')}.text`]: { query: 'delete at' } } }), ['two']],
    ['a number', () => ({ term: { [id('days')]: { value: 7 } } }), ['one']],
    ['a range of numbers', () => ({ range: { [id('days')]: { gte: 8 } } }), ['two']],
    ['a fraction', () => ({ range: { [id('share')]: { lt: 0.3 } } }), ['one']],
    ['true and false', () => ({ term: { [id('open')]: { value: false } } }), ['two']],
    ['a time', () => ({ range: { [id('since')]: { gt: 1_650_000_000_000 } } }), ['one']],
    ['a time as a day', () => ({ range: { [id('since')]: { gte: '2023-01-01', format: 'yyyy-MM-dd' } } }), ['one']],
    ['a member of an enumeration', () => ({ term: { [id('tier')]: { value: 'gold' } } }), ['three']],
    ['one of several values', () => ({ term: { [id('people')]: { value: 'bob' } } }), ['three']],
    ['one of several numbers', () => ({ term: { [id('counts')]: { value: 3 } } }), ['four']],
    ['any value', () => ({ exists: { field: id('people') } }), ['four', 'three']],
    ['no value', () => ({ bool: { must_not: [{ exists: { field: id('owner') } }] } }), ['four', 'none', 'three']],
    ['text in a number: nothing', () => ({ match: { [id('days')]: { query: 'seven' } } }), []],
    ['an attribute that no set has: nothing', () => ({ exists: { field: 'A123456789012345678901' } }), []],
  ])('finds %s', async (_, query, names) => {
    expect(await found(query())).toEqual([...names].sort());
  });

  it('sorts by it, those without a value last', async () => {
    const sort = [{ [id('days')]: { order: 'desc' } }, { 'name.keyword': { order: 'asc' } }];
    const { entities = [] } = await search({ query: hereOnly, sort });
    expect(entities.map(({ displayText }) => displayText)).toEqual(['two', 'one', 'four', 'none', 'three']);
  });

  it('counts by it', async () => {
    const aggregations = {
      tiers: { terms: { field: id('tier') } },
      people: { terms: { field: id('people') } },
      days: { max: { field: id('days') } },
    };
    const answer = await search({ size: 0, query: hereOnly, aggregations });
    expect(answer.aggregations).toMatchObject({
      tiers: {
        buckets: [
          { key: 'gold', doc_count: 1 },
          { key: 'silver', doc_count: 1 },
        ],
      },
      people: { buckets: [{ doc_count: 1 }, { doc_count: 1 }, { doc_count: 1 }] },
      days: { value: 70 },
    });
  });

  it('is shown flat, by the names of set and attribute', async () => {
    const asked = ['owner', 'people', 'days'].map((name) => `${rules.set}.${id(name)}`);
    const { entities = [] } = await search(
      { query: hereOnly, sort: [{ 'name.keyword': { order: 'asc' } }] },
      { attributes: [...asked, `${rules.set}.nothing`, 'nothing.at.all'] },
    );
    const shown = Object.fromEntries(entities.map(({ displayText, attributes }) => [displayText, attributes]));
    const own = (name: string) =>
      Object.fromEntries(
        Object.entries(shown[name] ?? {}).filter(([key]) => key !== 'name' && key !== 'qualifiedName'),
      );
    expect(own('one')).toEqual({ [`${rules.set}.${id('owner')}`]: 'Ann Lee', [`${rules.set}.${id('days')}`]: 7 });
    expect(own('three')).toEqual({ [`${rules.set}.${id('people')}`]: ['ann', 'bob'] });
    expect(own('none')).toEqual({});
  });

  it('tells nobody of values on assets that they may not read', async () => {
    const query = { exists: { field: id('days') } };
    const aggregations = { days: { terms: { field: id('days') } } };
    const answer = await search({ query, aggregations }, {}, reader);
    expect(answer.approximateCount).toBe(1);
    expect(answer.aggregations).toMatchObject({ days: { buckets: [{ key: 7, doc_count: 1 }] } });
    // Negative control: there is another one to be found.
    expect((await search({ query })).approximateCount).toBe(2);
  });

  it('is seen at once as it was saved, and as it became', async () => {
    const table = entity('Table', path('none'));
    const query = { term: { [id('owner')]: { value: 'late' } } };
    await catalog.saveWith(merging, { ...table, businessAttributes: { [rules.set]: { [id('owner')]: 'Late' } } });
    expect(await found(query)).toEqual(['none']);
    await catalog.saveWith(merging, { ...table, businessAttributes: { [rules.set]: { [id('owner')]: null } } });
    expect(await found(query)).toEqual([]);
  });

  it.each(['equals', 'present'] as const)(
    'is answered by the index of assets that have any, asked for what %s',
    async (kind) => {
      const customMetadataFields = await findCustomMetadataFields(catalog.db, id('owner'));
      const params = createParameters();
      const field = { field: id('owner') };
      const ast: Ast =
        kind === 'equals' ? { kind, ...field, value: 'bob', caseInsensitive: false } : { kind, ...field };
      const where = compileWhere(ast, { fields: customMetadataFields, params, now: new Date(0) });
      const plan = await transact(catalog.db, async (tx) => {
        // So few rows are otherwise read one after the other.
        await sql`SET LOCAL enable_seqscan = off`.execute(tx);
        const text = `EXPLAIN SELECT guid FROM asset WHERE ${where}`;
        return JSON.stringify((await tx.executeQuery(CompiledQuery.raw(text, [...params.values]))).rows);
      });
      expect(plan).toContain('asset_custom_metadata');
    },
  );
});
