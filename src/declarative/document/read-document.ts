import { LineCounter, parseAllDocuments, visit, type Document } from 'yaml';
import { type AccessDocument } from './document.ts';
import { createLocate, pathText, placeAt, type DocumentProblem, type Locate } from './place.ts';
import { senseProblems } from './sense-problems.ts';
import { isAccessDocument, shapeProblems, type PathProblem } from './shape-problems.ts';

/** A document that was read, and where its parts stand in the text. */
export interface ReadDocument {
  readonly document: AccessDocument;
  readonly locate: Locate;
}

export type Reading = ReadDocument | { readonly problems: readonly DocumentProblem[] };

/** Far above what a workspace needs; YAML of such a size is a slip or an attack. */
const textMax = 1024 * 1024;
/** How often aliases may repeat what they stand for, counted through one another. */
const aliasesMax = 1000;

const start = { line: 1, column: 1, path: '' };

function refused(message: string): Reading {
  return { problems: [{ ...start, message }] };
}

/** Problems of paths, at their places, from the top of the text to its end. */
export function placeProblems(problems: readonly PathProblem[], locate: Locate): DocumentProblem[] {
  return problems
    .map(({ path, message }) => ({ ...locate(path), path: pathText(path), message }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** The parser's own words, without what it says of the place. */
function syntaxMessage(message: string): string {
  const [first = ''] = message.split('\n');
  const text = first.replace(/ at line \d+, column \d+:?$/, '');
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

function aliasProblems(document: Document.Parsed, lines: LineCounter): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const message = `alias \`${alias.source}\` stands for nothing above it`;
      problems.push({ ...placeAt(lines, alias.range?.[0] ?? 0), path: '', message });
    },
  });
  return problems;
}

/** The parser tells of its own exhausted stack as of any fault of syntax, once for each level. */
function requireShallow(document: Document.Parsed): void {
  if (document.errors.some(({ message }) => /call stack/i.test(message))) throw new RangeError('nested too deeply');
}

function syntaxProblems(document: Document.Parsed, lines: LineCounter): DocumentProblem[] {
  requireShallow(document);
  const faults = [...document.errors, ...document.warnings].map((fault) => ({
    ...placeAt(lines, fault.pos[0]),
    path: '',
    message: syntaxMessage(fault.message),
  }));
  return [...faults, ...aliasProblems(document, lines)];
}

function parse(text: string, lines: LineCounter): Document.Parsed[] {
  const found = parseAllDocuments(text, {
    ...{ version: '1.2', schema: 'core', merge: false, strict: true, uniqueKeys: true },
    ...{ lineCounter: lines, prettyErrors: false, logLevel: 'silent' },
  });
  return Array.isArray(found) ? found : [];
}

function toValue(document: Document.Parsed): unknown {
  return document.toJS({ maxAliasCount: aliasesMax });
}

function readParsed(document: Document.Parsed, lines: LineCounter): Reading {
  const syntax = syntaxProblems(document, lines);
  if (syntax.length > 0) return { problems: syntax };
  const value = toValue(document);
  const locate = createLocate(document, lines);
  if (!isAccessDocument(value)) return { problems: placeProblems(shapeProblems(value), locate) };
  const sense = senseProblems(value);
  return sense.length > 0 ? { problems: placeProblems(sense, locate) } : { document: value, locate };
}

/** The parser's own stack, and its count of aliases, end in errors that are no faults of ours. */
function isOverload(error: unknown): boolean {
  return error instanceof RangeError || error instanceof ReferenceError;
}

/**
 * Reads a document, in YAML 1.2 or JSON. Gives everything that is wrong with it at once: of the syntax, else of the shape, else
 * of the sense.
 */
export function readDocument(text: string): Reading {
  if (text.length > textMax) return refused(`is longer than ${String(textMax)} characters`);
  const lines = new LineCounter();
  try {
    const [first, second] = parse(text, lines);
    if (first === undefined) return refused('is empty');
    if (second === undefined) return readParsed(first, lines);
    const place = placeAt(lines, second.range[0]);
    return { problems: [{ ...place, path: '', message: 'a second document begins here; only one is read' }] };
  } catch (error) {
    if (!isOverload(error)) throw error;
    return refused('is nested or repeated by aliases beyond what is read');
  }
}
