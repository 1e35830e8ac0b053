import { type GlueBehaviour } from './glue-behaviour.ts';
import { type GlueCatalog, type WireDatabase, type WireTable } from './glue-catalog.ts';
import { accessDenied, entityNotFound, invalidInput } from './glue-fault.ts';
import { parsePageToken, renderPageToken } from './page-token.ts';

export interface GlueCall {
  readonly catalog: GlueCatalog;
  readonly behaviour: GlueBehaviour;
  readonly tokenGeneration: number;
  readonly body: Readonly<Record<string, unknown>>;
}

// Glue cuts an answer at 5 MB, whatever MaxResults says.
const answerBytesMax = 5 * 1024 * 1024;
const pageSizeMax = 100;

function requireText(call: GlueCall, field: string): string {
  const value = call.body[field];
  if (typeof value !== 'string' || value === '') throw invalidInput(`${field} must not be empty`);
  return value;
}

function pageSize(call: GlueCall): number {
  const wanted = call.body['MaxResults'] ?? pageSizeMax;
  if (typeof wanted !== 'number' || !Number.isInteger(wanted) || wanted < 1 || wanted > pageSizeMax) {
    throw invalidInput(`MaxResults must be between 1 and ${pageSizeMax}`);
  }
  return Math.min(wanted, call.behaviour.pageSize ?? pageSizeMax);
}

function requireDatabase(call: GlueCall, action: string, name: string): WireDatabase {
  const database = call.catalog.databases.find((candidate) => candidate.Name === name);
  if (database === undefined) throw entityNotFound(`Database ${name}`);
  if (call.behaviour.deniedDatabases?.includes(name) || isDatabaseHidden(call, name)) {
    throw accessDenied(action, `database/${name}`);
  }
  return database;
}

const isDatabaseHidden = (call: GlueCall, database: string): boolean =>
  call.behaviour.hidesDatabase?.(database) ?? false;

const isOmitted = (call: GlueCall, database: string, table: string): boolean =>
  isHidden(call, database, table) || (call.behaviour.omitsTable?.(database, table) ?? false);

const isHidden = (call: GlueCall, database: string, table: string): boolean =>
  call.behaviour.hidesTable?.(database, table) ?? false;

function getDatabases(call: GlueCall): string {
  if (call.behaviour.deniesListing) throw accessDenied('GetDatabases', 'catalog');
  const start = parsePageToken(call.body['NextToken'], call.tokenGeneration, 'databases');
  const end = start + pageSize(call);
  const DatabaseList = call.catalog.databases.slice(start, end).filter(({ Name }) => !isDatabaseHidden(call, Name));
  const more = end < call.catalog.databases.length;
  const next = { generation: call.tokenGeneration, scope: 'databases', index: end };
  return JSON.stringify({ DatabaseList, ...(more ? { NextToken: renderPageToken(next) } : {}) });
}

function getDatabase(call: GlueCall): string {
  return JSON.stringify({ Database: requireDatabase(call, 'GetDatabase', requireText(call, 'Name')) });
}

// AttributesToGet names what is wanted beside the name; without it everything is sent.
function selectAttributes(call: GlueCall, table: WireTable): Partial<WireTable> {
  const wanted = call.body['AttributesToGet'];
  if (!Array.isArray(wanted) || wanted.length === 0) return table;
  return {
    Name: table.Name,
    ...(wanted.includes('TABLE_TYPE') && table.TableType ? { TableType: table.TableType } : {}),
  };
}

// `Expression` is a regular expression over table names, where `*` alone stands for anything.
function nameFilter(call: GlueCall): (name: string) => boolean {
  const expression = call.body['Expression'];
  if (typeof expression !== 'string' || expression === '') return () => true;
  try {
    const pattern = new RegExp(`^(?:${expression.replaceAll(/(?<!\.)\*/g, '.*')})$`, 'u');
    return (name) => pattern.test(name);
  } catch {
    throw invalidInput('Expression is not a regular expression');
  }
}

function getTables(call: GlueCall): string {
  const database = requireText(call, 'DatabaseName');
  requireDatabase(call, 'GetTables', database);
  const scope = `tables/${database}`;
  const accepts = nameFilter(call);
  const size = pageSize(call);
  const count = call.catalog.tableCount(database);
  const page: string[] = [];
  let bytes = 0;
  let index = parsePageToken(call.body['NextToken'], call.tokenGeneration, scope);
  for (; index < count && page.length < size; index += 1) {
    const table = call.catalog.tableAt(database, index);
    if (isOmitted(call, database, table.Name) || !accepts(table.Name)) continue;
    const text = JSON.stringify(selectAttributes(call, table));
    bytes += Buffer.byteLength(text);
    if (bytes > answerBytesMax && page.length > 0) break;
    page.push(text);
  }
  const token = renderPageToken({ generation: call.tokenGeneration, scope, index });
  const next = index < count ? `,"NextToken":${JSON.stringify(token)}` : '';
  return `{"TableList":[${page.join(',')}]${next}}`;
}

function requireTable(call: GlueCall, action: string, nameField: string): WireTable {
  const database = requireText(call, 'DatabaseName');
  const name = requireText(call, nameField);
  requireDatabase(call, action, database);
  if (isHidden(call, database, name)) throw accessDenied(action, `table/${database}/${name}`);
  const table = call.catalog.findTable(database, name);
  if (table === null) throw entityNotFound(`Table ${name}`);
  return table;
}

function getTable(call: GlueCall): string {
  return JSON.stringify({ Table: requireTable(call, 'GetTable', 'Name') });
}

const partitionsPerTable = 250;

function getPartitions(call: GlueCall): string {
  const table = requireTable(call, 'GetPartitions', 'TableName');
  const keys = table.PartitionKeys ?? [];
  const scope = `partitions/${table.DatabaseName ?? ''}/${table.Name}`;
  const start = parsePageToken(call.body['NextToken'], call.tokenGeneration, scope);
  const total = keys.length === 0 ? 0 : partitionsPerTable;
  const end = Math.min(start + pageSize(call), total);
  const Partitions = Array.from({ length: Math.max(0, end - start) }, (_, offset) => ({
    DatabaseName: table.DatabaseName,
    TableName: table.Name,
    Values: keys.map((_key, position) => String(start + offset + position)),
  }));
  const next =
    end < total ? { NextToken: renderPageToken({ generation: call.tokenGeneration, scope, index: end }) } : {};
  return JSON.stringify({ Partitions, ...next });
}

/** Each returns the body of a success, or throws a `GlueFault`. */
export const glueOperations: Readonly<Record<string, (call: GlueCall) => string>> = {
  GetDatabases: getDatabases,
  GetDatabase: getDatabase,
  GetTables: getTables,
  GetTable: getTable,
  GetPartitions: getPartitions,
};
