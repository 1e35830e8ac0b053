import { all, type Ast } from '../ast.ts';
import { scoring } from '../reading/field-clause.ts';
import { readMembers } from '../reading/members.ts';
import { type Place } from '../reading/place.ts';

/** `{"match_all": {}}` */
export function parseMatchAll(json: unknown, at: Place): Ast {
  readMembers(json, at, scoring);
  return all;
}
