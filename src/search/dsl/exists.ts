import { type Ast, none } from '../ast.ts';
import { scoring } from '../reading/field-clause.ts';
import { readMembers, readText } from '../reading/members.ts';
import { below, type Place } from '../reading/place.ts';

/** `{"exists": {"field": "f"}}` */
export function parseExists(json: unknown, at: Place): Ast {
  const members = readMembers(json, at, ['field', ...scoring]);
  if (members === null) return none;
  const field = readText(members.field, below(at, 'field'));
  return field === null ? none : { kind: 'present', field };
}
