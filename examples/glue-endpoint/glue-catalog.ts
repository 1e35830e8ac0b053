/** A column as Glue writes it on the wire. */
export interface WireColumn {
  readonly Name: string;
  readonly Type?: string;
  readonly Comment?: string;
  readonly Parameters?: Readonly<Record<string, string>>;
}

/** A database as Glue writes it on the wire. Times are seconds since 1970. */
export interface WireDatabase {
  readonly Name: string;
  readonly Description?: string;
  readonly LocationUri?: string;
  readonly CreateTime?: number;
  readonly CatalogId?: string;
  readonly TargetDatabase?: { readonly CatalogId?: string; readonly DatabaseName?: string; readonly Region?: string };
}

/** A table as Glue writes it on the wire: only `Name` is certain, as in the real service. */
export interface WireTable {
  readonly Name: string;
  readonly DatabaseName?: string;
  readonly Description?: string;
  readonly Owner?: string;
  readonly CreateTime?: number;
  readonly UpdateTime?: number;
  readonly LastAccessTime?: number;
  readonly TableType?: string;
  readonly StorageDescriptor?: {
    readonly Columns?: readonly WireColumn[];
    readonly Location?: string;
    readonly InputFormat?: string;
    readonly Compressed?: boolean;
  };
  readonly PartitionKeys?: readonly WireColumn[];
  readonly ViewOriginalText?: string;
  readonly ViewExpandedText?: string;
  readonly Parameters?: Readonly<Record<string, string>>;
  readonly CreatedBy?: string;
  readonly CatalogId?: string;
  readonly VersionId?: string;
  readonly IsRegisteredWithLakeFormation?: boolean;
  readonly TargetTable?: {
    readonly CatalogId?: string;
    readonly DatabaseName?: string;
    readonly Name?: string;
    readonly Region?: string;
  };
}

/**
 * What the endpoint serves. Tables are made when they are asked for, so that a million of them costs no memory;
 * the same index must give the same table every time, in the order in which the listing returns them.
 */
export interface GlueCatalog {
  readonly databases: readonly WireDatabase[];
  tableCount(database: string): number;
  tableAt(database: string, index: number): WireTable;
  /** `null` when the database has no such table. */
  findTable(database: string, name: string): WireTable | null;
}

/** Account of every example: twelve digits nobody owns. */
export const exampleAccountId = '000000000000';

/** A catalog whose tables are few enough to be listed in memory. */
export function listedCatalog(
  entries: readonly { database: WireDatabase; tables: readonly WireTable[] }[],
): GlueCatalog {
  const tablesOf = new Map(entries.map(({ database, tables }) => [database.Name, tables]));
  return {
    databases: entries.map(({ database }) => ({ CatalogId: exampleAccountId, ...database })),
    tableCount: (database) => tablesOf.get(database)?.length ?? 0,
    tableAt: (database, index) => {
      const table = tablesOf.get(database)?.[index];
      if (table === undefined) throw new RangeError(`no table ${index} in database ${database}`);
      return { DatabaseName: database, CatalogId: exampleAccountId, ...table };
    },
    findTable: (database, name) => {
      const table = tablesOf.get(database)?.find((candidate) => candidate.Name === name);
      return table === undefined ? null : { DatabaseName: database, CatalogId: exampleAccountId, ...table };
    },
  };
}
