import { type TextAst } from '../ast.ts';
import { type Clause, noClause } from '../clause.ts';
import { readBoundedText } from '../reading/bounded-text.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { type Place } from '../reading/place.ts';
import { readTextOptions, textMembers } from '../reading/text-options.ts';

const known = textMembers.filter((member) => member !== 'zero_terms_query' && member !== 'lenient');

/** `{"match_bool_prefix": {"f": "some words beg"}}`: a `match` whose last word is only the beginning of one. */
export function parseMatchBoolPrefix(json: unknown, at: Place): Clause {
  const form = readLongForm(json, at, { short: 'query', known });
  if (form === null) return noClause;
  const query = readBoundedText(form.members, 'query', form.at);
  const options = readTextOptions(form.members, form.at);
  if (query === null) return noClause;
  const text: TextAst = { kind: 'text', field: form.field, query, lastIsPrefix: true, ...options };
  return { match: text, score: { kind: 'words', text, boost: form.boost } };
}
