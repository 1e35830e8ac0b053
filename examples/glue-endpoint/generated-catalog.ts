import { exampleAccountId, type GlueCatalog, type WireColumn, type WireTable } from './glue-catalog.ts';

/** How large a generated catalog is: `tables` and `columns` count per database and per table. */
export interface GeneratedCatalogSize {
  readonly databases: number;
  readonly tables: number;
  readonly columns: number;
}

const columnTypes = ['bigint', 'string', 'double', 'timestamp', 'decimal(18,2)', 'boolean', 'date', 'int'];
const createdAtSeconds = 1_700_000_000;

const databaseName = (index: number): string => `bench_${String(index).padStart(4, '0')}`;
const tableName = (index: number): string => `table_${String(index).padStart(7, '0')}`;

function columnsOf(count: number): WireColumn[] {
  return Array.from({ length: count }, (_, index) => ({
    Name: `column_${String(index).padStart(3, '0')}`,
    Type: columnTypes[index % columnTypes.length] ?? 'string',
    Comment: `column ${index}`,
  }));
}

/** A catalog of any size, made when asked for: used where speed and memory are measured. */
export function generatedCatalog(size: GeneratedCatalogSize): GlueCatalog {
  const columns = columnsOf(size.columns);
  const databases = Array.from({ length: size.databases }, (_, index) => ({
    Name: databaseName(index),
    Description: `generated database ${index}`,
    CreateTime: createdAtSeconds,
    CatalogId: exampleAccountId,
  }));
  const names = new Set(databases.map(({ Name }) => Name));
  const tableAt = (database: string, index: number): WireTable => ({
    Name: tableName(index),
    DatabaseName: database,
    CatalogId: exampleAccountId,
    Description: `generated table ${index}`,
    CreateTime: createdAtSeconds + index,
    UpdateTime: createdAtSeconds + index,
    TableType: 'EXTERNAL_TABLE',
    VersionId: '1',
    Parameters: { classification: 'parquet', recordCount: String(index * 10) },
    StorageDescriptor: { Columns: columns, Location: `s3://example-bucket/${database}/${tableName(index)}/` },
    PartitionKeys: [{ Name: 'dt', Type: 'date' }],
  });
  return {
    databases,
    tableCount: (database) => (names.has(database) ? size.tables : 0),
    tableAt,
    findTable: (database, name) => {
      const index = Number(/^table_(\d{7,})$/.exec(name)?.[1] ?? Number.NaN);
      const exists = names.has(database) && index < size.tables && tableName(index) === name;
      return exists ? tableAt(database, index) : null;
    },
  };
}
