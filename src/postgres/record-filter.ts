import { sql, type Expression, type SqlBool } from 'kysely';
import {
  assertNever,
  CatalogError,
  type FilterValue,
  type ListQuery,
  type RecordFilter,
  type RecordSort,
} from '../foundation/index.ts';

/** The fields a list may be filtered and sorted by, each with the trusted SQL that stands for it. */
export type FilterColumns = Readonly<Record<string, Expression<unknown>>>;

type Comparison = Extract<RecordFilter, { kind: 'compare' }>;

function columnOf(field: string, columns: FilterColumns): Expression<unknown> {
  const column = Object.hasOwn(columns, field) ? columns[field] : undefined;
  if (column !== undefined) return column;
  const accepted = Object.keys(columns).sort().join(', ');
  throw new CatalogError('filter_invalid', `unknown field \`${field}\` in filter; accepted: ${accepted}`);
}

function listOf(value: Comparison['value']): readonly FilterValue[] {
  return Array.isArray(value) ? (value as readonly FilterValue[]) : [value as FilterValue];
}

/** PostgreSQL refuses a text with NUL as a fault of the statement, so it never gets there. */
function refuseNul(filter: Comparison): void {
  if (listOf(filter.value).some((value) => typeof value === 'string' && value.includes('\u0000'))) {
    throw new CatalogError(
      'filter_invalid',
      `the value of \`${filter.field}\` holds a NUL character; accepted: any other text`,
    );
  }
}

/** In a pattern only `%` and `_` mean something (Atlan wire, filter grammar); a backslash is itself, hence `ESCAPE ''`. */
function compileComparison(filter: Comparison, columns: FilterColumns): Expression<SqlBool> {
  const column = columnOf(filter.field, columns);
  refuseNul(filter);
  const text = sql`(${column})::text`;
  const value = Array.isArray(filter.value) ? null : (filter.value as FilterValue);
  const asText = value === null ? null : String(value);
  switch (filter.operator) {
    case 'eq':
      return value === null ? sql`${column} IS NULL` : sql`${text} = ${asText}`;
    case 'ne':
      return value === null ? sql`${column} IS NOT NULL` : sql`${text} IS DISTINCT FROM ${asText}`;
    case 'ilike':
      return sql`${text} ILIKE ${asText} ESCAPE ''`;
    case 'like':
      return sql`${text} LIKE ${asText} ESCAPE ''`;
    case 'in':
      return sql`${text} = ANY(${listOf(filter.value).map(String)}::text[])`;
    case 'nin':
      return sql`(${text} = ANY(${listOf(filter.value).map(String)}::text[])) IS NOT TRUE`;
    case 'gt':
      return sql`${column} > ${value}`;
    case 'gte':
      return sql`${column} >= ${value}`;
    case 'lt':
      return sql`${column} < ${value}`;
    case 'lte':
      return sql`${column} <= ${value}`;
    default:
      return assertNever(filter.operator);
  }
}

/**
 * The filter of a service list as a condition. Every value is a parameter; identifiers come from `columns` only.
 * Throws `filter_invalid` naming the accepted fields.
 */
export function compileRecordFilter(filter: RecordFilter, columns: FilterColumns): Expression<SqlBool> {
  switch (filter.kind) {
    case 'compare':
      return compileComparison(filter, columns);
    case 'and':
      return filter.of.length === 0
        ? sql<SqlBool>`true`
        : sql`(${sql.join(
            filter.of.map((part) => compileRecordFilter(part, columns)),
            sql` AND `,
          )})`;
    case 'or':
      return filter.of.length === 0
        ? sql<SqlBool>`false`
        : sql`(${sql.join(
            filter.of.map((part) => compileRecordFilter(part, columns)),
            sql` OR `,
          )})`;
    default:
      return assertNever(filter);
  }
}

/** The condition of a list query; `true` without a filter. */
export function compileListFilter(query: ListQuery, columns: FilterColumns): Expression<SqlBool> {
  return query.filter === undefined ? sql<SqlBool>`true` : compileRecordFilter(query.filter, columns);
}

/** `ORDER BY` terms for a list, ties broken by `tieBreak` so that pages never overlap. Throws `filter_invalid`. */
export function compileRecordSort(
  sort: readonly RecordSort[],
  columns: FilterColumns,
  tieBreak: Expression<unknown>,
): Expression<unknown> {
  const terms = sort.map(({ field, descending }) => {
    const column = columnOf(field, columns);
    return descending ? sql`${column} DESC NULLS LAST` : sql`${column} ASC NULLS LAST`;
  });
  return sql.join([...terms, sql`${tieBreak} ASC`]);
}
