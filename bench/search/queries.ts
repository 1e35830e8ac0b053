import { connectionName, glossaryName, tagName } from './fill-catalog.ts';

/** One search as a client sends it. */
export interface BenchQuery {
  readonly name: string;
  /** Who asks like that. */
  readonly sender: string;
  readonly dsl: Readonly<Record<string, unknown>>;
}

const active = { term: { __state: { value: 'ACTIVE' } } };
const anyAsset = { term: { '__superTypeNames.keyword': { value: 'Asset' } } };
const type = (name: string) => ({ term: { '__typeName.keyword': { value: name } } });
const term = (field: string, value: unknown) => ({ term: { [field]: { value } } });
const filter = (...clauses: readonly unknown[]) => ({ bool: { filter: clauses } });
const byGuid = [{ __guid: { order: 'asc' } }];

/** What is looked for, out of a catalog that the bench has filled. */
export interface Known {
  /** Of some table. */
  readonly tableName: string;
  readonly tableQualifiedName: string;
  readonly schemaQualifiedName: string;
  readonly termName: string;
  readonly columnQualifiedNames: readonly string[];
}

const page = { from: 0, size: 20, track_total_hits: true };
const finder = { from: 0, size: 300, track_total_hits: true, sort: byGuid };

function finders(known: Known): readonly BenchQuery[] {
  return [
    {
      ...{ name: 'connection-by-name', sender: 'find_connections_by_name' },
      dsl: {
        ...finder,
        query: filter(
          active,
          type('CONNECTION'),
          term('name.keyword', 'warehouse 3'),
          term('connectorName', 'snowflake'),
        ),
      },
    },
    {
      ...{ name: 'table-by-name', sender: 'FluentSearch, name equals' },
      dsl: { ...finder, query: filter(anyAsset, active, type('Table'), term('name.keyword', known.tableName)) },
    },
    {
      ...{ name: 'term-by-name', sender: 'find_term_fast_by_name' },
      dsl: {
        ...finder,
        query: filter(
          active,
          type('AtlasGlossaryTerm'),
          term('name.keyword', known.termName),
          term('__glossary', glossaryName),
        ),
      },
    },
    {
      ...{ name: 'columns-of-table', sender: 'FluentSearch, parent equals' },
      dsl: {
        ...{ from: 0, size: 100, track_total_hits: true, sort: [{ order: { order: 'asc' } }, ...byGuid] },
        query: filter(anyAsset, active, type('Column'), term('tableQualifiedName', known.tableQualifiedName)),
      },
    },
  ];
}

function listings(known: Known): readonly BenchQuery[] {
  return [
    {
      ...{ name: 'by-qualified-names', sender: 'Batch, before it saves' },
      dsl: { ...finder, query: filter(anyAsset, { terms: { qualifiedName: known.columnQualifiedNames } }) },
    },
    {
      ...{ name: 'beneath-schema', sender: 'FluentSearch, qualified name starts with' },
      dsl: {
        ...{ from: 0, size: 100, track_total_hits: true, sort: [{ qualifiedName: { order: 'asc' } }, ...byGuid] },
        query: filter(anyAsset, active, { prefix: { qualifiedName: { value: `${known.schemaQualifiedName}/` } } }),
      },
    },
    {
      ...{ name: 'tagged', sender: 'FluentSearch, tagged' },
      dsl: {
        ...{ from: 0, size: 100, track_total_hits: true, sort: byGuid },
        query: {
          bool: {
            filter: [
              ...[anyAsset, active],
              {
                bool: {
                  should: [
                    { terms: { __traitNames: [tagName(4)] } },
                    { terms: { __propagatedTraitNames: [tagName(4)] } },
                  ],
                  minimum_should_match: 1,
                },
              },
            ],
          },
        },
      },
    },
    {
      ...{ name: 'next-of-all', sender: 'iteration over everything' },
      dsl: {
        ...{ from: 0, size: 300, track_total_hits: true, sort: [{ __timestamp: { order: 'asc' } }, ...byGuid] },
        query: filter(anyAsset, active, { range: { __timestamp: { gte: 1_700_000_000_100 } } }),
      },
    },
  ];
}

const resultPages: readonly BenchQuery[] = [
  {
    ...{ name: 'words-in-name', sender: 'search box' },
    dsl: {
      ...{ ...page, sort: byGuid },
      query: {
        bool: { filter: [active], must: [{ match: { name: { query: 'customer order', operator: 'and' } } }] },
      },
    },
  },
  {
    ...{ name: 'part-of-name', sender: 'FluentSearch, name contains' },
    dsl: {
      ...{ ...page, sort: [{ 'name.keyword': { order: 'asc' } }, ...byGuid] },
      query: filter(anyAsset, active, type('Table'), { wildcard: { 'name.keyword': { value: '*customer*' } } }),
    },
  },
  {
    ...{ name: 'tables-of-connection', sender: 'page of results with facets' },
    dsl: {
      ...{ ...page, sort: [{ 'name.keyword': { order: 'asc' } }, ...byGuid] },
      query: filter(anyAsset, active, type('Table'), term('connectionQualifiedName', connectionName(3))),
      aggregations: {
        certificates: { terms: { field: 'certificateStatus', size: 10 } },
        owners: { terms: { field: 'ownerUsers', size: 10 } },
        schemas: { terms: { field: 'schemaQualifiedName', size: 10 } },
      },
    },
  },
  {
    ...{ name: 'recently-changed', sender: 'page of results, newest first' },
    dsl: {
      ...{ ...page, sort: [{ __modificationTimestamp: { order: 'desc' } }, ...byGuid] },
      query: filter(anyAsset, active),
    },
  },
];

/** The searches that the official client's finders, its batches and iterations, and a page of results send. */
export function benchQueries(known: Known): readonly BenchQuery[] {
  return [...finders(known), ...listings(known), ...resultPages];
}
