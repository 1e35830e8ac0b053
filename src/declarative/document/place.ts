import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter, type Node } from 'yaml';

/** Where something stands in a document: the keys and places of lists that lead to it. */
export type Path = readonly (string | number)[];

/** Line and column, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something that is wrong with a document. `path` reads like `personas[0].policies[2].actions`. */
export interface DocumentProblem extends Place {
  readonly path: string;
  readonly message: string;
}

/** Tells where a path of the document stands in its text; what is not there, where its parent does. */
export type Locate = (path: Path) => Place;

export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${String(part)}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

export function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function isKey(key: unknown, name: string | number): boolean {
  return isScalar(key) && String(key.value) === String(name);
}

interface Found {
  /** Where the thing begins: of an entry its key. */
  readonly offset: number;
  readonly value: unknown;
}

function childOf(node: unknown, part: string | number): Found | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isKey(key, part));
    return pair === undefined ? null : { offset: (pair.key as Node).range?.[0] ?? 0, value: pair.value };
  }
  const item: unknown = isSeq(node) && typeof part === 'number' ? node.items[part] : undefined;
  return item === undefined ? null : { offset: (item as Node).range?.[0] ?? 0, value: item };
}

/** A locator for a document that was parsed with this line counter. Aliases lead to what they stand for. */
export function createLocate(document: Document.Parsed, lines: LineCounter): Locate {
  return (path) => {
    let node: unknown = document.contents;
    let offset = document.contents?.range[0] ?? 0;
    for (const part of path) {
      const found = childOf(isAlias(node) ? node.resolve(document) : node, part);
      if (found === null) break;
      ({ offset, value: node } = found);
    }
    return placeAt(lines, offset);
  };
}
