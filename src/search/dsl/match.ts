import { type TextAst } from '../ast.ts';
import { type Clause, noClause } from '../clause.ts';
import { readBoundedText } from '../reading/bounded-text.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { type Place } from '../reading/place.ts';
import { readTextOptions, textMembers } from '../reading/text-options.ts';

/**
 * `{"match": {"f": "words"}}` and `{"match": {"f": {"query": "words", "operator"?, "minimum_should_match"?, "fuzziness"?, …}}}`:
 * any of the words, or as many as it says. Each word that is there is worth the boost.
 */
export function parseMatch(json: unknown, at: Place): Clause {
  const form = readLongForm(json, at, { short: 'query', known: textMembers });
  if (form === null) return noClause;
  const query = readBoundedText(form.members, 'query', form.at);
  const options = readTextOptions(form.members, form.at);
  if (query === null) return noClause;
  const text: TextAst = { kind: 'text', field: form.field, query, ...options };
  return { match: text, score: { kind: 'words', text, boost: form.boost } };
}
