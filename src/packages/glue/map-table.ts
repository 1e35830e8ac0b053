import { type Column, type Table } from '@aws-sdk/client-glue';

import { type JsonObject } from '../../foundation/index.ts';
import { type AssetDraft, cleanText, definitionLengthMax, epochMs, reference } from './asset-draft.ts';
import { type MappedColumns, mapColumns, type PlacedColumn } from './map-column.ts';
import { schemaAttributes, type SchemaPlace } from './map-database.ts';
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
}

/** The type of asset that a Glue table becomes. */
export function tableTypeName(table: Pick<Table, 'TableType'>): 'Table' | 'View' {
  return table.TableType?.toUpperCase() === 'VIRTUAL_VIEW' ? 'View' : 'Table';
}

/** A Glue table with its columns → `Table` or `View` with `Column`s (Atlan wire, Glue mapping). */
export function mapTable(place: SchemaPlace, table: Table): MappedTable {
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
        ...sharedAttributes(table),
        columnCount: placed.columns.length,
        ...(typeName === 'View'
          ? { definition: cleanText(viewDefinition(table), definitionLengthMax) }
          : storageAttributes(table)),
        atlanSchema: reference('Schema', place.schemaQualifiedName),
      },
    },
    columnLevels: columns.levels,
    warnings: [
      ...placed.repeated.map((column) => `column \`${column}\` is listed twice, the first one is kept`),
      ...columns.warnings,
    ],
  };
}

function sharedAttributes(table: Table): JsonObject {
  const parameters = table.Parameters ?? {};
  const comment = parameters['comment'] === 'Presto View' ? undefined : parameters['comment'];
  return {
    description: cleanText(table.Description) ?? cleanText(comment),
    subType: cleanText(table.TableType),
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
  return {
    tableObjectCount: count(parameters, ['objectCount', 'numFiles']),
    externalLocation: location,
    externalLocationFormat: cleanText(parameters['classification']) ?? cleanText(parameters['typeOfData']),
    isPartitioned: partitionKeys.length > 0,
    partitionList: partitionKeys.length > 0 ? partitionKeys.join(', ') : null,
    // The wire's `tableType` is an enum of its own: Glue's `EXTERNAL_TABLE` is the `subType`.
    tableType: isIceberg ? 'ICEBERG' : null,
    icebergTableBaseLocation: isIceberg ? location : null,
  };
}

// Crawlers write the first name, Hive statistics the second; `-1` means that nobody counted.
function count(parameters: Readonly<Record<string, string>>, names: readonly string[]): number | null {
  const text = names.map((name) => parameters[name]).find((value) => value !== undefined && /^\d{1,15}$/.test(value));
  return text === undefined ? null : Number(text);
}

/** Data columns, then partition keys; a key that is also a data column becomes one column at the place of the data column. */
function placeColumns(table: Table): { columns: PlacedColumn[]; repeated: string[] } {
  const dataColumns = table.StorageDescriptor?.Columns ?? [];
  const keys = table.PartitionKeys ?? [];
  const keyOrder = new Map(keys.map(({ Name }, index) => [Name ?? '', index + 1]));
  const dataNames = new Set(dataColumns.map(({ Name }) => Name ?? ''));
  const ordered: Column[] = [...dataColumns, ...keys.filter(({ Name }) => !dataNames.has(Name ?? ''))];
  const seen = new Set<string>();
  const columns: PlacedColumn[] = [];
  const repeated: string[] = [];
  for (const source of ordered) {
    const name = source.Name ?? '';
    if (seen.has(name)) {
      repeated.push(name);
      continue;
    }
    seen.add(name);
    columns.push({ source, name, order: columns.length + 1, partitionOrder: keyOrder.get(name) ?? null });
  }
  return { columns, repeated };
}
