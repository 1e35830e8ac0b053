import { describe, expect, it } from 'vitest';
import { sampleContext } from '../../../../test/support/search-sample.ts';
import { type DateHistogramAggregation } from '../../aggregations/aggregation.ts';
import { withGaps } from './bucket-gaps.ts';

const day = 86_400_000;

describe('withGaps', () => {
  const keysOf = (settings: Partial<DateHistogramAggregation>, found: readonly string[]): readonly string[] => {
    const aggregation: DateHistogramAggregation = {
      ...{ kind: 'dateHistogram', field: 'x', minDocCount: 0, keyed: false, of: {}, offsetMs: 0 },
      ...{ order: { by: 'key', descending: false }, interval: { ms: 7 * day }, timeZone: 'America/New_York' },
      ...settings,
    };
    const rows = found.map((key) => ({ key: Date.parse(key), n: 1 }));
    return withGaps(aggregation, rows, sampleContext()).map(({ key }) => new Date(key).toISOString());
  };

  it('keeps fixed steps on the clocks of the zone across the beginning and the end of summer time', () => {
    expect(keysOf({}, ['2025-03-06T05:00:00Z', '2025-03-27T04:00:00Z'])).toEqual([
      '2025-03-06T05:00:00.000Z',
      '2025-03-13T04:00:00.000Z',
      '2025-03-20T04:00:00.000Z',
      '2025-03-27T04:00:00.000Z',
    ]);
    expect(keysOf({}, ['2025-10-30T04:00:00Z', '2025-11-13T05:00:00Z'])).toEqual([
      '2025-10-30T04:00:00.000Z',
      '2025-11-06T05:00:00.000Z',
      '2025-11-13T05:00:00.000Z',
    ]);
  });

  it('goes as far as the bounds, in steps that begin where the offset says', () => {
    const bounds = { min: '2025-03-10', max: '2025-03-22' };
    expect(keysOf({ bounds, offsetMs: day }, ['2025-03-14T04:00:00Z'])).toEqual([
      '2025-03-07T05:00:00.000Z',
      '2025-03-14T04:00:00.000Z',
      '2025-03-21T04:00:00.000Z',
    ]);
  });

  it('comes to an end where clocks repeat an hour or leave one out', () => {
    const hours = { interval: { ms: 1_800_000 } };
    expect(keysOf(hours, ['2025-11-02T04:00:00Z', '2025-11-02T08:00:00Z']).at(-1)).toBe('2025-11-02T08:00:00.000Z');
    expect(keysOf(hours, ['2025-03-09T05:00:00Z', '2025-03-09T09:00:00Z']).at(-1)).toBe('2025-03-09T09:00:00.000Z');
  });
});
