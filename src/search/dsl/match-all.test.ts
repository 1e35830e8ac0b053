import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('match_all', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('finds everything', async () => {
    const journey = { ast: { kind: 'all' }, sql: 'TRUE', values: [], rows: [1, 2, 3, 4, 5] };
    expect(await sample.run({ match_all: {} })).toEqual(journey);
    expect(await sample.run({ match_all: { boost: 1.5 } })).toEqual(journey);
  });

  it('refuses members that it does not know', async () => {
    await expect(async () => sample.run({ match_all: { field: 'code' } })).rejects.toThrow(
      'query.match_all.field: unknown member `field`; accepted: boost, _name',
    );
  });
});
