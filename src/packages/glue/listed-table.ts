import { createHash } from 'node:crypto';

import { type Table } from '@aws-sdk/client-glue';

import { type SourceGroup, type SourceItem } from '../../catalog/index.ts';
import { type LinkTarget } from './link-target.ts';
import { type SchemaPlace } from './map-database.ts';
import { type MappedTable, mappingVersion, mapTable, tableTypeName } from './map-table.ts';
import { childQualifiedName } from './qualified-name.ts';

/** A table as the source lists it, before anything is made of it. */
export interface ListedTable {
  readonly table: Table;
  /** What asking for the target of a resource link told; absent for other tables. */
  readonly link: LinkTarget | undefined;
  readonly item: SourceItem;
}

/** A mapped table with what it was made from, as a digest. */
export interface PreparedTable extends MappedTable {
  readonly source: string;
}

export function listTable(place: SchemaPlace, table: Table, link: LinkTarget | undefined): ListedTable {
  const qualifiedName = childQualifiedName(place.schemaQualifiedName, table.Name ?? '');
  return { table, link, item: { typeName: tableTypeName(table), qualifiedName, source: digestOf(place, table, link) } };
}

export const mapListed = (place: SchemaPlace, { table, link, item }: ListedTable): PreparedTable => ({
  ...mapTable(place, table, link),
  source: item.source,
});

/** What the catalog remembers of a table with its columns. */
export function sourceGroupOf({ asset, columnLevels, source }: PreparedTable): SourceGroup {
  const named = ({ typeName, attributes }: MappedTable['asset']) => ({
    typeName,
    qualifiedName: attributes.qualifiedName,
  });
  return { ...named(asset), source, members: [asset, ...columnLevels.flat()].map(named) };
}

/**
 * Of everything that a table is mapped from, so that one that is unchanged need not be mapped. Glue's `VersionId` is left out: a version that
 * changes nothing here is nothing to write.
 */
function digestOf(place: SchemaPlace, table: Table, link: LinkTarget | undefined): string {
  const target = link && { ...link, table: link.table && contentOf(link.table) };
  const text = JSON.stringify([mappingVersion, place, contentOf(table), target]);
  return createHash('sha256').update(text).digest('base64');
}

function contentOf({ VersionId: _, StorageDescriptor: storage, PartitionKeys, ...table }: Table): object {
  return {
    ...inOrder(table),
    ...(PartitionKeys && { PartitionKeys: PartitionKeys.map(inOrder) }),
    ...(storage && {
      StorageDescriptor: {
        ...inOrder(storage),
        ...(storage.SerdeInfo && { SerdeInfo: inOrder(storage.SerdeInfo) }),
        ...(storage.Columns && { Columns: storage.Columns.map(inOrder) }),
      },
    }),
  };
}

interface WithParameters {
  readonly Parameters?: Readonly<Record<string, string>> | undefined;
}

/** Nobody promises that a source lists parameters in the same order twice. */
function inOrder<T extends WithParameters>(value: T): T {
  const { Parameters } = value;
  if (Parameters === undefined) return value;
  const names = Object.keys(Parameters).sort();
  return { ...value, Parameters: Object.fromEntries(names.map((name) => [name, Parameters[name]])) };
}
