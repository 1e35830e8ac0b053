import { readMembers } from '../reading/members.ts';
import { type Place } from '../reading/place.ts';
import { type MetricAggregation, type MetricKind } from './aggregation.ts';
import { readField, readMissing } from './read-settings.ts';

/** `format` shapes a text that nobody reads; counts are exact whatever `precision_threshold` says. */
const known = ['field', 'missing', 'format', 'precision_threshold', 'value_type'];

/** One number, or a few, over all values: `{"max": {"field": "f"}}`. */
export function readMetric(kind: MetricKind, json: unknown, at: Place): MetricAggregation {
  const members = readMembers(json, at, known) ?? {};
  return { kind, field: readField(members, at), ...readMissing(members, at) };
}
