import fc from 'fast-check';
import { aggregationsOf } from './generate-aggregations.ts';
import { compoundClauses, leafClauses, seldom, type Clause, type Json } from './generate-clauses.ts';
import type { ValueSource } from './generate-values.ts';
import type { SearchedField } from './searched-fields.ts';

/** What the search under test supports; rows of the tables for anything else are left out. */
export interface Supported {
  readonly clauses: readonly string[];
  readonly aggregations: readonly string[];
}

const isSorted = ({ kind, name }: SearchedField): boolean => kind !== 'text' && name !== '__guid';

/** OpenSearch spells booleans as numbers where it sorts by them. */
function sortValue(field: SearchedField, at: number): unknown {
  const value = field.values[at];
  return typeof value === 'boolean' ? Number(value) : value;
}

/** `match, fuzzy` is a row of its own for the clause `match`. */
function isSupported({ clauses }: Supported): (row: [string, unknown]) => boolean {
  return ([name]) => clauses.includes(name.split(',')[0] ?? name);
}

function clauseOf(values: ValueSource, supported: Supported): Clause {
  const leaf = fc.oneof(
    ...Object.entries(leafClauses)
      .filter(isSupported(supported))
      .map(([, make]) => make(values)),
  );
  const compounds = Object.entries(compoundClauses).filter(isSupported(supported));
  let inner: Clause = leaf;
  for (let depth = 0; depth < 3; depth += 1) {
    const below = inner;
    const compound = fc.oneof(
      ...compounds.map(([name, make]) => ({ weight: name === 'bool' ? 6 : 1, arbitrary: make(below) })),
    );
    inner = fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: compound });
  }
  return inner;
}

interface SortKey {
  readonly field: SearchedField;
  readonly key: Json;
}

function sortKey(values: ValueSource): fc.Arbitrary<SortKey> {
  const order = fc.constantFrom('asc', 'desc');
  const missing = fc.constantFrom(undefined, undefined, '_last', '_first');
  return fc.tuple(values.field(isSorted), order, missing).map(([field, direction, absent]) => {
    const about = { order: direction, ...(absent !== undefined && { missing: absent }) };
    return { field, key: { [field.name]: about } };
  });
}

/** Where a page goes on: a stored value for each key, and the guid that decides between equals. */
function pageOf(values: ValueSource, keys: readonly SortKey[]): fc.Arbitrary<Json> {
  const sort = [...keys.map(({ key }) => key), { __guid: { order: 'asc' } }];
  const plain = fc.record({ from: fc.constantFrom(0, 0, 0, 1, 7, 60), size: fc.constantFrom(10, 0, 1, 5, 40) });
  const firstValues = keys.map(({ field }) =>
    fc.nat({ max: field.values.length - 1 }).map((at) => sortValue(field, at)),
  );
  const guid = values
    .field(({ name }) => name === '__guid')
    .chain((field) => fc.nat({ max: field.values.length - 1 }).map((at) => field.values[at]));
  const further = fc
    .tuple(fc.tuple(...firstValues), guid)
    .map(([before, last]) => ({ search_after: [...before, last], size: 20 }));
  return fc
    .oneof({ weight: 5, arbitrary: plain }, { weight: 1, arbitrary: further })
    .map((window) => ({ sort, ...window }));
}

/** Search requests about everything that is supported: a query, an order, a page, now and then aggregations and a filter behind them. */
export function searchRequests(values: ValueSource, supported: Supported): fc.Arbitrary<Json> {
  const clause = clauseOf(values, supported);
  const page = fc.array(sortKey(values), { maxLength: 2 }).chain((keys) => pageOf(values, keys));
  const aggregations = aggregationsOf(values, supported.aggregations, clause);
  const rest = fc.record({
    aggregations: seldom(2, aggregations),
    post_filter: seldom(14, clause),
  });
  return fc.tuple(clause, page, rest).map(([query, window, { aggregations: asked, post_filter: filter }]) => ({
    query,
    ...window,
    ...(asked !== undefined && { aggregations: asked }),
    ...(filter !== undefined && { post_filter: filter }),
  }));
}
