import { searchAssets, type CatalogDeps, type EntityHeader } from '../../catalog/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';

/** Whose sight counts. */
export type Reader = Pick<RunContext, 'principal'>;

/** Which assets are meant, and what of them. */
export interface AssetListing {
  readonly query: JsonObject;
  readonly attributes?: readonly string[];
  readonly relationAttributes?: readonly string[];
  /** By guid unless told; ends with something that no two assets share, so that a page begins right after the one before. */
  readonly sort?: readonly JsonObject[];
}

const pageSize = 1_000;

/**
 * Pages of the assets that the reader may read. Each begins after the last asset of the page before, so that deleting what was listed cannot
 * make the next page skip anything.
 */
export async function* listAssets(
  catalog: CatalogDeps,
  { principal }: Reader,
  { query, attributes = [], relationAttributes = [], sort = [{ __guid: { order: 'asc' } }] }: AssetListing,
): AsyncGenerator<readonly EntityHeader[]> {
  let after: JsonValue = null;
  for (;;) {
    const more: JsonObject = after === null ? {} : { search_after: after };
    const { entities = [], searchMetadata = {} } = await searchAssets(catalog, principal, {
      dsl: { size: pageSize, track_total_hits: false, query, sort, ...more },
      ...{ attributes, relationAttributes, showSearchMetadata: true },
    });
    const last = entities.at(-1);
    if (last === undefined) return;
    yield entities;
    const described = searchMetadata[last.guid];
    after = isJsonObject(described) ? (described['sort'] ?? null) : null;
    if (entities.length < pageSize || after === null) return;
  }
}

const typesMax = 1_000;

/** How many there are of each type, most first. */
export async function countByType(
  catalog: CatalogDeps,
  { principal }: Reader,
  query: JsonObject,
): Promise<ReadonlyMap<string, number>> {
  const aggs = { types: { terms: { field: '__typeName.keyword', size: typesMax } } };
  const { aggregations } = await searchAssets(catalog, principal, { dsl: { size: 0, query, aggs } });
  const types = aggregations?.['types'];
  const buckets = isJsonObject(types) && Array.isArray(types['buckets']) ? (types['buckets'] as JsonValue[]) : [];
  // The field folds case.
  const nameOf = (key: string): string => catalog.types.findType(key)?.name ?? key;
  return new Map(buckets.filter(isJsonObject).map(({ key, doc_count }) => [nameOf(String(key)), Number(doc_count)]));
}
