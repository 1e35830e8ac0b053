import { boosted, type Clause, noClause } from '../clause.ts';
import { parseSimpleQueryString, type SimpleFlag } from '../query-text/parse-simple-query-string.ts';
import { queryTextClause } from '../query-text/query-clause.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { type Members, readMembers, readText, refuseValue } from '../reading/members.ts';
import { below, type Place } from '../reading/place.ts';
import { queryTextMembers, readQueryText, readQueryTextOptions } from '../reading/query-text-options.ts';
import { readWeightedFields } from '../reading/weighted-fields.ts';

const allFlags: readonly SimpleFlag[] = [
  'AND',
  'OR',
  'NOT',
  'PREFIX',
  'PHRASE',
  'PRECEDENCE',
  'ESCAPE',
  'WHITESPACE',
  'FUZZY',
  'SLOP',
];

/** `ALL`, `NONE` or names joined by `|`; `NEAR` is another name of `SLOP`. A client that knows bits only sends -1 for all. */
function readFlags(members: Members, at: Place): ReadonlySet<SimpleFlag> {
  const said = members.flags === undefined ? 'ALL' : (readText(members.flags, at) ?? 'ALL');
  const names = said
    .toUpperCase()
    .split('|')
    .map((name) => (name.trim() === 'NEAR' ? 'SLOP' : name.trim()));
  if (names.includes('ALL') || said === '-1') return new Set(allFlags);
  const unknown = names.find((name) => name !== 'NONE' && !allFlags.some((flag) => flag === name));
  if (unknown !== undefined) refuseValue(at, members.flags, ['ALL', 'NONE', ...allFlags].join(', '));
  return new Set(allFlags.filter((flag) => names.includes(flag)));
}

/**
 * `{"simple_query_string": {"query": "\"a phrase\" + (word | beg*) -not", "fields": […], …}}`: a syntax for people, of which
 * anything is accepted: what is wrong in it is left out.
 */
export function parseSimpleQueryStringClause(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, [...queryTextMembers, 'flags', 'quote_field_suffix', ...scoring]);
  if (members === null) return noClause;
  const text = readQueryText(members, at);
  const fields = readWeightedFields(members.fields, below(at, 'fields'));
  const options = readQueryTextOptions(members, at);
  const flags = readFlags(members, below(at, 'flags'));
  const boost = readBoost(members, at);
  if (members.quote_field_suffix !== undefined && members.quote_field_suffix !== '') {
    refuseValue(below(at, 'quote_field_suffix'), members.quote_field_suffix, 'none');
  }
  if (text === null) return noClause;
  const node = parseSimpleQueryString(text, { operator: options.mode, flags });
  return boosted(
    queryTextClause(node, { ...options, fields, tieBreaker: 1, phraseSlop: 0, at: below(at, 'query') }),
    boost,
  );
}
