import { type Bound, type RangeAst } from '../ast.ts';
import { type Clause, constantClause, noClause } from '../clause.ts';
import { readBoost, readFieldClause, scoring } from '../reading/field-clause.ts';
import { type Members, readFlag, readMembers, readText, refuseValue } from '../reading/members.ts';
import { below, countValues, type Place } from '../reading/place.ts';

const bounds = ['gt', 'gte', 'lt', 'lte'] as const;
type BoundName = (typeof bounds)[number];
/** COMPAT: the high-level Java client writes `from`, `to` and whether they are included. */
const ends = ['from', 'to', 'include_lower', 'include_upper'];
const known = [...bounds, ...ends, 'format', 'time_zone', 'relation', ...scoring];

function readBound(json: unknown, at: Place): Bound | undefined {
  if (typeof json === 'number' || typeof json === 'string') return json;
  if (json !== undefined) refuseValue(at, json, 'a number, text, a date or date math such as `now-1d/d`');
  return undefined;
}

function isIncluded(members: Members, member: string, at: Place): boolean {
  return members[member] === undefined || readFlag(members[member], below(at, member));
}

/** The member that each end of the range is written in, in the order in which a later one takes precedence. */
function boundMembers(members: Members, at: Place): readonly (readonly [BoundName, string])[] {
  const lower = isIncluded(members, 'include_lower', at) ? 'gte' : 'gt';
  const upper = isIncluded(members, 'include_upper', at) ? 'lte' : 'lt';
  return [[lower, 'from'], [upper, 'to'], ...bounds.map((name) => [name, name] as const)];
}

/** `{"range": {"f": {gt, gte, lt, lte, format, time_zone}}}`; without a bound it asks for any value. */
export function parseRange(json: unknown, at: Place): Clause {
  const clause = readFieldClause(json, at);
  if (clause === null) return noClause;
  const members = readMembers(clause.body, clause.at, known);
  if (members === null) return noClause;
  countValues(1, at);
  const range: Partial<Record<BoundName, Bound>> = {};
  for (const [name, member] of boundMembers(members, clause.at)) {
    const bound = readBound(members[member], below(clause.at, member));
    if (bound !== undefined) range[name] = bound;
  }
  const boost = clause.boost * readBoost(members, clause.at);
  if (Object.keys(range).length === 0) return constantClause({ kind: 'present', field: clause.field }, boost);
  const format = members.format === undefined ? null : readText(members.format, below(clause.at, 'format'));
  const timeZone = members.time_zone === undefined ? null : readText(members.time_zone, below(clause.at, 'time_zone'));
  const ast: RangeAst = { kind: 'range', field: clause.field, ...range };
  return constantClause({ ...ast, ...(format !== null && { format }), ...(timeZone !== null && { timeZone }) }, boost);
}
