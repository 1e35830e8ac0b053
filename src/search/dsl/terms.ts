import { type Scalar } from '../ast.ts';
import { type Clause, constantClause, noClause } from '../clause.ts';
import { readFieldClause } from '../reading/field-clause.ts';
import { readScalar, refuseValue } from '../reading/members.ts';
import { below, countValues, type Place } from '../reading/place.ts';

/** `{"terms": {"f": [value, …]}}`; an empty list matches nothing. Lists looked up in another document are refused. */
export function parseTerms(json: unknown, at: Place): Clause {
  const clause = readFieldClause(json, at);
  if (clause === null) return noClause;
  if (!Array.isArray(clause.body)) {
    refuseValue(clause.at, clause.body, 'a list of values');
    return noClause;
  }
  const values = clause.body as readonly unknown[];
  countValues(values.length, clause.at);
  const scalars = values
    .map((value, index) => readScalar(value, below(clause.at, index)))
    .filter((value): value is Scalar => value !== null);
  if (scalars.length === 0) return noClause;
  return constantClause({ kind: 'oneOf', field: clause.field, values: scalars }, clause.boost);
}
