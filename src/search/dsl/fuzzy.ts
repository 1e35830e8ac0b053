import { type FuzzyAst } from '../ast.ts';
import { type Clause, constantClause, noClause } from '../clause.ts';
import { readBoundedText } from '../reading/bounded-text.ts';
import { readLongForm } from '../reading/field-clause.ts';
import { readFuzziness } from '../reading/fuzziness.ts';
import { type Place } from '../reading/place.ts';

const known = ['fuzziness', 'prefix_length', 'max_expansions', 'transpositions', 'rewrite'];
const auto = { low: 3, high: 6 };

/**
 * `{"fuzzy": {"f": "v"}}` and `{"fuzzy": {"f": {"value": "v", "fuzziness"?, "prefix_length"?, "transpositions"?}}}`: one term, a few
 * edits away. COMPAT: every term that is near enough counts, where Elasticsearch tries the best `max_expansions` of them.
 */
export function parseFuzzy(json: unknown, at: Place): Clause {
  const form = readLongForm(json, at, { short: 'value', aliases: ['term'], known });
  if (form === null) return noClause;
  const { field, members, boost } = form;
  const value = readBoundedText(members, 'value', form.at);
  const fuzziness = readFuzziness(members, form.at, { usual: auto, transpositions: 'transpositions' });
  if (value === null) return noClause;
  if (fuzziness === null) return constantClause({ kind: 'equals', field, value, caseInsensitive: false }, boost);
  const near: FuzzyAst = { kind: 'fuzzy', field, value, fuzziness };
  return { match: near, score: { kind: 'near', folded: near, written: near, boost } };
}
