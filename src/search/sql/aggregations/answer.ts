import { type JsonObject, requireNoProblems } from '../../../foundation/index.ts';
import { bucketsMax } from '../../aggregations/read-settings.ts';

/** One row of an answer, by the names of its columns. */
export type AnswerRow = Readonly<Record<string, unknown>>;

/** What the statement answered: for each of its answers the rows, or `null` for none. */
export type Answer = readonly (readonly AnswerRow[] | null)[];

/** Where an aggregation is rendered: in which bucket of each level outside, and the row of the innermost of them. */
export interface Spot {
  readonly path: readonly number[];
  readonly row: AnswerRow | null;
}

/** Makes what the wire shows out of an answer, for each spot at which the aggregation was computed. */
export type Render = (answer: Answer) => (spot: Spot) => JsonObject;

/** The rows of one answer by their path, which is in the columns `path`. */
export function rowsByPath(
  answer: Answer,
  number: number,
  path: readonly string[],
): (spot: Spot) => readonly AnswerRow[] {
  const rows = answer[number] ?? [];
  if (rows.length > bucketsMax) {
    const message = `more than ${String(bucketsMax)} buckets`;
    requireNoProblems('query_rejected', [{ path: 'dsl.aggregations', message }]);
  }
  const groups = Map.groupBy(rows, (row) => path.map((column) => String(row[column])).join());
  return (spot) => groups.get(spot.path.join()) ?? [];
}

export function numberIn(row: AnswerRow | null, column: string): number | null {
  const value = row?.[column];
  return typeof value === 'number' ? value : null;
}

/** How many hits the spot holds. */
export function countAt({ row }: Spot): number {
  return numberIn(row, 'n') ?? 0;
}
