import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('ids', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('asks for the pseudo-field of the document id', async () => {
    expect(await sample.run({ ids: { values: ['A1', 'B-2'] } })).toEqual({
      ast: { kind: 'oneOf', field: '_id', values: ['A1', 'B-2'] },
      sql: 'sample.code = ANY($1)',
      values: [['A1', 'B-2']],
      rows: [1, 3],
    });
  });

  it('finds nothing without values', async () => {
    expect((await sample.run({ ids: {} })).rows).toEqual([]);
  });
});
