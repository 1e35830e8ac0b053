import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, sampleContext, type SearchSample } from '../../../test/support/search-sample.ts';
import { parseSearch, type SortValue } from '../parse-search.ts';
import { compileSearchAfter } from './compile-search-after.ts';
import { compileSort } from './compile-sort.ts';

interface Page {
  readonly ids: readonly number[];
  readonly last: readonly SortValue[];
}

describe('sort', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  interface Wanted {
    readonly after?: readonly SortValue[];
    readonly limit?: number;
  }

  async function read(body: object, { after, limit = 10 }: Wanted): Promise<Page> {
    const search = parseSearch(body);
    const ctx = sampleContext();
    const terms = compileSort(search.sort, ctx);
    const where = after === undefined ? 'TRUE' : compileSearchAfter(terms, after, ctx);
    const order = [...terms.map((term) => term.sql), 'sample.id'].join(', ');
    const shown = `jsonb_build_array(${terms.map((term) => term.shown).join(', ')})`;
    const text = `SELECT id, ${shown} AS shown FROM sample WHERE ${where} ORDER BY ${order} LIMIT ${String(limit)}`;
    const { rows } = await sample.database.pool.query<{ id: number; shown: SortValue[] }>(text, [...ctx.params.values]);
    return { ids: rows.map(({ id }) => id), last: rows.at(-1)?.shown ?? [] };
  }

  async function page(sort: unknown, after?: readonly SortValue[], limit = 10): Promise<Page> {
    return read({ sort }, { ...(after !== undefined && { after }), limit });
  }

  it('puts what has no value last, in either direction, unless asked to put it first', async () => {
    expect((await page({ size: 'asc' })).ids).toEqual([4, 1, 2, 5, 3]);
    expect((await page({ size: 'desc' })).ids).toEqual([5, 2, 1, 4, 3]);
    expect((await page({ size: { order: 'asc', missing: '_first' } })).ids).toEqual([3, 4, 1, 2, 5]);
  });

  it('sorts lower-cased fields by their folded text and keywords by code point', async () => {
    expect((await page({ 'name.keyword': 'asc' })).ids).toEqual([3, 1, 2, 5, 4]);
    expect((await page({ code: 'asc' })).ids).toEqual([5, 1, 3, 2, 4]);
  });

  it('sorts lists by their least value upwards and their greatest downwards', async () => {
    expect((await page({ owners: 'asc' })).ids).toEqual([1, 4, 2, 3, 5]);
    expect((await page({ sizes: 'desc' })).ids).toEqual([3, 1, 2, 4, 5]);
  });

  it('lets keys that nobody knows decide nothing', async () => {
    expect((await page([{ nowhere: 'asc' }, { size: 'asc' }])).ids).toEqual([4, 1, 2, 5, 3]);
  });

  it('shows time stamps as epoch milliseconds', async () => {
    expect((await page({ seen: 'desc' }, undefined, 1)).last).toEqual([Date.parse('2026-03-15T12:00:00Z')]);
  });

  it.each([
    [[{ size: 'asc' }, { ref: 'asc' }]],
    [[{ size: 'desc' }, { code: 'desc' }]],
    [[{ flag: 'asc' }, { ref: 'desc' }]],
    [['_score', { nowhere: 'asc' }, { ref: 'desc' }]],
    [[{ seen: 'desc' }, { created: 'asc' }, { ref: 'asc' }]],
    [[{ name: { order: 'asc', missing: '_first' } }, { score: 'asc' }, { ref: 'asc' }]],
  ])('going on behind the last hit of each page, by %j, gives every row once and in order', async (sort) => {
    const whole = (await page(sort)).ids;
    const seen: number[] = [];
    let after: readonly SortValue[] | undefined;
    for (let turn = 0; turn < 6; turn += 1) {
      const next = await page(sort, after, 1);
      seen.push(...next.ids);
      if (next.ids.length === 0) break;
      after = next.last;
    }
    expect(seen).toEqual(whole);
  });

  it('shows booleans as the numbers they stand for, and goes on behind those or behind themselves', async () => {
    const sort = [{ flag: 'asc' }, { ref: 'asc' }];
    const whole = await page(sort);
    const first = await page(sort, undefined, 1);
    expect(first.last[0]).toBe(0);
    expect((await page(sort, first.last)).ids).toEqual(whole.ids.slice(1));
    expect((await page(sort, [false, first.last[1] ?? null])).ids).toEqual(whole.ids.slice(1));
    expect((await page(sort, ['0', first.last[1] ?? null])).ids).toEqual(whole.ids.slice(1));
    expect((await page(sort, [2, first.last[1] ?? null])).ids).toEqual([]);
    expect((await page([{ flag: { order: 'asc', missing: true } }, { ref: 'asc' }], undefined, 1)).last[0]).toBe(0);
  });

  it('gives nothing behind values that the keys cannot have', async () => {
    expect((await page([{ size: 'asc' }, { ref: 'asc' }], [1, 'no uuid'])).ids).toEqual([]);
    expect((await page([{ size: 'asc' }], ['ten'])).ids).toEqual([]);
  });

  it('takes the least or the greatest of many values as it is told, and a value in place of a missing one', async () => {
    expect((await page([{ sizes: { order: 'asc', mode: 'max' } }])).ids.slice(0, 2)).toEqual([1, 3]);
    expect((await page([{ sizes: { order: 'desc', mode: 'min' } }])).ids.slice(0, 2)).toEqual([3, 1]);
    expect((await page([{ size: { order: 'asc', missing: 15 } }])).ids).toEqual([4, 1, 3, 2, 5]);
    expect((await page([{ size: { order: 'asc', missing: 'many' } }])).ids).toEqual([4, 1, 2, 5, 3]);
  });

  it('sorts by what hits are worth, the highest first unless asked otherwise, and goes on behind a score', async () => {
    const query = {
      bool: {
        should: [{ match_all: {} }, { term: { code: { value: 'a1', boost: 0.1 } } }, { exists: { field: 'size' } }],
      },
    };
    const scored = async (sort: unknown, wanted: Wanted = {}): Promise<Page> => read({ sort, query }, wanted);
    expect((await scored('_score')).ids).toEqual([2, 1, 4, 5, 3]);
    expect((await scored([{ _score: 'asc' }])).ids).toEqual([3, 1, 4, 5, 2]);
    const first = await scored(['_score', { code: 'asc' }], { limit: 1 });
    expect(first).toEqual({ ids: [2], last: [2.1, 'a1'] });
    const next = await scored(['_score', { code: 'asc' }], { after: first.last, limit: 2 });
    expect(next).toEqual({ ids: [5, 1], last: [2, 'A1'] });
    expect((await scored(['_score', { code: 'asc' }], { after: next.last, limit: 2 })).ids).toEqual([4, 3]);
    expect((await scored(['_doc'])).ids).toEqual([1, 2, 3, 4, 5]);
  });
});
