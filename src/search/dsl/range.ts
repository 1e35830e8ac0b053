import { type Ast, type Bound, none, type RangeAst } from '../ast.ts';
import { readFieldClause, scoring } from '../reading/field-clause.ts';
import { readMembers, readText, refuseValue } from '../reading/members.ts';
import { below, countValues, type Place } from '../reading/place.ts';

const bounds = ['gt', 'gte', 'lt', 'lte'] as const;
const known = [...bounds, 'format', 'time_zone', 'relation', ...scoring];

function readBound(json: unknown, at: Place): Bound | undefined {
  if (typeof json === 'number' || typeof json === 'string') return json;
  if (json !== undefined) refuseValue(at, json, 'a number, text, a date or date math such as `now-1d/d`');
  return undefined;
}

/** `{"range": {"f": {gt, gte, lt, lte, format, time_zone}}}`; without a bound it asks for any value. */
export function parseRange(json: unknown, at: Place): Ast {
  const clause = readFieldClause(json, at);
  if (clause === null) return none;
  const members = readMembers(clause.body, clause.at, known);
  if (members === null) return none;
  countValues(1, at);
  const range: Record<string, Bound> = {};
  for (const name of bounds) {
    const bound = readBound(members[name], below(clause.at, name));
    if (bound !== undefined) range[name] = bound;
  }
  if (Object.keys(range).length === 0) return { kind: 'present', field: clause.field };
  const format = members.format === undefined ? null : readText(members.format, below(clause.at, 'format'));
  const timeZone = members.time_zone === undefined ? null : readText(members.time_zone, below(clause.at, 'time_zone'));
  const ast: RangeAst = { kind: 'range', field: clause.field, ...range };
  return { ...ast, ...(format !== null && { format }), ...(timeZone !== null && { timeZone }) };
}
