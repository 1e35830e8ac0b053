import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('nested', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('is the query inside, whatever else the clause says', async () => {
    expect(
      await sample.run({ nested: { path: 'doc', score_mode: 'avg', anything: 1, query: { term: { code: 'A1' } } } }),
    ).toEqual({
      ast: { kind: 'equals', field: 'code', value: 'A1', caseInsensitive: false },
      sql: 'sample.code = $1',
      values: ['A1'],
      rows: [1],
    });
  });

  it('names the path of a problem inside', async () => {
    await expect(async () => sample.run({ nested: { path: 'doc', query: { trem: {} } } })).rejects.toThrow(
      'query.nested.query: unknown clause `trem`',
    );
    await expect(async () => sample.run({ nested: { path: 'doc' } })).rejects.toThrow('query.nested.query: nothing');
  });

  it('is worth what the query inside is, and nothing with the score mode none', async () => {
    const nested = { path: 'doc', query: { term: { code: { value: 'A1', boost: 3 } } } };
    expect((await sample.runScored({ nested: { ...nested, boost: 2 } })).scores).toEqual({ 1: 6 });
    expect((await sample.runScored({ nested: { ...nested, score_mode: 'none' } })).scores).toEqual({ 1: 0 });
  });
});
