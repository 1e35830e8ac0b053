import { type Ast, none } from '../ast.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { readFlag, readText } from '../reading/members.ts';
import { below, countValues, type Place } from '../reading/place.ts';

/** `{"prefix": {"f": "v"}}` and `{"prefix": {"f": {"value": "v", "case_insensitive"?}}}` */
export function parsePrefix(json: unknown, at: Place): Ast {
  const form = readLongForm(json, at, { short: 'value', known: ['case_insensitive', 'rewrite'] });
  if (form === null) return none;
  countValues(1, at);
  const value = readText(form.members.value, form.at);
  const caseInsensitive = readFlag(form.members.case_insensitive, below(form.at, 'case_insensitive'));
  return value === null ? none : { kind: 'prefix', field: form.field, value, caseInsensitive };
}
