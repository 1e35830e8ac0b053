import { type CatalogDeps, deleteEntitiesIn, searchAssets } from '../../catalog/index.ts';
import { type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import { type RunTx } from './store-assets.ts';

/** An active asset of an earlier or of this crawl. */
export interface StoredAsset {
  readonly guid: string;
  readonly typeName: string;
  readonly name: string;
  readonly qualifiedName: string;
  /** Milliseconds since 1970. */
  readonly sourceUpdatedAt: number | null;
  /** What the query asked for beyond that. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Which stored assets are meant: of these types, with `attribute` being one of `values`, or holding its words if it is a location. */
export interface StoredQuery {
  readonly typeNames: readonly string[];
  readonly attribute:
    | ('qualifiedName' | 'databaseQualifiedName' | 'schemaQualifiedName' | 'tableQualifiedName' | 'viewQualifiedName')
    | ('externalLocation' | 'connectionQualifiedName' | 'connectorName' | 'awsArn');
  readonly values: readonly string[];
  /** Only in the schema of this qualified name. */
  readonly schema?: string;
  /** Attributes to read beyond those that every stored asset has here. */
  readonly reads?: readonly string[];
}

const pageSize = 1_000;

const dslOf = ({ typeNames, attribute, values, schema }: StoredQuery, more: readonly JsonValue[] = []): JsonObject => ({
  bool: {
    filter: [
      { term: { __state: 'ACTIVE' } },
      { terms: { '__typeName.keyword': typeNames } },
      attribute === 'externalLocation' ? inWords(attribute, values) : { terms: { [attribute]: values } },
      ...(schema === undefined ? [] : [{ term: { schemaQualifiedName: schema } }]),
      ...more,
    ],
  },
});

// Locations are indexed by words, so this finds more than the very same ones: the caller compares.
const inWords = (attribute: string, values: readonly string[]): JsonObject => ({
  bool: { should: values.map((value) => ({ match_phrase: { [attribute]: value } })), minimum_should_match: 1 },
});

type Reader = Pick<RunContext, 'principal'>;

export async function countStored(catalog: CatalogDeps, { principal }: Reader, query: StoredQuery): Promise<number> {
  const dsl = { size: 0, track_total_hits: true, query: dslOf(query) };
  return (await searchAssets(catalog, principal, { dsl })).approximateCount;
}

/**
 * Pages of matching assets, in the order of their guids. Each page begins after the last guid of the page before, so that
 * archiving what was listed cannot make the next page skip anything.
 */
export async function* listStored(
  catalog: CatalogDeps,
  { principal }: Reader,
  query: StoredQuery,
): AsyncGenerator<readonly StoredAsset[]> {
  let after: string | null = null;
  for (;;) {
    const range: readonly JsonValue[] = after === null ? [] : [{ range: { __guid: { gt: after } } }];
    const dsl = { size: pageSize, query: dslOf(query, range), sort: [{ __guid: { order: 'asc' } }] };
    const { entities = [] } = await searchAssets(catalog, principal, {
      dsl,
      attributes: ['name', 'qualifiedName', 'sourceUpdatedAt', ...(query.reads ?? [])],
    });
    const last = entities.at(-1);
    if (last === undefined) return;
    yield entities.map(({ guid, typeName, attributes }) => ({
      guid,
      typeName,
      attributes,
      name: String(attributes['name']),
      qualifiedName: String(attributes['qualifiedName']),
      sourceUpdatedAt: typeof attributes['sourceUpdatedAt'] === 'number' ? attributes['sourceUpdatedAt'] : null,
    }));
    if (entities.length < pageSize) return;
    after = last.guid;
  }
}

const archivedPerTransaction = 500;

/**
 * Archives assets, in the order given, and with the last of them, in the same transaction, whatever `complete` writes. They keep
 * their documentation and come back with it when a later crawl finds them again.
 */
export async function archiveAssets(
  { catalog, ctx }: { readonly catalog: CatalogDeps; readonly ctx: RunContext },
  assets: readonly StoredAsset[],
  complete: (tx: RunTx) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (let start = 0; start < assets.length; start += archivedPerTransaction) {
    const guids = assets.slice(start, start + archivedPerTransaction).map(({ guid }) => guid);
    await ctx.transact(async (tx) => {
      // First, because the audit record of the deletion holds the end of the audit chain until the commit.
      if (start + archivedPerTransaction >= assets.length) await complete(tx);
      await deleteEntitiesIn({ tx, clock: catalog.clock, types: catalog.types }, ctx.principal, {
        guids,
        deleteType: 'SOFT',
      });
    });
  }
}
