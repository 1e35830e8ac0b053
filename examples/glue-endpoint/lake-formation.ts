import { type GlueCall } from './glue-operations.ts';
import { accessDenied, entityNotFound, invalidInput } from './glue-fault.ts';
import { parsePageToken, renderPageToken } from './page-token.ts';

/** Tags by key, one value each, as Lake Formation has them. */
export type LakeFormationTags = Readonly<Record<string, string>>;

/** What Lake Formation says of the catalog. A table has the tags of its database unless it says otherwise, a column those of its table. */
export interface LakeFormation {
  /** Every key with the values it may have. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly databases?: Readonly<Record<string, LakeFormationTags>>;
  /** By `<database>.<table>`. */
  readonly tables?: Readonly<
    Record<
      string,
      { readonly tags?: LakeFormationTags; readonly columns?: Readonly<Record<string, LakeFormationTags>> }
    >
  >;
}

interface TagPair {
  readonly TagKey: string;
  readonly TagValues: readonly string[];
}

const nothing: LakeFormation = { keys: {} };
const pairsOf = (tags: LakeFormationTags): TagPair[] =>
  Object.entries(tags).map(([TagKey, value]) => ({ TagKey, TagValues: [value] }));

interface TaggedTable {
  readonly database: string;
  readonly table: string;
  readonly onDatabase: LakeFormationTags;
  readonly onTable: LakeFormationTags;
  readonly onColumns: Readonly<Record<string, LakeFormationTags>>;
}

function* taggedTables({ catalog, behaviour }: GlueCall): Generator<TaggedTable> {
  const { databases = {}, tables = {} } = behaviour.lakeFormation ?? nothing;
  for (const { Name: database } of catalog.databases) {
    const onDatabase = databases[database] ?? {};
    for (let index = 0; index < catalog.tableCount(database); index += 1) {
      const { Name: table, StorageDescriptor } = catalog.tableAt(database, index);
      const { tags = {}, columns = {} } = tables[`${database}.${table}`] ?? {};
      const onTable = { ...onDatabase, ...tags };
      const named = (StorageDescriptor?.Columns ?? []).map(
        ({ Name }) => [Name, { ...onTable, ...columns[Name] }] as const,
      );
      yield { database, table, onDatabase, onTable, onColumns: Object.fromEntries(named) };
    }
  }
}

const columnPairs = (columns: TaggedTable['onColumns']): unknown[] =>
  Object.entries(columns).map(([Name, tags]) => ({ Name, LFTags: pairsOf(tags) }));

function expressionOf({ body }: GlueCall): (tags: LakeFormationTags) => boolean {
  const [first] = Array.isArray(body['Expression']) ? (body['Expression'] as readonly TagPair[]) : [];
  if (first === undefined || first.TagValues.length === 0 || first.TagValues.length > 50) {
    throw invalidInput('Expression must name a tag with 1 to 50 values');
  }
  return (tags) => first.TagValues.includes(tags[first.TagKey] ?? '\0');
}

function page(call: GlueCall, scope: string, all: readonly unknown[]): { shown: readonly unknown[]; next: object } {
  const start = parsePageToken(call.body['NextToken'], call.tokenGeneration, scope);
  const end = start + Math.min(Number(call.body['MaxResults'] ?? 100), call.behaviour.pageSize ?? 100);
  const token = renderPageToken({ generation: call.tokenGeneration, scope, index: end });
  return { shown: all.slice(start, end), next: end < all.length ? { NextToken: token } : {} };
}

function listTags(call: GlueCall): string {
  const all = Object.entries((call.behaviour.lakeFormation ?? nothing).keys);
  const { shown, next } = page(
    call,
    'tags',
    all.map(([TagKey, TagValues]) => ({ TagKey, TagValues })),
  );
  return JSON.stringify({ LFTags: shown, ...next });
}

function searchDatabases(call: GlueCall): string {
  const matches = expressionOf(call);
  const { databases = {} } = call.behaviour.lakeFormation ?? nothing;
  const found = Object.entries(databases).filter(([, tags]) => matches(tags));
  const all = found.map(([Name, tags]) => ({ Database: { Name }, LFTags: pairsOf(tags) }));
  const { shown, next } = page(call, 'databases', all);
  return JSON.stringify({ DatabaseList: shown, ...next });
}

function searchTables(call: GlueCall): string {
  const matches = expressionOf(call);
  const found = [...taggedTables(call)].filter(
    ({ onTable, onColumns }) => matches(onTable) || Object.values(onColumns).some(matches),
  );
  const all = found.map(({ database, table, onDatabase, onTable, onColumns }) => ({
    Table: { DatabaseName: database, Name: table },
    LFTagOnDatabase: pairsOf(onDatabase),
    LFTagsOnTable: pairsOf(onTable),
    LFTagsOnColumns: columnPairs(onColumns),
  }));
  const { shown, next } = page(call, 'tables', all);
  return JSON.stringify({ TableList: shown, ...next });
}

interface WireResource {
  readonly Database?: { readonly Name: string };
  readonly Table?: { readonly DatabaseName: string; readonly Name: string };
  readonly TableWithColumns?: {
    readonly DatabaseName: string;
    readonly Name: string;
    readonly ColumnNames: readonly string[];
  };
}

function getTags(call: GlueCall): string {
  const { Database, Table, TableWithColumns } = (call.body['Resource'] ?? {}) as WireResource;
  if (Database !== undefined) {
    return JSON.stringify({ LFTagOnDatabase: pairsOf(call.behaviour.lakeFormation?.databases?.[Database.Name] ?? {}) });
  }
  const { DatabaseName = '', Name = '' } = Table ?? TableWithColumns ?? {};
  const found = [...taggedTables(call)].find(({ database, table }) => database === DatabaseName && table === Name);
  if (found === undefined) throw entityNotFound(`Table ${Name}`);
  const columns = Object.entries(found.onColumns).filter(([name]) => TableWithColumns?.ColumnNames.includes(name));
  return JSON.stringify({
    LFTagOnDatabase: pairsOf(found.onDatabase),
    LFTagsOnTable: pairsOf(found.onTable),
    ...(TableWithColumns === undefined ? {} : { LFTagsOnColumns: columnPairs(Object.fromEntries(columns)) }),
  });
}

const operations: Readonly<Record<string, (call: GlueCall) => string>> = {
  ListLFTags: listTags,
  SearchDatabasesByLFTags: searchDatabases,
  SearchTablesByLFTags: searchTables,
  GetResourceLFTags: getTags,
};

/** The calls of Lake Formation, which are told apart by their path: REST JSON, not Glue's protocol. */
export const lakeFormationOperations: Readonly<Record<string, (call: GlueCall) => string>> = Object.fromEntries(
  Object.entries(operations).map(([name, act]) => [
    name,
    (call: GlueCall) => {
      if (call.behaviour.deniesTags) throw accessDenied(name, 'catalog');
      return act(call);
    },
  ]),
);
