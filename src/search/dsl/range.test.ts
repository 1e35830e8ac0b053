import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('range', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('compares numbers by each bound that is given', async () => {
    expect(await sample.run({ range: { size: { gt: -5, lte: 20, boost: 1, relation: 'WITHIN' } } })).toEqual({
      ast: { kind: 'range', field: 'size', gt: -5, lte: 20 },
      sql: '(sample.size > $1 AND sample.size <= $2)',
      values: ['-5', '20'],
      rows: [1, 2],
    });
    expect((await sample.run({ range: { size: { gte: '10.5' } } })).rows).toEqual([2, 5]);
    expect((await sample.run({ range: { size: { lt: 10.5, gt: -1e30 } } })).rows).toEqual([1, 4]);
    expect((await sample.run({ range: { score: { lt: 1.6 } } })).rows).toEqual([1, 2, 5]);
    expect((await sample.run({ range: { sizes: { gte: 6 } } })).rows).toEqual([3]);
  });

  it('reads date math and dates, against the clock it was given', async () => {
    expect(await sample.run({ range: { created: { gte: 'now-30d/d' } } })).toMatchObject({
      ast: { kind: 'range', field: 'created', gte: 'now-30d/d' },
      sql: '(sample.created >= $1)',
      values: [Date.parse('2026-02-13T00:00:00Z')],
      rows: [1, 5],
    });
    expect((await sample.run({ range: { created: { lte: '2026-03-14' } } })).rows).toEqual([1, 2, 4]);
    expect((await sample.run({ range: { created: { lt: '2026-03-14' } } })).rows).toEqual([2, 4]);
    expect((await sample.run({ range: { created: { gt: '14/03/2026', format: 'dd/MM/yyyy' } } })).rows).toEqual([5]);
    expect((await sample.run({ range: { created: { gte: '2026-03-14T14:00', time_zone: '+02:00' } } })).rows).toEqual([
      1, 5,
    ]);
    expect((await sample.run({ range: { created: { gte: 0, lte: 0 } } })).rows).toEqual([4]);
  });

  it('reads a date on a numeric time field, as the clients send it', async () => {
    expect((await sample.run({ range: { size: { gte: 'now-30d/d' } } })).rows).toEqual([5]);
  });

  it('compares columns of time stamps as such', async () => {
    expect(await sample.run({ range: { seen: { gte: 'now-1d' } } })).toMatchObject({
      sql: '(sample.seen >= $1)',
      values: ['2026-03-14T12:00:00.000Z'],
      rows: [1, 5],
    });
    expect((await sample.run({ range: { seen: { lt: 0, gt: -8e15 } } })).rows).toEqual([4]);
  });

  it('compares text by code point, and folded text folded', async () => {
    expect((await sample.run({ range: { code: { gte: 'B', lt: 'p' } } })).rows).toEqual([2, 3]);
    expect((await sample.run({ range: { 'name.keyword': { gte: 'CUSTOMER', lt: 'DAILY P' } } })).rows).toEqual([1, 3]);
    expect((await sample.run({ range: { owners: { gte: 'b' } } })).rows).toEqual([2]);
  });

  it('compares whole uuids as such, and parts of one as text', async () => {
    const whole = 'cccccccc-0000-4000-8000-000000000000';
    expect(await sample.run({ range: { ref: { gt: whole } } })).toMatchObject({
      sql: '(sample.ref > $1)',
      rows: [4, 5],
    });
    expect(await sample.run({ range: { ref: { gte: 'd' } } })).toMatchObject({
      sql: '(sample.ref::text >= $1)',
      rows: [4, 5],
    });
  });

  it('asks for any value when no bound is given', async () => {
    expect((await sample.run({ range: { seen: {} } })).ast).toEqual({ kind: 'present', field: 'seen' });
    expect((await sample.run({ range: { seen: { gte: null } } })).rows).toEqual([1, 3, 4, 5]);
  });

  it('answers no rows for bounds that the field cannot be compared with', async () => {
    for (const range of [
      { score: { gte: 'x' } },
      { created: { gt: 1, lt: 'soon' } },
      { flag: { gte: 0 } },
      { size: { lt: 'x' } },
      { created: { gte: '2026-02-30' } },
      { created: { gte: 'now+1q' } },
      { nowhere: { gte: 1 } },
    ]) {
      expect(await sample.run({ range })).toMatchObject({ sql: 'FALSE', values: [] });
    }
  });

  it('reads the ends as the high-level Java client writes them', async () => {
    const ends = { from: 10, to: null, include_lower: false, include_upper: true, boost: 1 };
    expect(await sample.run({ range: { size: ends } })).toMatchObject({
      ast: { kind: 'range', field: 'size', gt: 10 },
      rows: [2, 5],
    });
    expect((await sample.run({ range: { size: { from: 10, to: 20, include_upper: false } } })).rows).toEqual([1]);
    expect((await sample.run({ range: { size: { from: null, to: null } } })).rows).toEqual([1, 2, 4, 5]);
  });

  it('takes numbers as text, a date format, a time zone and date math; the relation changes nothing', async () => {
    expect((await sample.run({ range: { size: { gte: '10', lt: '2e1', relation: 'INTERSECTS' } } })).rows).toEqual([1]);
    const march = { gte: '14.03.2026', lte: '14.03.2026', format: 'dd.MM.yyyy||epoch_millis', relation: 'within' };
    expect((await sample.run({ range: { seen: march } })).rows).toEqual([1]);
    expect((await sample.run({ range: { seen: { lte: '-1', format: 'epoch_millis' } } })).rows).toEqual([4]);
    expect(
      (await sample.run({ range: { seen: { gte: 'now-30d/d', lt: 'now/d', time_zone: 'Europe/Berlin' } } })).rows,
    ).toEqual([1]);
  });

  it('refuses unknown members, all of them at once', async () => {
    await expect(async () =>
      sample.run({ range: { size: { form: 1, upto: 2, gte: true, boost: -1 } } }),
    ).rejects.toThrow(
      /range\.size\.form: unknown member .*range\.size\.upto: unknown member .*range\.size\.gte: boolean `true` is not accepted.*boost/s,
    );
  });
});
