import { type Ast, none, type Scalar } from '../ast.ts';
import { readFieldClause } from '../reading/field-clause.ts';
import { readScalar, refuseValue } from '../reading/members.ts';
import { below, countValues, type Place } from '../reading/place.ts';

/** `{"terms": {"f": [value, …]}}`; an empty list matches nothing. Lists looked up elsewhere are refused. */
export function parseTerms(json: unknown, at: Place): Ast {
  const clause = readFieldClause(json, at);
  if (clause === null) return none;
  if (!Array.isArray(clause.body)) {
    refuseValue(clause.at, clause.body, 'a list of values');
    return none;
  }
  const values = clause.body as readonly unknown[];
  countValues(values.length, clause.at);
  const scalars = values
    .map((value, index) => readScalar(value, below(clause.at, index)))
    .filter((value): value is Scalar => value !== null);
  return scalars.length === 0 ? none : { kind: 'oneOf', field: clause.field, values: scalars };
}
