import { isDeepStrictEqual } from 'node:util';

type Json = Readonly<Record<string, unknown>>;

export interface FoundAnswer {
  readonly total: number;
  /** Guids, in order. */
  readonly hits: readonly string[];
  /** What each hit is worth. */
  readonly scores: readonly (number | null)[];
  readonly aggregations: unknown;
}

/** What one side says to one request: hits, a refusal with its reason, or something that no request may lead to. */
export type Answer = FoundAnswer | { readonly refused: string } | { readonly broken: string };

export type Difference = 'broken' | 'status' | 'total' | 'hits' | 'order' | 'scores' | 'aggregations';

export function isFound(answer: Answer): answer is FoundAnswer {
  return 'hits' in answer;
}

/** Sums of many fractions depend on their order in the last digits, and scores are kept in 32 bits. */
const relativeTolerance = 1e-6;

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= relativeTolerance * Math.max(1, Math.abs(one), Math.abs(other));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Not the same value spelled for people, estimates of errors that a single shard does not make, what comes back as it was sent. */
function isSaid(name: string): boolean {
  return !name.endsWith('_as_string') && name !== 'doc_count_error_upper_bound' && name !== 'meta';
}

/** The hits of a `top_hits` as their ids: the document around each is another matter. */
function hitsWithin(value: Json): unknown {
  const { total, hits } = value as { total: { value: number }; hits: readonly { _id: string }[] };
  return { total: total.value, hits: hits.map(({ _id }) => _id) };
}

/** Equal, numbers up to their last digits. */
export function isAlike(one: unknown, other: unknown): boolean {
  if (typeof one === 'number' && typeof other === 'number') return isNear(one, other);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isAlike(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return isDeepStrictEqual(one, other);
  if (Array.isArray(one.hits) && Array.isArray(other.hits))
    return isDeepStrictEqual(hitsWithin(one), hitsWithin(other));
  const names = new Set([...Object.keys(one), ...Object.keys(other)].filter(isSaid));
  return [...names].every((name) => isAlike(one[name], other[name]));
}

function findHitDifference(ours: FoundAnswer, theirs: FoundAnswer): Difference | null {
  if (ours.total !== theirs.total) return 'total';
  if (isDeepStrictEqual(ours.hits, theirs.hits)) return isAlike(ours.scores, theirs.scores) ? null : 'scores';
  return isDeepStrictEqual([...ours.hits].sort(), [...theirs.hits].sort()) ? 'order' : 'hits';
}

/** In what two answers differ, the most telling first; `null` when in nothing. Why a request was refused does not matter. */
export function findDifference(ours: Answer, theirs: Answer): Difference | null {
  if ('broken' in ours || 'broken' in theirs) return 'broken';
  if (!isFound(ours) || !isFound(theirs)) return isFound(ours) === isFound(theirs) ? null : 'status';
  return findHitDifference(ours, theirs) ?? (isAlike(ours.aggregations, theirs.aggregations) ? null : 'aggregations');
}
