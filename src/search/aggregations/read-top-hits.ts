import { listOf, type Members, readMembers, readText, refuseValue } from '../reading/members.ts';
import { below, type Place, refuse } from '../reading/place.ts';
import { readSort } from '../sort.ts';
import { type SourceFilter, type TopHitsAggregation } from './aggregation.ts';
import { readWhole } from './read-settings.ts';

/** How deep a bucket shows its hits, as in Elasticsearch (`index.max_inner_result_window`). */
const windowMax = 100;
const namesMax = 100;

const known = ['from', 'size', 'sort', '_source'];
/** COMPAT: what else a hit of the original could carry. */
const ignored = ['explain', 'highlight', 'seq_no_primary_term', 'track_scores', 'version'];

function readNames(json: unknown, at: Place): readonly string[] {
  const names = listOf(json);
  if (names.length > namesMax) refuse(at, `more than ${String(namesMax)} names`);
  return names.map((name, index) => readText(name, Array.isArray(json) ? below(at, index) : at) ?? '');
}

/** `true`, `false`, `"name"`, `["name", "owner*"]`, `{"includes": …, "excludes": …}`. */
function readSourceFilter(json: unknown, at: Place): SourceFilter | null {
  if (json === undefined || json === true) return { includes: [], excludes: [] };
  if (json === false) return null;
  if (typeof json === 'string' || Array.isArray(json)) return { includes: readNames(json, at), excludes: [] };
  if (typeof json !== 'object') refuseValue(at, json, 'true, false, names, or an object of `includes` and `excludes`');
  const members: Members = readMembers(json, at, ['includes', 'include', 'excludes', 'exclude']) ?? {};
  return {
    includes: readNames(members.includes ?? members.include, below(at, 'includes')),
    excludes: readNames(members.excludes ?? members.exclude, below(at, 'excludes')),
  };
}

/** `top_hits`: the first hits of each bucket. */
export function readTopHits(json: unknown, at: Place): TopHitsAggregation {
  const members = readMembers(json, at, [...known, ...ignored]) ?? {};
  const from = readWhole(members.from, below(at, 'from'), { usual: 0, least: 0, most: windowMax });
  const size = readWhole(members.size, below(at, 'size'), { usual: 3, least: 1, most: windowMax });
  if (from + size > windowMax)
    refuse(at, `\`from\` + \`size\` is ${String(from + size)}; at most ${String(windowMax)}`);
  return {
    kind: 'topHits',
    from,
    size,
    sort: readSort(members.sort, below(at, 'sort')),
    source: readSourceFilter(members._source, below(at, '_source')),
  };
}
