import { type Ast, none } from '../ast.ts';
import { readObject } from '../reading/members.ts';
import { below, type Place, readInnerClause } from '../reading/place.ts';

/**
 * `{"nested": {"path", "query"}}`: the query itself, field names being full paths.
 * COMPAT: other members (`score_mode`, `ignore_unmapped` and whatever a client adds) change nothing here and are let pass;
 * unlike Elasticsearch, two conditions on one nested list may be met by two of its elements.
 */
export function parseNested(json: unknown, at: Place): Ast {
  const members = readObject(json, at);
  return members === null ? none : readInnerClause(members.query, below(at, 'query'));
}
