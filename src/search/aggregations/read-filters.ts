import { readFlag, readMembers, readObject, readText, refuseValue } from '../reading/members.ts';
import { below, type Place, readInnerQuery, refuse } from '../reading/place.ts';
import { type Aggregations, type FiltersAggregation } from './aggregation.ts';

const filtersMax = 100;

function readNamed(json: unknown, at: Place): FiltersAggregation['filters'] {
  if (Array.isArray(json)) {
    return json.map((clause: unknown, index) => ({ name: null, query: readInnerQuery(clause, below(at, index)) }));
  }
  const members = readObject(json, at, 'filters by name, or a list of them') ?? {};
  return Object.entries(members).map(([name, clause]) => ({ name, query: readInnerQuery(clause, below(at, name)) }));
}

/** `filters`: a bucket for each query, by name or one after the other. */
export function readFilters(json: unknown, at: Place, of: Aggregations): FiltersAggregation {
  const members = readMembers(json, at, ['filters', 'other_bucket', 'other_bucket_key']) ?? {};
  const place = below(at, 'filters');
  const filters = readNamed(members.filters, place);
  if (filters.length === 0) refuseValue(place, members.filters, 'at least one filter');
  if (filters.length > filtersMax) refuse(place, `more than ${String(filtersMax)} filters`);
  const key = members.other_bucket_key;
  const name = key === undefined ? '_other_' : (readText(key, below(at, 'other_bucket_key')) ?? '_other_');
  const other = key !== undefined || readFlag(members.other_bucket, below(at, 'other_bucket'));
  return { kind: 'filters', filters, ...(other && { other: name }), of };
}
