import { anyOf, type Ast, none } from '../ast.ts';
import { scoring } from '../reading/field-clause.ts';
import { listOf, readMembers, readText, refuseValue } from '../reading/members.ts';
import { below, countValues, type Place, readInnerClause, refuse } from '../reading/place.ts';

/** The clause that each type runs against one field. */
const clauseOfType: Readonly<Record<string, 'match' | 'match_phrase'>> = {
  best_fields: 'match',
  most_fields: 'match',
  phrase: 'match_phrase',
};

/**
 * `{"multi_match": {"query", "fields", "type"?, "operator"?}}`: a match in at least one of the fields. A weight behind a field
 * (`name^3`) only raises the score and is dropped. Fields by wildcard and the types that mix fields are refused.
 */
export function parseMultiMatch(json: unknown, at: Place): Ast {
  const members = readMembers(json, at, ['query', 'fields', 'type', 'operator', 'tie_breaker', 'lenient', ...scoring]);
  if (members === null) return none;
  const clause = clauseOfType[String(members.type ?? 'best_fields')];
  if (clause === undefined) {
    refuseValue(below(at, 'type'), members.type, Object.keys(clauseOfType).join(', '));
    return none;
  }
  const fields = listOf(members.fields).map((field, index) => readText(field, below(below(at, 'fields'), index)) ?? '');
  if (fields.length === 0) return refuse(below(at, 'fields'), 'a list of at least one field is needed');
  countValues(fields.length, at);
  const operator = clause === 'match' && members.operator !== undefined ? { operator: members.operator } : {};
  return anyOf(
    fields.map((field) => {
      const name = field.replace(/\^[\d.]+$/, '');
      if (name.includes('*')) return refuse(below(at, 'fields'), `field \`${name}\` by wildcard is not supported`);
      return readInnerClause({ [clause]: { [name]: { query: members.query, ...operator } } }, at);
    }),
  );
}
