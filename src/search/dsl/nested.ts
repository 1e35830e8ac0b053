import { boosted, type Clause, noClause } from '../clause.ts';
import { readBoost } from '../reading/field-clause.ts';
import { readObject } from '../reading/members.ts';
import { below, type Place, readInnerClause } from '../reading/place.ts';

/**
 * `{"nested": {"path", "query", "score_mode"?}}`: the query itself, field names being full paths.
 * COMPAT: other members (`ignore_unmapped` and whatever a client adds) change nothing here and are let pass; unlike Elasticsearch, two
 * conditions on one nested list may be met by two of its elements, and what they are worth is not averaged over the elements.
 */
export function parseNested(json: unknown, at: Place): Clause {
  const members = readObject(json, at);
  if (members === null) return noClause;
  const inner = readInnerClause(members.query, below(at, 'query'));
  return boosted(inner, String(members.score_mode).toLowerCase() === 'none' ? 0 : readBoost(members, at));
}
