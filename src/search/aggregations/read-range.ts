import { listOf, readMembers, readScalar, readText, refuseValue } from '../reading/members.ts';
import { below, type Place, refuse } from '../reading/place.ts';
import { type Aggregations, type BucketRange, type RangeAggregation } from './aggregation.ts';
import { readDateSettings, readField, readKeyed, readNumber } from './read-settings.ts';

const rangesMax = 1000;
const known = ['field', 'ranges', 'keyed', 'format', 'missing', 'time_zone'];

function readBucketRange(json: unknown, at: Place, kind: RangeAggregation['kind']): BucketRange {
  const members = readMembers(json, at, ['key', 'from', 'to']) ?? {};
  const readEnd = kind === 'range' ? readNumber : readScalar;
  const key = members.key === undefined ? null : readText(members.key, below(at, 'key'));
  const from = members.from === undefined ? null : readEnd(members.from, below(at, 'from'));
  const to = members.to === undefined ? null : readEnd(members.to, below(at, 'to'));
  return { ...(key !== null && { key }), ...(from !== null && { from }), ...(to !== null && { to }) };
}

/** `range` and `date_range`: buckets with ends of one's own; they may overlap. */
export function readRange(
  kind: RangeAggregation['kind'],
  json: unknown,
  { at, of }: { at: Place; of: Aggregations },
): RangeAggregation {
  const members = readMembers(json, at, known) ?? {};
  const ranges = listOf(members.ranges);
  if (ranges.length === 0) refuseValue(below(at, 'ranges'), members.ranges, 'a list of ranges');
  if (ranges.length > rangesMax) refuse(below(at, 'ranges'), `more than ${String(rangesMax)} ranges`);
  return {
    kind,
    field: readField(members, at),
    ranges: ranges.map((range, index) => readBucketRange(range, below(below(at, 'ranges'), index), kind)),
    keyed: readKeyed(members, at),
    ...readDateSettings(members, at),
    of,
  };
}
