import { requireNoProblems } from '../foundation/index.ts';
import { type Aggregations, readAggregations } from './aggregation.ts';
import { all, type Ast } from './ast.ts';
import { readClause } from './parse-query.ts';
import { type Members, readMembers, readScalar, refuseValue } from './reading/members.ts';
import { below, type Place, refuse, startReading } from './reading/place.ts';
import { requireAffordable, requireAffordableAggregations } from './reading/query-cost.ts';
import { readSort, type Sort } from './sort.ts';

/** How deep into the hits a page may reach. */
const windowMax = 100_000;
const usualSize = 10;

/** A search as it was meant. */
export interface Search {
  readonly query: Ast;
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

function readQuery(json: unknown, at: Place): Ast | null {
  if (json === undefined) return null;
  const query = readClause(json, at);
  requireAffordable(query, at);
  return query;
}

/** Reads a search request body (`dsl` of the Atlan wire). Throws `query_rejected` with all problems, each with its path. */
export function parseSearch(dsl: unknown, at = 'dsl'): Search {
  const place = startReading(at, readClause);
  const members = readMembers(dsl, place, known) ?? {};
  const sort = readSort(members.sort, below(place, 'sort'));
  const search: Search = {
    query: readQuery(members.query, below(place, 'query')) ?? all,
    postFilter: readQuery(members.post_filter, below(place, 'post_filter')),
    sort,
    ...readWindow(members, place),
    trackTotalHits: members.track_total_hits !== false,
    searchAfter: readSearchAfter(members.search_after, sort.length, below(place, 'search_after')),
    aggregations: readAggregations(members.aggregations ?? members.aggs, below(place, 'aggregations')),
  };
  const aggregationCount = Object.keys(search.aggregations).length;
  requireAffordableAggregations(search.query, aggregationCount, below(place, 'aggregations'));
  requireNoProblems('query_rejected', place.reading.problems);
  return search;
}
