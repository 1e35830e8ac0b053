import { type JsonObject } from '../../foundation/index.ts';
import { type Ast, type Scalar } from '../ast.ts';
import { type Sort } from '../sort.ts';

/** What is counted or computed over everything that the query matches, whatever the page shows; by the names of the answer. */
export type Aggregations = Readonly<Record<string, Aggregation>>;

export type Aggregation = MetricAggregation | TopHitsAggregation | BucketAggregation;

interface Described {
  /** Comes back as it was sent. */
  readonly meta?: JsonObject;
}

export type MetricKind = 'avg' | 'cardinality' | 'max' | 'min' | 'stats' | 'sum' | 'valueCount';

export interface MetricAggregation extends Described {
  readonly kind: MetricKind;
  readonly field: string;
  /** Stands in for a missing value. */
  readonly missing?: Scalar;
}

/** Which members of a hit's document are shown, by name or with `*`; everything when there are no `includes`. */
export interface SourceFilter {
  readonly includes: readonly string[];
  readonly excludes: readonly string[];
}

export interface TopHitsAggregation extends Described {
  readonly kind: 'topHits';
  readonly from: number;
  readonly size: number;
  readonly sort: readonly Sort[];
  /** `null` shows no document. */
  readonly source: SourceFilter | null;
}

/** Hits go into buckets, and in each bucket the inner aggregations are computed again. */
export type BucketAggregation =
  | TermsAggregation
  | HistogramAggregation
  | DateHistogramAggregation
  | RangeAggregation
  | FiltersAggregation
  | SingleBucketAggregation;

interface Bucketed extends Described {
  readonly of: Aggregations;
}

/** By what buckets are in order; ties are by key, upwards. */
export type BucketOrder =
  | { readonly by: 'count' | 'key'; readonly descending: boolean }
  | { readonly by: 'metric'; readonly name: string; readonly member: string; readonly descending: boolean };

/** Which keys get a bucket: those in a list, or those that a PostgreSQL expression matches. */
export type KeyFilter = { readonly values: readonly string[] } | { readonly pattern: string };

export interface TermsAggregation extends Bucketed {
  readonly kind: 'terms';
  readonly field: string;
  readonly size: number;
  readonly order: readonly BucketOrder[];
  readonly minDocCount: number;
  readonly include?: KeyFilter;
  readonly exclude?: KeyFilter;
  readonly missing?: Scalar;
}

/** Empty buckets from the least to the greatest are shown with a `minDocCount` of 0, and those in `bounds`. */
interface Histogram extends Bucketed {
  readonly field: string;
  readonly minDocCount: number;
  readonly order: { readonly by: 'count' | 'key'; readonly descending: boolean };
  readonly keyed: boolean;
  readonly missing?: Scalar;
}

export interface HistogramAggregation extends Histogram {
  readonly kind: 'histogram';
  readonly interval: number;
  readonly offset: number;
  readonly bounds?: { readonly min: number; readonly max: number };
}

export type CalendarUnit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

export interface DateHistogramAggregation extends Histogram {
  readonly kind: 'dateHistogram';
  readonly interval: { readonly ms: number } | { readonly unit: CalendarUnit };
  /** Milliseconds by which every bucket begins later. */
  readonly offsetMs: number;
  /** `+01:00` or an IANA name; UTC without it. */
  readonly timeZone?: string;
  readonly format?: string;
  readonly bounds?: { readonly min: Scalar; readonly max: Scalar };
}

/** From `from` and before `to`. */
export interface BucketRange {
  readonly key?: string;
  readonly from?: Scalar;
  readonly to?: Scalar;
}

export interface RangeAggregation extends Bucketed {
  readonly kind: 'range' | 'dateRange';
  readonly field: string;
  readonly ranges: readonly BucketRange[];
  readonly keyed: boolean;
  readonly format?: string;
  readonly timeZone?: string;
}

export interface FiltersAggregation extends Bucketed {
  readonly kind: 'filters';
  /** Without a name the bucket is one of a list. */
  readonly filters: readonly { readonly name: string | null; readonly query: Ast }[];
  /** The name of the bucket for what no filter matches. */
  readonly other?: string;
}

/** One bucket: of hits that match, of hits without a value, of everything readable whatever the query, or of all hits. */
export type SingleBucketAggregation = Bucketed &
  (
    | { readonly kind: 'filter'; readonly query: Ast }
    | { readonly kind: 'missing'; readonly field: string }
    | { readonly kind: 'global' | 'nested' }
  );

const metricKinds: readonly string[] = ['avg', 'cardinality', 'max', 'min', 'stats', 'sum', 'valueCount'];

export function isMetric(aggregation: Aggregation): aggregation is MetricAggregation {
  return metricKinds.includes(aggregation.kind);
}

export function isBucketed(aggregation: Aggregation): aggregation is BucketAggregation {
  return aggregation.kind !== 'topHits' && !isMetric(aggregation);
}
