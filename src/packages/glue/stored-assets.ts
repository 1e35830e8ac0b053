import { type CatalogDeps, deleteEntitiesIn, searchAssets } from '../../catalog/index.ts';
import { type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';

/** An active asset of an earlier or of this crawl. */
export interface StoredAsset {
  readonly guid: string;
  readonly typeName: string;
  readonly name: string;
  readonly qualifiedName: string;
  /** Milliseconds since 1970. */
  readonly sourceUpdatedAt: number | null;
}

/** Which stored assets are meant: of these types, with `attribute` being one of `values`. */
export interface StoredQuery {
  readonly typeNames: readonly string[];
  readonly attribute:
    'qualifiedName' | 'databaseQualifiedName' | 'schemaQualifiedName' | 'tableQualifiedName' | 'viewQualifiedName';
  readonly values: readonly string[];
}

const pageSize = 1_000;

const dslOf = ({ typeNames, attribute, values }: StoredQuery, more: readonly JsonValue[] = []): JsonObject => ({
  bool: {
    filter: [
      { term: { __state: 'ACTIVE' } },
      { terms: { '__typeName.keyword': typeNames } },
      { terms: { [attribute]: values } },
      ...more,
    ],
  },
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
      attributes: ['name', 'qualifiedName', 'sourceUpdatedAt'],
    });
    const last = entities.at(-1);
    if (last === undefined) return;
    yield entities.map(({ guid, typeName, attributes }) => ({
      guid,
      typeName,
      name: String(attributes['name']),
      qualifiedName: String(attributes['qualifiedName']),
      sourceUpdatedAt: typeof attributes['sourceUpdatedAt'] === 'number' ? attributes['sourceUpdatedAt'] : null,
    }));
    if (entities.length < pageSize) return;
    after = last.guid;
  }
}

const archivedPerTransaction = 500;

/** Archives assets. They keep their documentation and come back with it when a later crawl finds them again. */
export async function archiveAssets(
  catalog: CatalogDeps,
  ctx: RunContext,
  assets: readonly StoredAsset[],
): Promise<void> {
  for (let start = 0; start < assets.length; start += archivedPerTransaction) {
    const guids = assets.slice(start, start + archivedPerTransaction).map(({ guid }) => guid);
    await ctx.transact((tx) =>
      deleteEntitiesIn({ tx, clock: catalog.clock, types: catalog.types }, ctx.principal, {
        guids,
        deleteType: 'SOFT',
      }),
    );
  }
}
