import { type Clause, constantClause, noClause } from '../clause.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { readFlag, readScalar } from '../reading/members.ts';
import { below, countValues, type Place } from '../reading/place.ts';

/** `{"term": {"f": value}}` and `{"term": {"f": {"value": value, "case_insensitive"?}}}` */
export function parseTerm(json: unknown, at: Place): Clause {
  const form = readLongForm(json, at, { short: 'value', known: ['case_insensitive'] });
  if (form === null) return noClause;
  countValues(1, at);
  const value = readScalar(form.members.value, form.at);
  const caseInsensitive = readFlag(form.members.case_insensitive, below(form.at, 'case_insensitive'));
  if (value === null) return noClause;
  return constantClause({ kind: 'equals', field: form.field, value, caseInsensitive }, form.boost);
}
