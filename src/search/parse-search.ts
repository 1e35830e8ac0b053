import { requireNoProblems } from '../foundation/index.ts';
import { type Aggregations } from './aggregations/aggregation.ts';
import { filtersIn } from './aggregations/filters-in.ts';
import { readAggregations } from './aggregations/read-aggregations.ts';
import { all, allOf, type Ast } from './ast.ts';
import { type Clause, constantClause } from './clause.ts';
import { readClause } from './parse-query.ts';
import { type Members, readMembers, readScalar, refuseValue } from './reading/members.ts';
import { below, type Place, refuse, startReading } from './reading/place.ts';
import { requireAffordable, requireAffordableScore } from './reading/query-cost.ts';
import { type Score, scoreMax } from './score.ts';
import { readSort, scoreField, type Sort } from './sort.ts';

/** How deep into the hits a page may reach. */
const windowMax = 100_000;
const usualSize = 10;

/** A search as it was meant. */
export interface Search {
  readonly query: Ast;
  /** What the hits are worth; `null` unless it was asked for, since nothing is computed that nobody wants to know. */
  readonly score: Score | null;
  /** Narrows the hits but not the aggregations. */
  readonly postFilter: Ast | null;
  readonly sort: readonly Sort[];
  readonly from: number;
  readonly size: number;
  readonly trackTotalHits: boolean;
  /** The sort values of the last hit of the page before; `null` stands for a missing value. */
  readonly searchAfter: readonly SortValue[] | null;
  readonly aggregations: Aggregations;
}

export type SortValue = string | number | boolean | null;

/**
 * COMPAT: members that shape what Elasticsearch sends back but not which hits there are; `aggregation` is what one client
 * sends by mistake and the original ignores too.
 */
const ignored = [
  '_source',
  'aggregation',
  'explain',
  'highlight',
  'preference',
  'profile',
  'stats',
  'timeout',
  'track_scores',
  'version',
];
const known = [
  'query',
  'post_filter',
  'sort',
  'from',
  'size',
  'track_total_hits',
  'search_after',
  'min_score',
  'aggs',
  'aggregations',
  ...ignored,
];

function readCount(json: unknown, usual: number, at: Place): number {
  if (json === undefined) return usual;
  const count = typeof json === 'string' && /^\d{1,9}$/.test(json) ? Number(json) : json;
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= windowMax) return count;
  refuseValue(at, json, `a whole number from 0 to ${String(windowMax)}`);
  return usual;
}

function readSearchAfter(json: unknown, sortCount: number, at: Place): readonly SortValue[] | null {
  if (json === undefined || (Array.isArray(json) && json.length === 0)) return null;
  if (!Array.isArray(json)) {
    refuseValue(at, json, 'the list of sort values of a hit');
    return null;
  }
  if (json.length !== sortCount) refuse(at, `${String(json.length)} values given for ${String(sortCount)} sort keys`);
  return json.map((value: unknown, index) => (value === null ? null : readScalar(value, below(at, index))));
}

function readWindow(members: Members, at: Place): { from: number; size: number } {
  const from = readCount(members.from, 0, below(at, 'from'));
  const size = readCount(members.size, usualSize, below(at, 'size'));
  if (from + size > windowMax)
    refuse(at, `\`from\` + \`size\` is ${String(from + size)}; at most ${String(windowMax)}`);
  return { from, size };
}

function readQuery(json: unknown, at: Place): Clause | null {
  if (json === undefined) return null;
  const clause = readClause(json, at);
  requireAffordable(clause.match, at);
  return clause;
}

function readMinimumScore(json: unknown, at: Place): number {
  if (json === undefined) return 0;
  if (typeof json === 'number' && json >= 0 && json <= scoreMax) return json;
  refuseValue(at, json, 'a number from 0');
  return 0;
}

/** The query with those left out that score less than asked for, and the score if anybody wants to know it. */
function readScored(
  members: Members,
  at: Place,
  asked: boolean,
): { readonly query: Ast; readonly score: Score | null } {
  const place = below(at, 'query');
  const { match, score } = readQuery(members.query, place) ?? constantClause(all);
  const least = readMinimumScore(members.min_score, below(at, 'min_score'));
  if (!asked && least === 0) return { query: match, score: null };
  requireAffordableScore(score, place);
  const query = least === 0 ? match : allOf([match, { kind: 'scoreAtLeast', score, least }]);
  return { query, score: asked ? score : null };
}

/** How the answer is to be made, beside what the body says. */
export interface SearchOptions {
  /** Whether the scores of the hits are wanted. */
  readonly scored?: boolean;
}

/**
 * Reads a search request body (`dsl` of the Atlan wire). Throws `query_rejected` with all problems, each with its path.
 * COMPAT: a search without a sort is not in the order of the scores; every client sends a sort of its own.
 */
export function parseSearch(dsl: unknown, at = 'dsl', options: SearchOptions = {}): Search {
  const place = startReading(at, readClause);
  const members = readMembers(dsl, place, known) ?? {};
  const sort = readSort(members.sort, below(place, 'sort'));
  const byScore = sort.some(({ field }) => field === scoreField);
  const { query, score } = readScored(members, place, byScore || options.scored === true);
  const search: Search = {
    query,
    score,
    postFilter: readQuery(members.post_filter, below(place, 'post_filter'))?.match ?? null,
    sort: sort.map((key) => (key.field === scoreField && score !== null ? { ...key, score } : key)),
    ...readWindow(members, place),
    trackTotalHits: members.track_total_hits !== false,
    searchAfter: readSearchAfter(members.search_after, sort.length, below(place, 'search_after')),
    aggregations: readAggregations(members.aggregations ?? members.aggs, below(place, 'aggregations')),
  };
  requireAffordable({ kind: 'or', of: filtersIn(search.aggregations) }, below(place, 'aggregations'));
  requireNoProblems('query_rejected', place.reading.problems);
  return search;
}
