import { type Ast, none } from '../ast.ts';
import { likePattern } from '../pattern/wildcard.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { readFlag, readText } from '../reading/members.ts';
import { below, countValues, type Place, refuse, textLengthMax } from '../reading/place.ts';

/** `{"wildcard": {"f": "a*"}}` and `{"wildcard": {"f": {"value": "a*", "case_insensitive"?}}}`. */
export function parseWildcard(json: unknown, at: Place): Ast {
  const form = readLongForm(json, at, { short: 'value', known: ['case_insensitive', 'rewrite'] });
  if (form === null) return none;
  countValues(1, at);
  const value = readText(form.members.value, form.at);
  const caseInsensitive = readFlag(form.members.case_insensitive, below(form.at, 'case_insensitive'));
  if (value === null) return none;
  if (value.length > textLengthMax) return refuse(form.at, `longer than ${String(textLengthMax)} characters`);
  return { kind: 'pattern', field: form.field, syntax: 'like', pattern: likePattern(value), caseInsensitive };
}
