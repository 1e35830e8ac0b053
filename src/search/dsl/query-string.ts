import { boosted, type Clause, noClause } from '../clause.ts';
import { parseQueryString } from '../query-text/parse-query-string.ts';
import { queryTextClause } from '../query-text/query-clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { readWhole } from '../reading/fuzziness.ts';
import { type Members, readFlag, readMembers, readText, refuseValue } from '../reading/members.ts';
import { below, type Place, refuse } from '../reading/place.ts';
import { queryTextMembers, readQueryText, readQueryTextOptions } from '../reading/query-text-options.ts';
import { readTieBreaker } from '../reading/tie-breaker.ts';
import { readWeightedFields } from '../reading/weighted-fields.ts';

const known = [
  ...queryTextMembers,
  'default_field',
  'fuzziness',
  'phrase_slop',
  'allow_leading_wildcard',
  'time_zone',
  'type',
  'tie_breaker',
  'enable_position_increments',
  'escape',
  'max_determinized_states',
  'quote_analyzer',
  'quote_field_suffix',
  'rewrite',
  'fuzzy_rewrite',
  ...scoring,
];

function readType(members: Members, at: Place): number {
  const type = String(members.type ?? 'best_fields');
  if (type !== 'best_fields' && type !== 'most_fields') {
    refuseValue(below(at, 'type'), members.type, 'best_fields, most_fields');
  }
  return readTieBreaker(members.tie_breaker, type === 'most_fields' ? 1 : 0, below(at, 'tie_breaker'));
}

/** COMPAT: what would read other fields or words than the query says is refused, unless it is left empty. */
function refuseSuffixes(members: Members, at: Place): void {
  for (const name of ['quote_analyzer', 'quote_field_suffix']) {
    if (members[name] !== undefined && members[name] !== '') refuse(below(at, name), `\`${name}\` is not supported`);
  }
}

/**
 * `{"query_string": {"query": "name:(a OR b*) AND -size:[1 TO 5]", "default_field"?, "fields"?, …}}`: Lucene's query syntax. A
 * syntax error is refused, with its place in the text.
 */
export function parseQueryStringClause(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, known);
  if (members === null) return noClause;
  const place = below(at, 'query');
  const text = readQueryText(members, at);
  const [member, said] =
    members.fields === undefined ? ['default_field', members.default_field] : ['fields', members.fields];
  const fields = readWeightedFields(said, below(at, String(member)));
  const options = readQueryTextOptions(members, at);
  const leading = members.allow_leading_wildcard;
  const leadingWildcard = leading === undefined || readFlag(leading, below(at, 'allow_leading_wildcard'));
  const phraseSlop = readWhole(members.phrase_slop, 0, below(at, 'phrase_slop'));
  const timeZone = members.time_zone === undefined ? null : readText(members.time_zone, below(at, 'time_zone'));
  const tieBreaker = readType(members, at);
  const boost = readBoost(members, at);
  refuseSuffixes(members, at);
  if (text === null) return noClause;
  const parsed = parseQueryString(text, { operator: options.mode, leadingWildcard });
  if ('problem' in parsed) return refuse(place, `query syntax: ${parsed.problem}`);
  const zone = timeZone === null ? {} : { timeZone };
  return boosted(
    queryTextClause(parsed.node, { ...options, ...zone, fields, tieBreaker, phraseSlop, at: place }),
    boost,
  );
}
