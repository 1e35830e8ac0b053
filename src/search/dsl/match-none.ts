import { type Clause, noClause } from '../clause.ts';
import { scoring } from '../reading/field-clause.ts';
import { readMembers } from '../reading/members.ts';
import { type Place } from '../reading/place.ts';

/** `{"match_none": {}}` */
export function parseMatchNone(json: unknown, at: Place): Clause {
  readMembers(json, at, scoring);
  return noClause;
}
