import { type Clause, constantClause, noClause } from '../clause.ts';
import { readBoundedText } from '../reading/bounded-text.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { type Place } from '../reading/place.ts';

/** `{"span_term": {"f": "word"}}` and `{"span_term": {"f": {"value": "word"}}}`: a word as it stands, wherever it does. */
export function parseSpanTerm(json: unknown, at: Place): Clause {
  const form = readLongForm(json, at, { short: 'value', aliases: ['term'], known: ['case_insensitive'] });
  if (form === null) return noClause;
  const value = readBoundedText(form.members, 'value', form.at);
  if (value === null) return noClause;
  return constantClause({ kind: 'span', field: form.field, span: { kind: 'term', value } }, form.boost);
}
