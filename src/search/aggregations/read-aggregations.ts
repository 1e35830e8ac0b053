import { isJsonObject, type JsonObject } from '../../foundation/index.ts';
import { type Members, readMembers, readObject, refuseValue } from '../reading/members.ts';
import { below, type Place, readInnerQuery, refuse } from '../reading/place.ts';
import { type Aggregation, type Aggregations, isBucketed, type MetricKind } from './aggregation.ts';
import { readFilters } from './read-filters.ts';
import { readDateHistogram, readHistogram } from './read-histogram.ts';
import { readMetric } from './read-metric.ts';
import { readRange } from './read-range.ts';
import { readField } from './read-settings.ts';
import { readTerms } from './read-terms.ts';
import { readTopHits } from './read-top-hits.ts';

/** Aggregations of one request, those inside others too. */
const aggregationsMax = 100;
/** Buckets inside buckets; every level reads the rows outside once more. */
const levelsMax = 8;

interface Inside {
  readonly at: Place;
  readonly of: Aggregations;
  /** What stood in `order` beside the aggregation. */
  readonly order: unknown;
}

type Read = (json: unknown, inside: Inside) => Aggregation;

function metric(kind: MetricKind): Read {
  return (json, { at }) => readMetric(kind, json, at);
}

/** COMPAT: assets have no objects inside that would be documents of their own, so the way there and back changes nothing. */
const readNested: Read = (json, { at, of }) => {
  readMembers(json, at, ['path']);
  return { kind: 'nested', of };
};

const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['avg', metric('avg')],
  ['cardinality', metric('cardinality')],
  ['date_histogram', (json, { at, of }) => readDateHistogram(json, at, of)],
  ['date_range', (json, inside) => readRange('dateRange', json, inside)],
  ['filter', (json, { at, of }) => ({ kind: 'filter', query: readInnerQuery(json, at), of })],
  ['filters', (json, { at, of }) => readFilters(json, at, of)],
  ['global', (json, { at, of }) => (readMembers(json, at, []), { kind: 'global', of })],
  ['histogram', (json, { at, of }) => readHistogram(json, at, of)],
  ['max', metric('max')],
  ['min', metric('min')],
  [
    'missing',
    (json, { at, of }) => ({ kind: 'missing', field: readField(readMembers(json, at, ['field']) ?? {}, at), of }),
  ],
  ['nested', readNested],
  ['range', (json, inside) => readRange('range', json, inside)],
  ['reverse_nested', readNested],
  ['stats', metric('stats')],
  ['sum', metric('sum')],
  ['terms', (json, { at, of, order }) => readTerms(json, at, { of, order })],
  ['top_hits', (json, { at }) => readTopHits(json, at)],
  ['value_count', metric('valueCount')],
]);

/** The names of the aggregations, in alphabetical order. */
export const aggregationNames: readonly string[] = [...readers.keys()];

const beside = ['aggs', 'aggregations', 'meta', 'order'];

interface Reading {
  count: number;
}

function readMeta(json: unknown, at: Place): { readonly meta?: JsonObject } {
  if (json === undefined) return {};
  if (isJsonObject(json)) return { meta: json };
  refuseValue(below(at, 'meta'), json, 'an object');
  return {};
}

function readInner(members: Members, at: Place, inner: { reading: Reading; level: number }): Aggregations {
  const block = members.aggregations ?? members.aggs;
  if (block === undefined) return {};
  const place = below(at, 'aggregations');
  if (inner.level < levelsMax) return readLevel(block, place, { ...inner, level: inner.level + 1 });
  refuse(place, `nested too deeply; at most ${String(levelsMax)} levels are accepted`);
  return {};
}

function readAggregation(json: unknown, at: Place, inner: { reading: Reading; level: number }): Aggregation | null {
  const members = readObject(json, at, 'an aggregation') ?? {};
  const names = Object.keys(members).filter((name) => !beside.includes(name));
  const [name = ''] = names;
  const read = readers.get(name);
  if (read === undefined || names.length !== 1) {
    refuse(at, `unknown aggregation \`${names.join(', ').slice(0, 100)}\`; accepted: ${aggregationNames.join(', ')}`);
    return null;
  }
  const of = readInner(members, at, inner);
  const place = below(at, name);
  const aggregation = read(members[name], { at: place, of, order: members.order });
  if (Object.keys(of).length > 0 && !isBucketed(aggregation)) {
    refuse(below(at, 'aggregations'), `\`${name}\` has no buckets in which anything could be computed`);
  }
  if (aggregation.kind === 'global' && inner.level > 1)
    refuse(place, '`global` is accepted at the outermost level only');
  return { ...aggregation, ...readMeta(members.meta, at) };
}

function readLevel(json: unknown, at: Place, inner: { reading: Reading; level: number }): Aggregations {
  const { reading } = inner;
  const entries = Object.entries(readObject(json, at, 'an object of aggregations') ?? {});
  // PostgreSQL holds no NUL in a text, and the names come back in the answer.
  if (entries.some(([name]) => name.includes('\0'))) refuse(at, 'the name of an aggregation has no NUL');
  const before = reading.count;
  reading.count += entries.length;
  if (before <= aggregationsMax && reading.count > aggregationsMax) {
    refuse(at, `more than ${String(aggregationsMax)} aggregations`);
  }
  const read = entries.map(([name, body]) => [name, readAggregation(body, below(at, name), inner)] as const);
  return Object.fromEntries(read.filter((entry): entry is [string, Aggregation] => entry[1] !== null));
}

/** Reads the aggregations of a search by their names; none when the block is empty or absent. */
export function readAggregations(json: unknown, at: Place): Aggregations {
  return json === undefined ? {} : readLevel(json, at, { reading: { count: 0 }, level: 1 });
}
