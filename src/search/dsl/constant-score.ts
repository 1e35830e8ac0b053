import { type Ast, none } from '../ast.ts';
import { scoring } from '../reading/field-clause.ts';
import { readMembers } from '../reading/members.ts';
import { below, type Place, readInnerClause } from '../reading/place.ts';

/** `{"constant_score": {"filter": clause}}`: the clause, all scores being equal here anyhow. */
export function parseConstantScore(json: unknown, at: Place): Ast {
  const members = readMembers(json, at, ['filter', ...scoring]);
  return members === null ? none : readInnerClause(members.filter, below(at, 'filter'));
}
