import { CatalogError, type Problem } from '../../foundation/index.ts';
import type { Sort } from '../../search/index.ts';
import type { RelationalKind } from './relational-kind.ts';

/** The query of a list: every value of every key, in order. */
export type ListValues = Readonly<Record<string, readonly string[]>>;

const numberSuffixes = ['', 'gt', 'gte', 'lt', 'lte'] as const;
const textSuffixes = [
  ...['', 'iexact', 'contains', 'icontains', 'startswith', 'istartswith', 'endswith', 'iendswith'],
] as readonly TextSuffix[];

export type NumberSuffix = (typeof numberSuffixes)[number];
export type TextSuffix =
  '' | 'iexact' | 'contains' | 'icontains' | 'startswith' | 'istartswith' | 'endswith' | 'iendswith';

/** One key of a list with its values, one of which has to fit. */
export type ListFilter =
  | {
      readonly kind: 'number';
      readonly field: string;
      readonly suffix: NumberSuffix;
      readonly values: readonly number[];
    }
  | { readonly kind: 'text'; readonly field: string; readonly suffix: TextSuffix; readonly values: readonly string[] };

/** Which rows of a list are shown, and from where to where. */
export interface ListWindow {
  readonly skip: number;
  readonly limit: number;
}

/** A list as it was meant. */
export interface RelationalRequest extends ListWindow {
  readonly filters: readonly ListFilter[];
  readonly sort: readonly Sort[];
  /** The members that are shown of each object; all of them when it is `null`. */
  readonly shown: readonly string[] | null;
}

/** What can be asked of a list. */
export interface ListShape {
  readonly numbers: readonly string[];
  readonly texts: readonly string[];
  readonly sorts: readonly string[];
  /** The suffixes that the keys take; all of them without it. */
  readonly suffixes?: readonly (NumberSuffix | TextSuffix)[];
  /** Accepted as `True` or `False`, and without effect: nothing here is hidden, suspended or deleted. */
  readonly flags: readonly string[];
}

const limitUsual = 100;
const limitMost = 1000;

/** COMPAT: a client adds its own `limit` behind that of the next page, so the first of several counts. */
function first(values: ListValues, key: string): string | undefined {
  return values[key]?.[0];
}

function wholeNumber(text: string): number | null {
  // Fifteen digits stay exact in a double and inside every integer column.
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

interface Reader {
  readonly values: ListValues;
  readonly problems: Problem[];
}

function refuse({ problems }: Reader, path: string, message: string): void {
  problems.push({ path, message });
}

/** `skip` and `limit`: 0 and 100 unless told; more than 1,000 at once are 1,000. */
function readWindow(reader: Reader): ListWindow {
  const skip = wholeNumber(first(reader.values, 'skip') ?? '0');
  if (skip === null) refuse(reader, 'skip', 'is no whole number from 0');
  const limit = wholeNumber(first(reader.values, 'limit') ?? String(limitUsual));
  if (limit === null || limit === 0) refuse(reader, 'limit', 'is no whole number from 1');
  return { skip: skip ?? 0, limit: Math.min(limit ?? limitUsual, limitMost) };
}

function isOneOf<T extends string>(text: string, accepted: readonly T[]): text is T {
  return (accepted as readonly string[]).includes(text);
}

function readNumbers(reader: Reader, key: string): number[] {
  return (reader.values[key] ?? []).flatMap((text) => {
    const number = wholeNumber(text.trim());
    if (number === null) refuse(reader, key, 'is no whole number from 0');
    return number ?? [];
  });
}

/** `null` for a key that is no filter of this list. */
function readFilter(reader: Reader, shape: ListShape, key: string): ListFilter | null {
  const [, field = key, suffix = ''] = /^(.+?)__([a-z]+)$/.exec(key) ?? [];
  if (shape.suffixes !== undefined && !isOneOf<string>(suffix, shape.suffixes)) return null;
  if (shape.numbers.includes(field) && isOneOf(suffix, numberSuffixes)) {
    return { kind: 'number', field, suffix, values: readNumbers(reader, key) };
  }
  if (shape.texts.includes(field) && isOneOf(suffix, textSuffixes)) {
    return { kind: 'text', field, suffix, values: reader.values[key] ?? [] };
  }
  return null;
}

function listed(reader: Reader, key: string): string[] {
  const names = (first(reader.values, key) ?? '').split(',').map((name) => name.trim());
  return names.filter((name) => name !== '');
}

function readSort(reader: Reader, { sorts }: ListShape): Sort[] {
  const keys = listed(reader, 'order_by').map((name) => ({
    field: name.replace(/^-/, ''),
    descending: name.startsWith('-'),
  }));
  if (keys.some(({ field }) => !sorts.includes(field))) {
    refuse(
      reader,
      'order_by',
      `is none of ${sorts.map((name) => `\`${name}\``).join(', ')}, with \`-\` for the other way`,
    );
  }
  return keys;
}

/** COMPAT: `fields` and `values` both name the members that are shown. */
function readShown(reader: Reader): readonly string[] | null {
  const names = [...listed(reader, 'fields'), ...listed(reader, 'values')];
  return names.length === 0 ? null : names;
}

function checkFlag(reader: Reader, key: string): void {
  const text = (first(reader.values, key) ?? '').toLowerCase();
  if (!['true', 'false', ''].includes(text)) refuse(reader, key, 'is neither `True` nor `False`');
}

const everywhere = ['limit', 'skip', 'order_by', 'fields', 'values'];

/**
 * Reads the query of a list (Alation wire, list conventions). Throws `parameters_unknown` with every key that is no parameter of this list
 * or has a value that it cannot have: unfiltered rows would be worse than none.
 */
export function readListRequest(values: ListValues, shape: ListShape): RelationalRequest {
  const reader: Reader = { values, problems: [] };
  const filters: ListFilter[] = [];
  for (const key of Object.keys(values)) {
    if (everywhere.includes(key)) continue;
    if (shape.flags.includes(key)) checkFlag(reader, key);
    else {
      const filter = readFilter(reader, shape, key);
      if (filter === null) refuse(reader, key, 'is no parameter of this list');
      else filters.push(filter);
    }
  }
  const request = { ...readWindow(reader), filters, sort: readSort(reader, shape), shown: readShown(reader) };
  if (reader.problems.length === 0) return request;
  const details = reader.problems.filter(
    ({ path }, index) => reader.problems.findIndex((one) => one.path === path) === index,
  );
  const names = details.map(({ path }) => path).join(', ');
  throw new CatalogError('parameters_unknown', `Invalid query parameters: [${names}]`, { details });
}

/** What can be asked of each list (Alation wire, list conventions). */
export const listShapes: Readonly<Record<RelationalKind, ListShape>> = {
  datasource: {
    numbers: ['id'],
    texts: [],
    sorts: ['id', 'title'],
    flags: ['include_hidden', 'include_undeployed', 'exclude_suspended'],
  },
  schema: { numbers: ['id', 'ds_id'], texts: ['name'], sorts: ['id', 'name'], flags: ['exclude_deleted_ref'] },
  table: {
    numbers: ['id', 'ds_id', 'schema_id'],
    texts: ['name', 'schema_name'],
    sorts: ['id', 'name', 'schema_name'],
    flags: ['exclude_deleted_ref'],
  },
  column: {
    numbers: ['id', 'ds_id', 'schema_id', 'table_id'],
    texts: ['name', 'table_name'],
    sorts: ['id', 'name', 'table_name', 'position'],
    flags: ['exclude_deleted_ref'],
  },
};
