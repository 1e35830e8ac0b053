import { readAttributeValue, type TypeRegistry } from '../../catalog/index.ts';
import { type JsonValue } from '../../foundation/index.ts';
import { reference, type AssetDraft } from './asset-draft.ts';
import { parseCell, parseItems } from './cell.ts';
import { type RowProblem } from './row-problems.ts';
import { parseTermName, type TermName } from './term-names.ts';

/** What cells say of an asset of one type. */
export type CellContents = Pick<AssetDraft, 'attributes' | 'links' | 'terms' | 'glossary'>;

/** Which cells are read, and how. */
export interface CellReader {
  readonly types: TypeRegistry;
  /** Columns whose blank cells clear; all other blank cells say nothing. */
  readonly overwritten: ReadonlySet<string>;
  /** Columns that say which asset it is, or that are no attribute. */
  readonly passedOver: ReadonlySet<string>;
}

interface Gathering {
  readonly reader: CellReader;
  readonly typeName: string;
  readonly line: number;
  readonly attributes: Record<string, JsonValue>;
  readonly links: Record<string, JsonValue>;
  readonly problems: RowProblem[];
  terms: readonly TermName[] | null;
  glossary: string | null;
}

/** The columns that no type knows: those of a heading that nobody could fill. */
export function unknownColumns({ types, passedOver }: CellReader, columns: Iterable<string>): readonly string[] {
  const isKnown = (column: string): boolean =>
    passedOver.has(column) ||
    column === 'assignedTerms' ||
    [...types.types.keys()].some((typeName) => isOfType(types, typeName, column));
  return [...columns].filter((column) => !isKnown(column));
}

function isOfType(types: TypeRegistry, typeName: string, column: string): boolean {
  return types.findAttribute(typeName, column) !== null || types.relationships.sidesOf(typeName, column).length > 0;
}

/** Reads the cells of one row for a type that exists; what is wrong with any of them goes to `problems`. */
export function readAssetCells(
  reader: CellReader,
  { line, typeName, cells }: { line: number; typeName: string; cells: ReadonlyMap<string, string> },
  problems: RowProblem[],
): CellContents {
  const row: Gathering = { reader, typeName, line, attributes: {}, links: {}, problems, terms: null, glossary: null };
  for (const [column, text] of cells) {
    if (reader.passedOver.has(column)) continue;
    if (text !== '') readCell(row, column, text);
    else if (reader.overwritten.has(column)) clearCell(row, column);
  }
  const { attributes, links, terms, glossary } = row;
  return { attributes, links, terms, glossary };
}

function refuse({ line, problems }: Gathering, column: string, message: string): void {
  problems.push({ line, column: `\`${column}\``, message });
}

function readCell(row: Gathering, column: string, text: string): void {
  const { types } = row.reader;
  if (column === 'assignedTerms') return readTerms(row, text);
  if (column === 'anchor' && !text.startsWith('AtlasGlossary@')) {
    row.glossary = text.trim();
    return;
  }
  if (types.relationships.sidesOf(row.typeName, column).length > 0) return readReferences(row, column, text);
  const attribute = types.findAttribute(row.typeName, column);
  if (attribute === null) return refuse(row, column, `is no attribute of \`${row.typeName}\``);
  const read = parseCell(attribute, text);
  const reading = 'problem' in read ? read : readAttributeValue(column, attribute, read.value);
  if ('problem' in reading) refuse(row, column, reading.problem);
  else row.attributes[column] = reading.value;
}

function clearCell(row: Gathering, column: string): void {
  const { types } = row.reader;
  if (column === 'assignedTerms') row.terms = [];
  else if (types.relationships.sidesOf(row.typeName, column).length > 0) row.links[column] = null;
  else if (types.findAttribute(row.typeName, column) !== null) row.attributes[column] = null;
}

function readTerms(row: Gathering, text: string): void {
  const terms: TermName[] = [];
  for (const item of parseItems(text)) {
    const name = typeof item === 'string' ? parseTermName(item) : null;
    if (name === null) refuse(row, 'assignedTerms', `\`${String(item)}\` is no term; expected \`<term>@@@<glossary>\``);
    else terms.push(name);
  }
  row.terms = terms;
}

/** `Table@default/glue/1/db/s/t`, as the original writes references. */
function readReferences(row: Gathering, column: string, text: string): void {
  const references = parseItems(text).flatMap((item) => {
    const [typeName = '', ...rest] = typeof item === 'string' ? item.split('@') : [];
    const qualifiedName = rest.join('@');
    if (qualifiedName !== '' && row.reader.types.types.has(typeName)) return [reference(typeName, qualifiedName)];
    refuse(row, column, `\`${String(item)}\` is no reference; expected \`<type>@<qualified name>\``);
    return [];
  });
  const sides = row.reader.types.relationships.sidesOf(row.typeName, column);
  const isMany = sides.some(({ cardinality }) => cardinality === 'SET');
  if (!isMany && references.length > 1) refuse(row, column, 'holds one reference, not several');
  row.links[column] = isMany ? references : (references[0] ?? null);
}
