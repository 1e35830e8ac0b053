import { type Ast, none } from '../ast.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { readText } from '../reading/members.ts';
import { countValues, type Place, refuse, textLengthMax } from '../reading/place.ts';

/**
 * `{"match_phrase": {"f": "words"}}`: the words side by side and in order.
 * COMPAT: with a `slop` above 0 the words may stand anywhere, in any order; Elasticsearch counts moves.
 */
export function parseMatchPhrase(json: unknown, at: Place): Ast {
  const form = readLongForm(json, at, { short: 'query', known: ['analyzer', 'slop', 'zero_terms_query'] });
  if (form === null) return none;
  countValues(1, at);
  const query = readText(form.members.query, form.at);
  const mode = Number(form.members.slop ?? 0) > 0 ? 'all' : 'phrase';
  if (query === null) return none;
  if (query.length > textLengthMax) return refuse(form.at, `longer than ${String(textLengthMax)} characters`);
  return { kind: 'text', field: form.field, query, mode };
}
