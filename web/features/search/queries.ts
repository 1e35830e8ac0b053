import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Asset, assetQuery } from '../../../src/sdk/index.ts';
import { client, searchClient } from '../../api/client.ts';
import { type SearchState } from './search-state.ts';

export const pageSize = 25;
/** More columns than any sane table has; the drawer says so when there are more. */
export const columnsMax = 1000;

export function assetsQuery({ text = '', type, page = 1 }: SearchState) {
  const matching = assetQuery().containing(text).columnsLast();
  const query = type === undefined ? matching.withoutGovernance() : matching.ofType(type);
  return queryOptions({
    queryKey: ['assets', { text, type, page }],
    queryFn: ({ signal }) => searchClient.search.page(query, { from: (page - 1) * pageSize, size: pageSize, signal }),
    // While the next page is on its way the last one stays, instead of a flash of nothing.
    placeholderData: keepPreviousData,
  });
}

export function assetDetailQuery(guid: string) {
  return queryOptions({
    queryKey: ['asset', guid],
    queryFn: ({ signal }) => client.entities.get({ guid }, { signal }),
  });
}

/** Columns of a table or view with their nested fields, which are below them in the tree of qualified names. */
export function columnsQuery(asset: Asset) {
  const query = assetQuery()
    .ofType('Column')
    .under(asset.qualifiedName)
    .select('dataType', 'rawDataTypeDefinition', 'order', 'isPartition', 'columnDepthLevel', 'nestedColumnOrder')
    .sortBy('order');
  return queryOptions({
    queryKey: ['columns', asset.guid],
    queryFn: ({ signal }) => searchClient.search.page(query, { size: columnsMax, signal }),
  });
}
