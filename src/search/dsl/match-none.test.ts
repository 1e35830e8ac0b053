import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('match_none', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('finds nothing', async () => {
    expect(await sample.run({ match_none: {} })).toEqual({ ast: { kind: 'none' }, sql: 'FALSE', values: [], rows: [] });
  });

  it('is all there is when negated', async () => {
    expect(await sample.run({ bool: { must_not: { match_none: {} } } })).toMatchObject({
      ast: { kind: 'all' },
      sql: 'TRUE',
    });
  });
});
