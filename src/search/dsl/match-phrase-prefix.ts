import { type TextAst } from '../ast.ts';
import { type Clause, constantClause, noClause } from '../clause.ts';
import { readBoundedText } from '../reading/bounded-text.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { readWhole } from '../reading/fuzziness.ts';
import { below, type Place } from '../reading/place.ts';
import { readAnalyzer, readWithoutWords } from '../reading/text-options.ts';

const known = ['analyzer', 'slop', 'zero_terms_query', 'max_expansions'];

/**
 * `{"match_phrase_prefix": {"f": "words beg"}}`: a phrase whose last word is only the beginning of one.
 * COMPAT: every word that begins so counts, where Elasticsearch tries the first `max_expansions` of them.
 */
export function parseMatchPhrasePrefix(json: unknown, at: Place): Clause {
  const form = readLongForm(json, at, { short: 'query', known });
  if (form === null) return noClause;
  const { members } = form;
  const query = readBoundedText(members, 'query', form.at);
  const slop = readWhole(members.slop, 0, below(form.at, 'slop'));
  readWhole(members.max_expansions, 50, below(form.at, 'max_expansions'));
  const options = { ...readWithoutWords(members, form.at), ...readAnalyzer(members, form.at) };
  if (query === null) return noClause;
  const phrase = { mode: 'phrase', lastIsPrefix: true, ...(slop > 0 && { slop }) } as const;
  const text: TextAst = { kind: 'text', field: form.field, query, ...phrase, ...options };
  return constantClause(text, form.boost);
}
