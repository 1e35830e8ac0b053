import { type Column, type Table } from '@aws-sdk/client-glue';

import { type JsonObject } from '../../foundation/index.ts';
import { type AssetDraft, cleanText, definitionLengthMax, epochMs, reference } from './asset-draft.ts';
import { type MappedColumns, mapColumns, type PlacedColumn } from './map-column.ts';
import { joinLink, linkPathOf, type LinkTarget, warningOf } from './link-target.ts';
import { resourceLink, schemaAttributes, type SchemaPlace } from './map-database.ts';
import { childQualifiedName } from './qualified-name.ts';
import { viewDefinition } from './view-definition.ts';

/** Everything that one Glue table becomes. */
export interface MappedTable {
  readonly name: string;
  readonly asset: AssetDraft;
  /** Parents before children, as in `MappedColumns`. */
  readonly columnLevels: readonly (readonly AssetDraft[])[];
  /** What could not be kept as it was; the table itself is kept in any case. */
  readonly warnings: readonly string[];
  /** Lake Formation may have left columns out, so a column that is missing is no dropped one. */
  readonly hidesColumns: boolean;
  /** Qualified names of columns that the table lists as dropped, as Iceberg does. They are no columns of it. */
  readonly droppedColumns: readonly string[];
}

/**
 * Raised whenever the same table becomes something else than before: the next crawl then looks again at tables that have not changed.
 * A test compares what the odd tables become.
 */
export const mappingVersion = 1;

/** The type of asset that a Glue table becomes. */
export function tableTypeName(table: Pick<Table, 'TableType'>): 'Table' | 'View' {
  return table.TableType?.toUpperCase() === 'VIRTUAL_VIEW' ? 'View' : 'Table';
}

/**
 * A Glue table with its columns → `Table` or `View` with `Column`s (Atlan wire, Glue mapping). `link`: what asking for the target of
 * a resource link told. Of a link whose target does not answer everything stays that an earlier crawl could tell.
 */
export function mapTable(place: SchemaPlace, listed: Table, link?: LinkTarget): MappedTable {
  const table = link === undefined ? listed : joinLink(listed, link);
  const isCut = link !== undefined && link.state !== 'present';
  const linkWarning = link === undefined ? null : warningOf(link);
  const name = table.Name ?? '';
  const typeName = tableTypeName(table);
  const qualifiedName = childQualifiedName(place.schemaQualifiedName, name);
  const inherited = schemaAttributes(place);
  const placed = placeColumns(table);
  const columns: MappedColumns = mapColumns(
    { typeName, name, qualifiedName, schemaAttributes: inherited },
    placed.columns,
  );
  return {
    name,
    asset: {
      typeName,
      status: 'ACTIVE',
      attributes: {
        ...inherited,
        qualifiedName,
        name,
        ...sharedAttributes(table, place),
        ...(isCut ? {} : { columnCount: placed.columns.length }),
        ...(typeName === 'View'
          ? { definition: cleanText(viewDefinition(table), definitionLengthMax) }
          : isCut
            ? {}
            : storageAttributes(table)),
        atlanSchema: reference('Schema', place.schemaQualifiedName),
      },
    },
    columnLevels: columns.levels,
    hidesColumns: table.IsRegisteredWithLakeFormation === true || isCut,
    droppedColumns: placed.dropped.map((column) => childQualifiedName(qualifiedName, column)),
    warnings: [
      ...(linkWarning === null ? [] : [linkWarning]),
      ...placed.repeated.map((column) => `column \`${column}\` is listed twice, the first one is kept`),
      ...(placed.unnamed > 0 ? [`${placed.unnamed} columns without a name are left out`] : []),
      ...columns.warnings,
    ],
  };
}

function sharedAttributes(table: Table, { isTableBucket }: SchemaPlace): JsonObject {
  const linkPath = linkPathOf(table);
  const parameters = table.Parameters ?? {};
  const comment = parameters['comment'] === 'Presto View' ? undefined : parameters['comment'];
  return {
    description: cleanText(table.Description) ?? cleanText(comment),
    subType: isTableBucket
      ? 'Iceberg Table'
      : (cleanText(table.TableType) ?? (linkPath === null ? null : resourceLink)),
    // Of other tables people may have said one.
    ...(linkPath === null ? {} : { alias: cleanText(linkPath) }),
    rowCount: count(parameters, ['recordCount', 'numRows']),
    sizeBytes: count(parameters, ['sizeKey', 'totalSize']),
    sourceCreatedBy: cleanText(table.CreatedBy),
    sourceCreatedAt: epochMs(table.CreateTime),
    sourceUpdatedAt: epochMs(table.UpdateTime) ?? epochMs(table.LastAccessTime),
  };
}

// `partitionCount` is left out: Glue tells it only through one more call for each table, and 50,000 of those take an hour.
function storageAttributes(table: Table): JsonObject {
  const parameters = table.Parameters ?? {};
  const partitionKeys = (table.PartitionKeys ?? []).map(({ Name }) => Name ?? '');
  const isIceberg = parameters['table_type']?.toUpperCase() === 'ICEBERG';
  const location = cleanText(table.StorageDescriptor?.Location);
  const uuid = cleanText(parameters['uuid'] ?? parameters['table-uuid']);
  return {
    tableObjectCount: count(parameters, ['objectCount', 'numFiles']),
    externalLocation: location,
    externalLocationFormat: cleanText(parameters['classification']) ?? cleanText(parameters['typeOfData']),
    isPartitioned: partitionKeys.length > 0,
    partitionList: partitionKeys.length > 0 ? partitionKeys.join(', ') : null,
    // The wire's `tableType` is an enum of its own: Glue's `EXTERNAL_TABLE` is the `subType`.
    tableType: isIceberg ? 'ICEBERG' : null,
    icebergTableBaseLocation: isIceberg ? location : null,
    ...(isIceberg && uuid !== null ? { assetSourceId: uuid } : {}),
  };
}

// Crawlers write the first name, Hive statistics the second; `-1` means that nobody counted.
function count(parameters: Readonly<Record<string, string>>, names: readonly string[]): number | null {
  const text = names.map((name) => parameters[name]).find((value) => value !== undefined && /^\d{1,15}$/.test(value));
  return text === undefined ? null : Number(text);
}

/** Data columns, then partition keys; a key that is also a data column becomes one column at the place of the data column. */
function placeColumns(table: Table): PlacedColumns {
  const listed = table.StorageDescriptor?.Columns ?? [];
  const dataColumns = listed.filter((column) => !isDropped(column));
  const keys = table.PartitionKeys ?? [];
  const keyOrder = new Map(keys.map(({ Name }, index) => [Name ?? '', index + 1]));
  const dataNames = new Set(dataColumns.map(({ Name }) => Name ?? ''));
  const ordered: Column[] = [...dataColumns, ...keys.filter(({ Name }) => !dataNames.has(Name ?? ''))];
  const seen = new Set<string>();
  const columns: PlacedColumn[] = [];
  const repeated: string[] = [];
  for (const source of ordered) {
    const name = cleanText(source.Name) ?? '';
    if (name === '') continue;
    if (seen.has(name)) {
      repeated.push(name);
      continue;
    }
    seen.add(name);
    columns.push({ source, name, order: columns.length + 1, partitionOrder: keyOrder.get(source.Name ?? '') ?? null });
  }
  const dropped = listed.filter((column) => isDropped(column) && !seen.has(column.Name ?? ''));
  return {
    columns,
    repeated,
    unnamed: ordered.length - columns.length - repeated.length,
    dropped: dropped.map(({ Name = '' }) => Name),
  };
}

interface PlacedColumns {
  readonly columns: PlacedColumn[];
  /** Names listed a second time. */
  readonly repeated: string[];
  /** How many have no name; no asset can be without one. */
  readonly unnamed: number;
  readonly dropped: string[];
}

// Iceberg leaves the columns of earlier schemas in Glue, marked.
const isDropped = ({ Parameters }: Column): boolean => Parameters?.['iceberg.field.current'] === 'false';
