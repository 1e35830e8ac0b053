import { type Ast, none } from '../ast.ts';
import { translateLuceneRegexp } from '../pattern/lucene-regexp.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { readFlag, readText } from '../reading/members.ts';
import { below, countValues, type Place, refuse } from '../reading/place.ts';

const known = ['case_insensitive', 'flags', 'max_determinized_states', 'rewrite'];

/** `{"regexp": {"f": "a.*"}}` and the long form with `case_insensitive` and `flags`; Lucene syntax, matched against the whole value. */
export function parseRegexp(json: unknown, at: Place): Ast {
  const form = readLongForm(json, at, { short: 'value', known });
  if (form === null) return none;
  countValues(1, at);
  const value = readText(form.members.value, form.at);
  const flags = readText(form.members.flags ?? 'ALL', below(form.at, 'flags'));
  const caseInsensitive = readFlag(form.members.case_insensitive, below(form.at, 'case_insensitive'));
  if (value === null || flags === null) return none;
  const translation = translateLuceneRegexp(value, flags);
  if ('problem' in translation) return refuse(form.at, `regular expression: ${translation.problem}`);
  return { kind: 'pattern', field: form.field, syntax: 'regexp', pattern: translation.pattern, caseInsensitive };
}
