/** A comparison that a service list may ask for; the union of what the official clients send and its obvious twins. */
export type FilterOperator = 'eq' | 'ne' | 'ilike' | 'like' | 'in' | 'nin' | 'gt' | 'gte' | 'lt' | 'lte';

export type FilterValue = string | number | boolean | null;

/** The parsed `filter` of a service list (Atlan wire, filter and sort grammar). */
export type RecordFilter =
  | { readonly kind: 'and'; readonly of: readonly RecordFilter[] }
  | { readonly kind: 'or'; readonly of: readonly RecordFilter[] }
  | {
      readonly kind: 'compare';
      readonly field: string;
      readonly operator: FilterOperator;
      readonly value: FilterValue | readonly FilterValue[];
    };

export interface RecordSort {
  readonly field: string;
  readonly descending: boolean;
}

/** What a list is asked for. Without `limit` the list answers a generous page. */
export interface ListQuery {
  readonly filter?: RecordFilter;
  readonly sort: readonly RecordSort[];
  readonly offset: number;
  readonly limit?: number;
}

/** `totalRecord` counts without the filter, `filterRecord` with it; a page past the end has no records. */
export interface ListPage<T> {
  readonly totalRecord: number;
  readonly filterRecord: number;
  readonly records: readonly T[];
}

/** The page size of a list that names none; large, since some clients then never ask for a second page. */
export const defaultPageSize = 1000;
