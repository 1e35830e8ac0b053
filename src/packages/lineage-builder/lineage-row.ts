import { createHash } from 'node:crypto';
import { type TypeRegistry } from '../../catalog/index.ts';
import { type ConnectionName, type RowProblem } from '../asset-rows/index.ts';
import { type Row } from '../delimited-files/index.ts';

/** A source or target as a row names it. */
export interface LineageEnd {
  readonly typeName: string;
  readonly connection: ConnectionName;
  /** What follows the connection in its qualified name. */
  readonly identity: string;
  readonly name: string;
}

/** One row: data goes from the source to the target, by a process. */
export interface LineageRow {
  readonly line: number;
  readonly source: LineageEnd;
  readonly target: LineageEnd;
  readonly process: {
    readonly connection: ConnectionName;
    /** `''` where the row gives none; then the row is a process of its own. */
    readonly identity: string;
    readonly name: string;
  };
}

const endColumns = ['Type', 'Connector', 'Connection', 'Identity', 'Name'];

/** The columns of a file of lineage, as the original has them (Atlan wire, lineage builder). */
export const lineageColumns: readonly string[] = [
  ...['Source', 'Target'].flatMap((end) => endColumns.map((column) => `${end} ${column}`)),
  ...['Connector', 'Connection', 'Identity', 'Name'].map((column) => `Transformation ${column}`),
];

/** Those that may be left out. */
const optional = new Set(['Transformation Identity', 'Transformation Name', 'Source Name', 'Target Name']);
export const requiredColumns: readonly string[] = lineageColumns.filter((column) => !optional.has(column));

/** Reads a row; `null` where it does not say enough, which goes to `problems`. */
export function readLineageRow(types: TypeRegistry, { line, cells }: Row, problems: RowProblem[]): LineageRow | null {
  const before = problems.length;
  const refuse = (column: string, message: string) => problems.push({ line, column: `\`${column}\``, message });
  const textOf = (column: string): string => {
    const text = cells.get(column)?.trim() ?? '';
    if (text === '' && !optional.has(column)) refuse(column, 'is missing');
    return text;
  };
  const readConnection = (end: string): ConnectionName => ({
    connector: textOf(`${end} Connector`).toLowerCase(),
    name: textOf(`${end} Connection`),
  });
  const readEnd = (end: string): LineageEnd => {
    const typeName = textOf(`${end} Type`);
    if (typeName !== '' && !types.isA(typeName, 'Catalog')) refuse(`${end} Type`, `\`${typeName}\` has no lineage`);
    const identity = textOf(`${end} Identity`);
    const name = textOf(`${end} Name`) || identity.slice(identity.lastIndexOf('/') + 1);
    return { typeName, connection: readConnection(end), identity, name };
  };
  const [source, target] = [readEnd('Source'), readEnd('Target')];
  const name = textOf('Transformation Name') || `${source.name} > ${target.name}`;
  const process = { connection: readConnection('Transformation'), identity: textOf('Transformation Identity'), name };
  return problems.length === before ? { line, source, target, process } : null;
}

/**
 * The qualified name of the process of a row: the same whenever and in whichever file the row is loaded. Rows of one identity are one process, with all
 * their sources and targets.
 */
export function processName(connection: string, { source, target, process }: LineageRow): string {
  if (process.identity !== '') return `${connection}/${process.identity}`;
  const parts = [process.name, ...[source, target].flatMap((end) => [end.typeName, end.connection.connector, end.connection.name, end.identity])]; // prettier-ignore
  return `${connection}/${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`;
}
