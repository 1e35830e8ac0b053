import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('exists', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('finds what has a value, an empty text being one', async () => {
    expect(await sample.run({ exists: { field: 'name' } })).toEqual({
      ast: { kind: 'present', field: 'name' },
      sql: 'sample.name IS NOT NULL',
      values: [],
      rows: [1, 2, 3, 5],
    });
    expect((await sample.run({ exists: { field: 'code' } })).rows).toEqual([1, 2, 3, 4, 5]);
  });

  it('takes null, the empty list and a value of another type for no value', async () => {
    expect((await sample.run({ exists: { field: 'owners' } })).rows).toEqual([1, 2, 4]);
    expect((await sample.run({ exists: { field: 'groups' } })).rows).toEqual([1, 2, 5]);
    expect((await sample.run({ exists: { field: 'flag' } })).rows).toEqual([1, 2]);
    expect((await sample.run({ exists: { field: 'score' } })).rows).toEqual([1, 2, 4, 5]);
  });

  it('finds everything without a value when negated', async () => {
    expect((await sample.run({ bool: { must_not: [{ exists: { field: 'seen' } }] } })).rows).toEqual([2]);
    expect((await sample.run({ bool: { must_not: [{ exists: { field: 'nowhere' } }] } })).rows).toEqual([
      1, 2, 3, 4, 5,
    ]);
  });

  it('needs a field', async () => {
    await expect(async () => sample.run({ exists: {} })).rejects.toThrow('query.exists.field: nothing');
  });
});
