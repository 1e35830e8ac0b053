import { type TextAst } from '../ast.ts';
import { type Clause, constantClause, noClause } from '../clause.ts';
import { readBoundedText } from '../reading/bounded-text.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { readWhole } from '../reading/fuzziness.ts';
import { below, type Place } from '../reading/place.ts';
import { readAnalyzer, readWithoutWords } from '../reading/text-options.ts';

/** `{"match_phrase": {"f": "words"}}`: the words side by side and in order; with `slop`, that many places moved in all. */
export function parseMatchPhrase(json: unknown, at: Place): Clause {
  const form = readLongForm(json, at, { short: 'query', known: ['analyzer', 'slop', 'zero_terms_query'] });
  if (form === null) return noClause;
  const { members } = form;
  const query = readBoundedText(members, 'query', form.at);
  const slop = readWhole(members.slop, 0, below(form.at, 'slop'));
  const options = { ...readWithoutWords(members, form.at), ...readAnalyzer(members, form.at) };
  if (query === null) return noClause;
  const text: TextAst = {
    kind: 'text',
    field: form.field,
    query,
    mode: 'phrase',
    ...(slop > 0 && { slop }),
    ...options,
  };
  return constantClause(text, form.boost);
}
