import { readObject, readMembers, refuseValue, readText, type Members } from './reading/members.ts';
import { below, type Place, refuse } from './reading/place.ts';

export type MetricKind = 'avg' | 'cardinality' | 'max' | 'min' | 'sum';

/** What is counted or computed over everything that the query matches, whatever the page shows. */
export type Aggregation =
  | { readonly kind: 'terms'; readonly field: string; readonly size: number; readonly order: TermsOrder }
  | { readonly kind: MetricKind; readonly field: string };

/** Buckets by how many they hold (ties by key) or by their key. */
export interface TermsOrder {
  readonly by: 'count' | 'key';
  readonly descending: boolean;
}

export type Aggregations = Readonly<Record<string, Aggregation>>;

export const aggregationNames = ['avg', 'cardinality', 'max', 'min', 'sum', 'terms'] as const;

const aggregationsMax = 100;
const bucketsMax = 10_000;
const usualBuckets = 10;

function readField(members: Members, at: Place): string {
  return readText(members.field, below(at, 'field')) ?? '';
}

function readCount(json: unknown, at: Place): number {
  if (json === undefined) return usualBuckets;
  if (typeof json === 'number' && Number.isInteger(json) && json >= 1 && json <= bucketsMax) return json;
  refuseValue(at, json, `1 to ${String(bucketsMax)}`);
  return usualBuckets;
}

function readTermsOrder(json: unknown, at: Place): TermsOrder {
  const usual: TermsOrder = { by: 'count', descending: true };
  if (json === undefined) return usual;
  // COMPAT: a list of orders is read by its first one; the key breaks ties anyhow.
  const first: unknown = Array.isArray(json) ? json[0] : json;
  const members = readMembers(first, at, ['_count', '_key', '_term']);
  const [entry] = Object.entries(members ?? {});
  if (entry === undefined) return usual;
  return { by: entry[0] === '_count' ? 'count' : 'key', descending: String(entry[1]).toLowerCase() === 'desc' };
}

function readTerms(json: unknown, at: Place): Aggregation {
  const known = ['field', 'size', 'order', 'shard_size', 'min_doc_count', 'show_term_doc_count_error'];
  const members = readMembers(json, at, known) ?? {};
  const order = readTermsOrder(members.order, below(at, 'order'));
  return { kind: 'terms', field: readField(members, at), size: readCount(members.size, below(at, 'size')), order };
}

function readMetric(kind: MetricKind, json: unknown, at: Place): Aggregation {
  const members = readMembers(json, at, ['field', 'precision_threshold']) ?? {};
  return { kind, field: readField(members, at) };
}

function isMetric(name: string): name is MetricKind {
  return name !== 'terms' && (aggregationNames as readonly string[]).includes(name);
}

function readAggregation(json: unknown, at: Place): Aggregation | null {
  const members = readObject(json, at, 'an aggregation') ?? {};
  const names = Object.keys(members);
  const [name = ''] = names;
  if (names.includes('aggs') || names.includes('aggregations')) {
    refuse(at, 'aggregations inside aggregations are not supported');
    return null;
  }
  if (names.length === 1 && name === 'terms') return readTerms(members.terms, below(at, name));
  if (names.length === 1 && isMetric(name)) return readMetric(name, members[name], below(at, name));
  refuse(at, `unknown aggregation \`${names.join(', ')}\`; accepted: ${aggregationNames.join(', ')}`);
  return null;
}

/** Reads the aggregations of a search by their names; none when the block is empty or absent. */
export function readAggregations(json: unknown, at: Place): Aggregations {
  if (json === undefined) return {};
  const entries = Object.entries(readObject(json, at, 'an object of aggregations') ?? {});
  // PostgreSQL holds no NUL in a text, and the names come back in the answer.
  if (entries.some(([name]) => name.includes('\0'))) refuse(at, 'the name of an aggregation has no NUL');
  if (entries.length > aggregationsMax) refuse(at, `more than ${String(aggregationsMax)} aggregations`);
  const read = entries.map(([name, body]) => [name, readAggregation(body, below(at, name))] as const);
  return Object.fromEntries(read.filter((entry): entry is [string, Aggregation] => entry[1] !== null));
}
