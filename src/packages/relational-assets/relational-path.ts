import { type ConnectionName, type RowProblem } from '../asset-rows/index.ts';
import { type Row } from '../delimited-files/index.ts';

/** The types of a file of relational assets, those that others lie in first. */
export const relationalLevels = [
  ['Connection'],
  ['Database'],
  ['Schema'],
  ['Table', 'View', 'MaterialisedView'],
  ['Column'],
] as const;

/** Everything in a connection that such a file lists. */
export const relationalTypes: readonly string[] = relationalLevels.slice(1).flat();

/** The columns that say where an asset is, outermost first. */
export const pathColumns = ['databaseName', 'schemaName', 'entityName', 'columnName'] as const;

/** Where a row says that its asset is. */
export interface RelationalPath {
  readonly typeName: string;
  /** Place of its type in `relationalLevels`. */
  readonly level: number;
  readonly connection: ConnectionName;
  /** Names below the connection, outermost first; none for the connection. */
  readonly names: readonly string[];
}

const connectorPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Reads where the asset of a row is; `null` where that is not said, which goes to `problems`. */
export function readPath({ line, cells }: Row, problems: RowProblem[]): RelationalPath | null {
  const before = problems.length;
  const textOf = (column: string): string => cells.get(column)?.trim() ?? '';
  const refuse = (column: string, message: string) => problems.push({ line, column: `\`${column}\``, message });
  const typeName = textOf('typeName');
  const level = relationalLevels.findIndex((types) => types.some((one) => one === typeName));
  if (level < 0) {
    const accepted = relationalLevels.flat().map((one) => `\`${one}\``);
    refuse('typeName', `is \`${typeName}\`; accepted: ${accepted.join(', ')}`);
  }
  const connector = textOf('connectorType').toLowerCase();
  const connection = { connector, name: textOf('connectionName') };
  if (!connectorPattern.test(connector))
    refuse('connectorType', connector === '' ? 'is missing' : `\`${connector}\` is none`);
  if (connection.name === '') refuse('connectionName', 'is missing');
  const names = pathColumns.slice(0, Math.max(level, 0)).map((column) => {
    const name = textOf(column);
    if (name === '') refuse(column, `is missing: a \`${typeName}\` has one`);
    // It would be read as a name in a name.
    if (name.includes('/')) refuse(column, `\`${name}\` holds a \`/\``);
    return name;
  });
  return problems.length === before ? { typeName, level, connection, names } : null;
}

/** The qualified name of what lies on a path in a connection. */
export function nameOnPath(connection: string, names: readonly string[]): string {
  return [connection, ...names].join('/');
}
