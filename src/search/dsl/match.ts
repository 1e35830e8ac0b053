import { type Ast, none, type TextMode } from '../ast.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { type Members, readText, refuseValue } from '../reading/members.ts';
import { below, countValues, type Place, refuse, textLengthMax } from '../reading/place.ts';

/** COMPAT: they tune how Elasticsearch analyses, expands or scores; the words of the query are compared as they are here. */
const tuning = [
  'analyzer',
  'auto_generate_synonyms_phrase_query',
  'fuzziness',
  'fuzzy_rewrite',
  'fuzzy_transpositions',
  'lenient',
  'max_expansions',
  'prefix_length',
];
const known = ['operator', 'minimum_should_match', 'zero_terms_query', ...tuning];

function readMode(members: Members, at: Place): TextMode {
  const operator = String(members.operator ?? 'or').toLowerCase();
  if (operator === 'and') return 'all';
  if (operator !== 'or') refuseValue(below(at, 'operator'), members.operator, 'and, or');
  const minimum = String(members.minimum_should_match ?? '1');
  if (minimum === '100%') return 'all';
  if (minimum !== '1') refuseValue(below(at, 'minimum_should_match'), members.minimum_should_match, '1, 100%');
  return 'any';
}

/** `{"match": {"f": "words"}}` and `{"match": {"f": {"query": "words", "operator"?}}}`: any of the words, or all with `and`. */
export function parseMatch(json: unknown, at: Place): Ast {
  const form = readLongForm(json, at, { short: 'query', known });
  if (form === null) return none;
  countValues(1, at);
  const query = readText(form.members.query, form.at);
  const mode = readMode(form.members, form.at);
  if (query === null) return none;
  if (query.length > textLengthMax) return refuse(form.at, `longer than ${String(textLengthMax)} characters`);
  return { kind: 'text', field: form.field, query, mode };
}
