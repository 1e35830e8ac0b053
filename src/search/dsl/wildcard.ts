import { type Clause, constantClause, noClause } from '../clause.ts';
import { likePattern } from '../pattern/wildcard.ts';
import { readBoundedText } from '../reading/bounded-text.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { readFlag } from '../reading/members.ts';
import { below, type Place } from '../reading/place.ts';

const known = ['case_insensitive', 'rewrite'];

/** `{"wildcard": {"f": "a*"}}` and `{"wildcard": {"f": {"value": "a*", "case_insensitive"?}}}`, the value under `wildcard` as well. */
export function parseWildcard(json: unknown, at: Place): Clause {
  const form = readLongForm(json, at, { short: 'value', aliases: ['wildcard'], known });
  if (form === null) return noClause;
  const value = readBoundedText(form.members, 'value', form.at);
  const caseInsensitive = readFlag(form.members.case_insensitive, below(form.at, 'case_insensitive'));
  if (value === null) return noClause;
  const pattern = likePattern(value);
  return constantClause({ kind: 'pattern', field: form.field, syntax: 'like', pattern, caseInsensitive }, form.boost);
}
