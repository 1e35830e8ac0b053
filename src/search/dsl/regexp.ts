import { type Clause, constantClause, noClause } from '../clause.ts';
import { luceneFlagNames } from '../pattern/lucene-flags.ts';
import { translateLuceneRegexp } from '../pattern/lucene-regexp.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { readWhole } from '../reading/fuzziness.ts';
import { type Members, readFlag, readText } from '../reading/members.ts';
import { below, countValues, type Place, refuse } from '../reading/place.ts';

const known = ['case_insensitive', 'flags', 'flags_value', 'max_determinized_states', 'rewrite'];

/** COMPAT: the high-level Java client writes the flags as a number, one bit for each. */
function readFlags(members: Members, at: Place): string | null {
  if (members.flags !== undefined) return readText(members.flags, below(at, 'flags'));
  if (members.flags_value === undefined) return 'ALL';
  return luceneFlagNames(readWhole(members.flags_value, 255, below(at, 'flags_value')));
}

/**
 * `{"regexp": {"f": "a.*"}}` and the long form with `case_insensitive` and `flags`; Lucene syntax, matched against the whole value.
 * COMPAT: `max_determinized_states` is checked to be a count and has no effect: expressions have a limit of their own here.
 */
export function parseRegexp(json: unknown, at: Place): Clause {
  const form = readLongForm(json, at, { short: 'value', known });
  if (form === null) return noClause;
  countValues(1, at);
  const { members } = form;
  const value = readText(members.value, form.at);
  const flags = readFlags(members, form.at);
  const caseInsensitive = readFlag(members.case_insensitive, below(form.at, 'case_insensitive'));
  readWhole(members.max_determinized_states, 10_000, below(form.at, 'max_determinized_states'));
  if (value === null || flags === null) return noClause;
  const translation = translateLuceneRegexp(value, { flags, caseInsensitive });
  if ('problem' in translation) return refuse(form.at, `regular expression: ${translation.problem}`);
  const { pattern } = translation;
  return constantClause({ kind: 'pattern', field: form.field, syntax: 'regexp', pattern, caseInsensitive }, form.boost);
}
