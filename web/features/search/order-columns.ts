import { type Asset } from '../../../src/sdk/index.ts';

/** A column as it is listed: nested fields stand below their column, indented by their depth. */
export interface ListedColumn {
  guid: string;
  name: string;
  dataType: string;
  description: string;
  isPartition: boolean;
  depth: number;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parentPathOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function listed(asset: Asset, depth: number): ListedColumn {
  const { attributes } = asset;
  return {
    guid: asset.guid,
    name: asset.name,
    dataType: textOf(attributes['rawDataTypeDefinition']) || textOf(attributes['dataType']),
    description: textOf(attributes['description']),
    isPartition: attributes['isPartition'] === true,
    depth,
  };
}

/** Columns in the order of the source, each followed by its nested fields. */
export function orderColumns(columns: readonly Asset[], tablePath: string): ListedColumn[] {
  const byParent = Map.groupBy(columns, (column) => parentPathOf(column.qualifiedName));
  const rank = (asset: Asset): number =>
    numberOf(asset.attributes['nestedColumnOrder']) || numberOf(asset.attributes['order']);
  const below = (path: string, depth: number): ListedColumn[] =>
    (byParent.get(path) ?? [])
      .toSorted((one, other) => rank(one) - rank(other))
      .flatMap((column) => [listed(column, depth), ...below(column.qualifiedName, depth + 1)]);
  return below(tablePath, 0);
}
