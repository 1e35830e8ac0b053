import { type Clause, constantClause, noClause } from '../clause.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { readFlag, readText } from '../reading/members.ts';
import { below, countValues, type Place } from '../reading/place.ts';

const known = ['case_insensitive', 'rewrite'];

/** `{"prefix": {"f": "v"}}` and `{"prefix": {"f": {"value": "v", "case_insensitive"?}}}` */
export function parsePrefix(json: unknown, at: Place): Clause {
  const form = readLongForm(json, at, { short: 'value', aliases: ['prefix'], known });
  if (form === null) return noClause;
  countValues(1, at);
  const value = readText(form.members.value, form.at);
  const caseInsensitive = readFlag(form.members.case_insensitive, below(form.at, 'case_insensitive'));
  if (value === null) return noClause;
  return constantClause({ kind: 'prefix', field: form.field, value, caseInsensitive }, form.boost);
}
