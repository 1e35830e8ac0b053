import { type Members, readMembers, readText, refuseValue } from '../reading/members.ts';
import { below, countValues, type Place, refuse, textLengthMax } from '../reading/place.ts';
import { translateLuceneRegexp } from '../pattern/lucene-regexp.ts';
import {
  type Aggregations,
  type BucketOrder,
  isMetric,
  type KeyFilter,
  type MetricAggregation,
  type TermsAggregation,
} from './aggregation.ts';
import { bucketsMax, readDirections, readField, readMissing, readWhole } from './read-settings.ts';

const known = ['field', 'size', 'order', 'min_doc_count', 'include', 'exclude', 'missing'];
/** COMPAT: how the original goes about it; every count here is exact. */
const ignored = [
  'collect_mode',
  'execution_hint',
  'format',
  'shard_min_doc_count',
  'shard_size',
  'show_term_doc_count_error',
  'value_type',
];

const statsMembers = ['count', 'min', 'max', 'avg', 'sum'];

function readMetricOrder(key: string, of: Aggregations, at: Place): { name: string; member: string } | null {
  const [name = '', member = ''] = Object.hasOwn(of, key) ? [key] : key.split(/[.[\]]+/);
  const metric = Object.hasOwn(of, name) ? of[name] : undefined;
  const fitting = (found: MetricAggregation): boolean =>
    found.kind === 'stats' ? statsMembers.includes(member) : member === '' || member === 'value';
  if (metric !== undefined && isMetric(metric) && fitting(metric)) return { name, member };
  refuse(at, `\`${key.slice(0, 100)}\` is no order; accepted: _count, _key, the name of a metric inside`);
  return null;
}

/** By count downwards unless told otherwise; a list of orders decides from first to last. */
function readOrder(json: unknown, of: Aggregations, at: Place): readonly BucketOrder[] {
  if (json === undefined) return [{ by: 'count', descending: true }];
  return readDirections(json, at).flatMap(({ key, descending, at: place }): BucketOrder[] => {
    if (key === '_count') return [{ by: 'count', descending }];
    if (key === '_key' || key === '_term') return [{ by: 'key', descending }];
    const metric = readMetricOrder(key, of, place);
    return metric === null ? [] : [{ by: 'metric', ...metric, descending }];
  });
}

/** `["a", "b"]`, or an expression of Lucene's that the whole key matches. */
function readKeyFilter(json: unknown, at: Place): KeyFilter | null {
  if (Array.isArray(json)) {
    countValues(json.length, at);
    const texts = json.map((value: unknown, index) => readText(value, below(at, index)) ?? '');
    // No key has a NUL, and PostgreSQL takes none.
    return { values: texts.filter((text) => !text.includes('\0')) };
  }
  if (typeof json !== 'string' || json.length > textLengthMax) {
    refuseValue(at, json, `a list of keys, or an expression of at most ${String(textLengthMax)} characters`);
    return null;
  }
  const translation = translateLuceneRegexp(json);
  if ('pattern' in translation) return { pattern: translation.pattern };
  refuse(at, `expression cannot be used: ${translation.problem}`);
  return null;
}

function readKeyFilters(members: Members, at: Place): Pick<TermsAggregation, 'include' | 'exclude'> {
  const read = (name: 'include' | 'exclude'): KeyFilter | null =>
    members[name] === undefined ? null : readKeyFilter(members[name], below(at, name));
  const [include, exclude] = [read('include'), read('exclude')];
  return { ...(include !== null && { include }), ...(exclude !== null && { exclude }) };
}

/**
 * `terms`: a bucket for each different value. COMPAT: one client sends `order` beside `terms` instead of inside it; and a
 * `min_doc_count` of 0 shows only what a hit has, where the original adds the values of other documents.
 */
export function readTerms(
  json: unknown,
  at: Place,
  { of, order }: { of: Aggregations; order: unknown },
): TermsAggregation {
  const members = readMembers(json, at, [...known, ...ignored]) ?? {};
  return {
    kind: 'terms',
    field: readField(members, at),
    size: readWhole(members.size, below(at, 'size'), { usual: 10, least: 1, most: bucketsMax }),
    order: readOrder(members.order ?? order, of, below(at, 'order')),
    minDocCount: readWhole(members.min_doc_count, below(at, 'min_doc_count'), { usual: 1, least: 0, most: 2 ** 31 }),
    ...readKeyFilters(members, at),
    ...readMissing(members, at),
    of,
  };
}
