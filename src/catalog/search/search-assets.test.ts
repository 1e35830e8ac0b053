import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { createSmallWorkspace, type SmallWorkspace } from '../../../test/support/small-workspace.ts';
import type { CatalogDeps } from '../deps.ts';
import { saveEntities } from '../entities/save-entities.ts';
import { loadTypeRegistry } from '../types/type-registry.ts';
import { searchAssets, type IndexSearchResult } from './search-assets.ts';

const connection = 'default/glue/1700000001';
const schema = `${connection}/db/sales`;
const other = 'default/glue/1700000002';

function entity(typeName: string, qualifiedName: string, attributes: JsonObject = {}): JsonObject {
  const name = qualifiedName.split('/').at(-1) ?? '';
  return { typeName, attributes: { name, qualifiedName, ...attributes } };
}

function at(typeName: string, qualifiedName: string): JsonObject {
  return { typeName, uniqueAttributes: { qualifiedName } };
}

function term(field: string, value: string | number | boolean): JsonObject {
  return { term: { [field]: { value } } };
}

const active = { bool: { filter: [term('__superTypeNames.keyword', 'Asset'), term('__state', 'ACTIVE')] } };

describe('searchAssets', () => {
  let workspace: SmallWorkspace;
  let deps: CatalogDeps;
  let owner: Principal;
  let reader: Principal;
  let stranger: Principal;

  beforeAll(async () => {
    workspace = await createSmallWorkspace();
    const clock = fixedClock(new Date('2026-03-15T12:00:00Z'));
    deps = { db: workspace.db, clock, types: loadTypeRegistry() };
    owner = await workspace.addUser('owner', 'admin');
    reader = await workspace.addUser('reader', 'guest');
    stranger = (await workspace.addToken('stranger', 'none')).principal;
    const persona = await workspace.savePersona({ name: 'sales orders', users: ['reader'] });
    await workspace.savePolicy({ personaGuid: persona.guid, resources: [`entity:${schema}/orders`] });
    const admins = { adminUsers: ['owner'], adminGroups: [], adminRoles: [], connectorName: 'glue' };
    await save([
      entity('Connection', connection, { ...admins, name: 'first' }),
      entity('Connection', other, { ...admins, name: 'second' }),
    ]);
    await save([
      entity('Database', `${connection}/db`),
      entity('Schema', schema, { database: at('Database', `${connection}/db`) }),
    ]);
    clock.advance(86_400_000);
    const inSchema = { atlanSchema: at('Schema', schema), schemaName: 'sales', schemaQualifiedName: schema };
    await save([
      entity('Table', `${schema}/orders`, {
        ...inSchema,
        rowCount: 10,
        description: 'Daily orders',
        ownerUsers: ['ann', 'bob'],
        certificateStatus: 'VERIFIED',
      }),
      entity('Table', `${schema}/Customers`, { ...inSchema, rowCount: 500, ownerUsers: ['ann'] }),
      entity('View', `${schema}/orders_view`, inSchema),
    ]);
    await save([
      entity('Column', `${schema}/orders/id`, { table: at('Table', `${schema}/orders`), order: 1, dataType: 'BIGINT' }),
      entity('Column', `${schema}/orders/total`, {
        table: at('Table', `${schema}/orders`),
        order: 2,
        dataType: 'double',
      }),
    ]);
    await save([{ ...entity('Table', `${other}/db/s/hidden`), customAttributes: { origin: 'old' } }]);
    const glossary = { typeName: 'AtlasGlossary', guid: '-1', attributes: { name: 'Words', qualifiedName: '-1' } };
    const assigned = [at('Table', `${schema}/orders`), at('Table', `${other}/db/s/hidden`)];
    const word = {
      typeName: 'AtlasGlossaryTerm',
      guid: '-2',
      attributes: {
        name: 'Revenue',
        qualifiedName: '-2',
        anchor: { typeName: 'AtlasGlossary', guid: '-1' },
        assignedEntities: assigned,
      },
    };
    await save([glossary, word]);
  });
  afterAll(() => workspace.close());

  async function save(entities: readonly JsonObject[]): Promise<void> {
    await saveEntities(deps, owner, { entities });
  }

  function search(query: JsonObject, more: JsonObject = {}, principal = owner): Promise<IndexSearchResult> {
    const { dsl = {}, ...request } = more;
    return searchAssets(deps, principal, {
      dsl: { query, size: 100, sort: [{ qualifiedName: 'asc' }], ...(dsl as JsonObject) },
      ...request,
    });
  }

  async function names(query: JsonObject, principal = owner): Promise<string[]> {
    const { entities = [] } = await search(query, {}, principal);
    return entities.map(({ displayText }) => displayText);
  }

  it('answers the finders of the clients: a type in upper case, a name in any case', async () => {
    const query = {
      bool: {
        filter: [
          term('__state', 'ACTIVE'),
          term('__typeName.keyword', 'CONNECTION'),
          term('name.keyword', 'FIRST'),
          term('connectorName', 'glue'),
        ],
      },
    };
    expect(await names(query)).toEqual(['first']);
    const words = await search(term('name.keyword', 'words'));
    const glossary = words.entities?.[0]?.attributes['qualifiedName'];
    expect(
      await names({ bool: { filter: [term('__glossary', String(glossary)), term('name.keyword', 'revenue')] } }),
    ).toEqual(['Revenue']);
  });

  it('finds a type by its name as a word, which is in lower case unless the case does not matter', async () => {
    const typed = (value: string, flag: JsonObject = {}): JsonObject => ({
      bool: { filter: [{ term: { __typeName: { value, ...flag } } }, term('name.keyword', 'first')] },
    });
    expect(await names(typed('connection'))).toEqual(['first']);
    expect(await names(typed('Connection'))).toEqual([]);
    expect(await names(typed('Connection', { case_insensitive: true }))).toEqual(['first']);
  });

  it('takes text without words as everything where it is asked to, in fields that come from other rows too', async () => {
    const anything = { match: { __meaningsText: { query: '', zero_terms_query: 'all' } } };
    expect(await names({ bool: { filter: [anything, term('name.keyword', 'first')] } })).toEqual(['first']);
    expect(await names({ bool: { must_not: [anything] } })).toEqual([]);
  });

  it('gives the header of each hit, with the attributes that were asked for and always name and qualified name', async () => {
    const { entities } = await search(term('qualifiedName', `${schema}/orders`), {
      attributes: ['rowCount', 'ownerUsers', 'description', 'userDescription'],
    });
    expect(entities).toEqual([
      {
        typeName: 'Table',
        guid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        status: 'ACTIVE',
        displayText: 'orders',
        attributes: {
          name: 'orders',
          qualifiedName: `${schema}/orders`,
          rowCount: 10,
          ownerUsers: ['ann', 'bob'],
          description: 'Daily orders',
        },
        classificationNames: [],
        classifications: [],
        meaningNames: ['Revenue'],
        meanings: [expect.objectContaining({ displayText: 'Revenue' })],
        labels: [],
        isIncomplete: false,
        createdBy: 'owner',
        updatedBy: 'owner',
        createTime: Date.parse('2026-03-16T12:00:00Z'),
        updateTime: expect.any(Number),
        superTypeNames: expect.arrayContaining(['SQL', 'Catalog', 'Asset', 'Referenceable']),
      },
    ]);
  });

  it('counts exactly, whatever the page shows, past the end too', async () => {
    const first = await search(active, { dsl: { size: 2, from: 1 } });
    const total = first.approximateCount;
    expect(first.entities).toHaveLength(2);
    expect(total).toBe(13 - 1);
    const past = await search(active, { dsl: { from: 5000 } });
    expect(past.approximateCount).toBe(total);
    expect(past).not.toHaveProperty('entities');
    const none = await search(active, { dsl: { size: 0 } });
    expect(none.approximateCount).toBe(total);
    expect(none).not.toHaveProperty('entities');
  });

  it('pages so that every asset comes once, by offset and by the sort values of the last hit', async () => {
    const expected = (await search(active)).entities?.map(({ guid }) => guid) ?? [];
    const sort = [{ __timestamp: 'asc' }, { __guid: 'asc' }];
    const byOffset: string[] = [];
    const byValues: string[] = [];
    let after: unknown[] = [];
    for (let from = 0; from < 20; from += 5) {
      const page = await search(active, { dsl: { from, size: 5, sort: [{ __timestamp: 'asc' }] } });
      byOffset.push(...(page.entities ?? []).map(({ guid }) => guid));
      const behind = await search(active, {
        dsl: { size: 5, sort, search_after: after as [] },
        showSearchMetadata: true,
      });
      byValues.push(...(behind.entities ?? []).map(({ guid }) => guid));
      const last = behind.entities?.at(-1);
      if (last !== undefined) after = (behind.searchMetadata?.[last.guid] as { sort: unknown[] }).sort;
    }
    expect(byOffset.toSorted()).toEqual(expected.toSorted());
    expect(byValues).toEqual(byOffset);
    expect(after).toEqual([expect.any(Number), byValues.at(-1)]);
  });

  it('computes as many aggregations as a request may have', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `a${String(index)}`);
    const aggregations = Object.fromEntries(names.map((name) => [name, { cardinality: { field: '__guid' } }]));
    const found = await search(active, { dsl: { size: 0, aggregations } });
    expect(Object.keys(found.aggregations ?? {}).toSorted()).toEqual(names.toSorted());
  });

  it.each([1e300, -1e300, 9.3e18, 1.5, 1e-320, 'x', true])(
    'has nothing behind the sort value %j, which no hit has',
    async (value) => {
      for (const field of ['__timestamp', '__timestamp.date', 'rowCount', 'popularityScore', 'isPartitioned']) {
        const dsl = { sort: [{ [field]: 'asc' }], search_after: [value as number] };
        expect((await search(active, { dsl })).approximateCount, field).toBeGreaterThan(0);
      }
    },
  );

  it('shows the reader of one table that table, its columns and nothing else, in hits, counts and buckets alike', async () => {
    const mine = [term('__superTypeNames.keyword', 'SQL')];
    const seen = await search(
      { bool: { filter: mine } },
      { dsl: { aggregations: { types: { terms: { field: '__typeName.keyword' } } } } },
      reader,
    );
    expect(seen.entities?.map(({ displayText }) => displayText)).toEqual(['orders', 'id', 'total']);
    expect(seen.approximateCount).toBe(3);
    expect(seen.aggregations).toEqual({
      types: {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 0,
        buckets: [
          { key: 'column', doc_count: 2 },
          { key: 'table', doc_count: 1 },
        ],
      },
    });
    expect(await names({ bool: { must_not: [term('nowhere', 'x')], filter: mine } }, reader)).toEqual([
      'orders',
      'id',
      'total',
    ]);
    expect(
      await names({ bool: { should: [term('name', 'hidden'), { match_all: {} }], filter: mine } }, reader),
    ).toHaveLength(3);
  });

  it('shows nothing to an actor without rights', async () => {
    const result = await search(
      { match_all: {} },
      {
        dsl: {
          aggregations: { n: { cardinality: { field: '__guid' } }, t: { terms: { field: '__typeName.keyword' } } },
        },
      },
      stranger,
    );
    expect(result).toMatchObject({ approximateCount: 0, aggregations: { n: { value: 0 }, t: { buckets: [] } } });
    expect(result).not.toHaveProperty('entities');
  });

  it('gives requested relationships as references that the actor may read, with what was asked of the other end', async () => {
    const request = {
      attributes: ['columns', 'atlanSchema', 'readme', 'links'],
      relationAttributes: ['name', 'dataType'],
    };
    const { entities } = await search(term('qualifiedName', `${schema}/orders`), request);
    const { columns, atlanSchema, links, ...rest } = entities?.[0]?.attributes ?? {};
    expect(columns).toEqual([
      expect.objectContaining({
        typeName: 'Column',
        entityStatus: 'ACTIVE',
        displayText: 'id',
        relationshipType: 'table_columns',
        attributes: { name: 'id', dataType: 'BIGINT' },
        uniqueAttributes: { qualifiedName: `${schema}/orders/id` },
      }),
      expect.objectContaining({ displayText: 'total', attributes: { name: 'total', dataType: 'double' } }),
    ]);
    expect(atlanSchema).toMatchObject({ displayText: 'sales', attributes: { name: 'sales' } });
    expect(links).toEqual([]);
    expect(Object.keys(rest)).toEqual(['name', 'qualifiedName']);
    const seen = await search(
      term('qualifiedName', `${schema}/orders`),
      { attributes: ['atlanSchema', 'columns'] },
      reader,
    );
    expect(Object.keys(seen.entities?.[0]?.attributes ?? {})).toEqual(['name', 'qualifiedName', 'columns']);
  });

  it('does not tell by terms of what the actor may not read', async () => {
    const assigned = await search({ exists: { field: '__meanings' } });
    expect(assigned.entities?.map(({ displayText }) => displayText)).toEqual(['orders', 'hidden']);
    expect(assigned.entities?.[0]?.meaningNames).toEqual(['Revenue']);
    expect(await names({ term: { __meaningNames: 'REVENUE' } }, reader)).toEqual(['orders']);
    expect(
      (await search({ exists: { field: '__meanings' } }, { excludeMeanings: true })).entities?.[0]?.meanings,
    ).toEqual([]);
    const terms = await search(
      term('__typeName.keyword', 'AtlasGlossaryTerm'),
      { attributes: ['assignedEntities'] },
      reader,
    );
    expect(terms.entities?.[0]?.attributes['assignedEntities']).toEqual([
      expect.objectContaining({ displayText: 'orders' }),
    ]);
  });

  it('echoes the request so that a client can page by it', async () => {
    const dsl = { query: { match_all: {} }, from: 0, size: 1, track_total_hits: true };
    const request = {
      dsl,
      attributes: ['name'],
      relationAttributes: ['name'],
      excludeMeanings: true,
      requestMetadata: { saveSearchLog: false, utmTags: ['x'] },
    };
    const { queryType, searchParameters } = await searchAssets(deps, owner, request);
    expect(queryType).toBe('INDEX');
    expect(searchParameters).toEqual({ ...request, query: JSON.stringify(dsl) });
    const plain = await searchAssets(deps, owner, { dsl: {} });
    expect(plain.searchParameters).toEqual({ dsl: {}, attributes: [], query: '{}' });
    expect(plain).not.toHaveProperty('aggregations');
    expect(plain.entities).toHaveLength(10);
  });

  it('computes aggregations before and counts hits after the post filter', async () => {
    const result = await search(term('__typeName.keyword', 'table'), {
      dsl: {
        post_filter: term('rowCount', 10),
        aggregations: { most: { max: { field: 'rowCount' } }, none: { max: { field: 'sizeBytes' } } },
      },
      showSearchScore: true,
    });
    expect(result).toMatchObject({
      approximateCount: 1,
      aggregations: { most: { value: 500 }, none: { value: null } },
    });
    expect(Object.values(result.searchScore ?? {})).toEqual([1]);
  });

  it('finds by columns, attributes, lists, times and text', async () => {
    expect(await names({ prefix: { qualifiedName: `${schema}/orders` } })).toEqual([
      'orders',
      'id',
      'total',
      'orders_view',
    ]);
    expect(await names(term('certificateStatus', 'verified'))).toEqual(['orders']);
    expect(await names(term('ownerUsers', 'bob'))).toEqual(['orders']);
    expect(await names({ match: { description: 'orders' } })).toEqual(['orders']);
    expect(await names({ range: { rowCount: { gt: 10 } } })).toEqual(['Customers']);
    expect(
      await names({
        bool: { filter: [{ range: { __timestamp: { lt: 'now/d' } } }, term('__typeName.keyword', 'Schema')] },
      }),
    ).toEqual(['sales']);
    expect(await names({ regexp: { 'name.keyword': 'cust.*' } })).toEqual(['Customers']);
    expect(await names({ match: { __customAttributes: 'old' } })).toEqual(['hidden']);
    expect(await names({ prefix: { '__superTypeNames.keyword': 'atlasgloss' } })).toEqual([]);
    expect(await names({ wildcard: { '__superTypeNames.keyword': 'NAMESP*' } })).toEqual([]);
    expect(
      await names({ bool: { filter: [{ wildcard: { '__superTypeNames.keyword': 'SQ?' } }, term('order', 1)] } }),
    ).toEqual(['id']);
  });

  it('answers every clause on every kind of field', async () => {
    const fields = [
      '__guid',
      '__typeName.keyword',
      '__superTypeNames.keyword',
      '__state',
      '__timestamp',
      '__hasLineage',
      '__meanings',
      '__glossary',
      '__labels',
      'qualifiedName',
      'name',
      'name.keyword',
      'ownerUsers',
      'popularityScore',
      'rowCount',
      'isPartition',
      'certificateUpdatedAt',
      '__traitNames',
      'description',
      '__categories',
    ];
    for (const field of fields) {
      const clauses = [
        { term: { [field]: 'x1' } },
        { terms: { [field]: ['x1', 2, true] } },
        { prefix: { [field]: 'x' } },
        { wildcard: { [field]: 'x*' } },
        { regexp: { [field]: 'x.*' } },
        { match: { [field]: 'x 1' } },
        { match_phrase: { [field]: 'x 1' } },
        { range: { [field]: { gte: 'x' } } },
        { exists: { field } },
      ];
      const counts = clauses.map(
        async (query) =>
          (
            await search(query, {
              dsl: { sort: [{ [field]: 'desc' }], aggregations: { a: { terms: { field } }, b: { avg: { field } } } },
            })
          ).approximateCount,
      );
      for (const count of await Promise.all(counts)) expect(count).toBeGreaterThanOrEqual(0);
    }
  });

  it('refuses a request with all that is wrong in it', async () => {
    await expect(searchAssets(deps, owner, 'dsl')).rejects.toMatchObject({ code: 'query_rejected' });
    await expect(searchAssets(deps, owner, {})).rejects.toThrow('dsl: nothing is not accepted');
    await expect(
      searchAssets(deps, owner, { dsl: {}, attributes: 'name', showSearchScore: 1, persona: 7 }),
    ).rejects.toMatchObject({
      code: 'query_rejected',
      details: [{ path: 'attributes' }, { path: 'showSearchScore' }, { path: 'persona' }],
    });
    await expect(search({ bool: { filter: [{ geo_shape: { name: 'x' } }] } })).rejects.toThrow(
      'dsl.query.bool.filter[0]: unknown clause `geo_shape`',
    );
  });
});
