import { type Problem } from '../../foundation/index.ts';
import { type Ast } from '../ast.ts';
import { type Clause, noClause } from '../clause.ts';

/** Queries nested deeper than this are refused: nobody writes them, and every level costs stack in us and in PostgreSQL. */
export const depthMax = 32;
/** Values in one query, all its clauses together. */
const valuesMax = 10_000;
/** Characters of a pattern or of the words to look for: each becomes an expression that PostgreSQL compiles. */
export const textLengthMax = 1000;

/** What one reading of a request has met so far. Problems are collected, so that a caller learns of all of them at once. */
export interface Reading {
  readonly problems: Problem[];
  valueCount: number;
  /** Reads a query clause; handed in so that `bool` can hold clauses without importing the list of them. */
  readonly readClause: (json: unknown, at: Place) => Clause;
}

/** Where in the request the reader stands. */
export interface Place {
  readonly path: string;
  readonly depth: number;
  readonly reading: Reading;
}

export function startReading(path: string, readClause: Reading['readClause']): Place {
  return { path, depth: 0, reading: { problems: [], valueCount: 0, readClause } };
}

/** The member or element `key` of what stands at `at`. */
export function below(at: Place, key: string | number): Place {
  const step = typeof key === 'number' ? `[${String(key)}]` : `.${key}`;
  return { ...at, path: at.path === '' ? String(key) : `${at.path}${step}` };
}

/** Notes a problem and answers a clause that stands in for the refused one; the request fails once all of it is read. */
export function refuse(at: Place, message: string): Clause {
  at.reading.problems.push({ path: at.path, message });
  return noClause;
}

/** Reads a clause held by another one. */
export function readInnerClause(json: unknown, at: Place): Clause {
  const inner = { ...at, depth: at.depth + 1 };
  if (inner.depth > depthMax) return refuse(at, `nested too deeply; at most ${String(depthMax)} levels are accepted`);
  return at.reading.readClause(json, inner);
}

/** What a clause matches that is held by another one and whose score does not count. */
export function readInnerQuery(json: unknown, at: Place): Ast {
  return readInnerClause(json, at).match;
}

/** Counts values against the limit of the whole query; the problem is noted once. */
export function countValues(count: number, at: Place): void {
  const before = at.reading.valueCount;
  at.reading.valueCount = before + count;
  if (before <= valuesMax && before + count > valuesMax) {
    refuse(at, `too many values in one query; at most ${String(valuesMax)} are accepted`);
  }
}
