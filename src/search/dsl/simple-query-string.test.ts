import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('simple_query_string', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  const found = async (query: string, more: object = {}): Promise<readonly number[]> =>
    (await sample.run({ simple_query_string: { query, fields: ['code'], ...more } })).rows;

  it('reads words, phrases, prefixes and groups', async () => {
    expect(await sample.run({ simple_query_string: { query: '(A1 | pat*) + -B', fields: ['code'] } })).toEqual({
      ast: {
        kind: 'and',
        of: [
          {
            kind: 'or',
            of: [
              { kind: 'text', field: 'code', query: 'A1', mode: 'any' },
              { kind: 'prefix', field: 'code', value: 'pat', caseInsensitive: false },
            ],
          },
          { kind: 'not', of: { kind: 'text', field: 'code', query: 'B', mode: 'any' } },
        ],
      },
      sql: '((sample.code = $1 OR sample.code ^@ $2) AND ((sample.code = $3) IS NOT TRUE))',
      values: ['A1', 'pat', 'B'],
      rows: [1, 4],
    });
    expect(await found('"daily orders"', { fields: ['name'] })).toContain(1);
  });

  it('joins by the default operator, from the left to the right', async () => {
    expect(await found('A1 a1')).toEqual([1, 2]);
    expect(await found('A1 a1', { default_operator: 'and' })).toEqual([]);
    expect(await found('A1 | a1 + B-2')).toEqual([]);
    expect(await found('A1 | (a1 + B-2)')).toEqual([1]);
    expect(await found('A1 -a1')).toEqual([1, 3, 4, 5]);
    expect(await found('A1 + -a1')).toEqual([1]);
    expect(await found('A1 - a1')).toEqual([1, 2]);
    expect(await found('--A1')).toEqual([1]);
  });

  it('adds up the fields that match, by their weights', async () => {
    const { scores } = await sample.runScored({
      simple_query_string: { query: 'A1 daily', fields: ['code^3', 'name', 'name.keyword'], boost: 2 },
    });
    expect(scores).toMatchObject({ 1: 8 });
    const plain = await sample.runScored({ simple_query_string: { query: '-A1', fields: ['code'] } });
    expect(plain.scores).toEqual({ 2: 1, 3: 1, 4: 1, 5: 1 });
  });

  it('needs as many of the parts as `minimum_should_match` says', async () => {
    expect(await found('daily orders raw', { fields: ['name'], minimum_should_match: 2 })).toContain(1);
    expect(await found('daily customer raw', { fields: ['name'], minimum_should_match: '-1' })).not.toContain(1);
  });

  it('has one thing to choose from where something is left out', async () => {
    expect(await found('-raw', { fields: ['name'], minimum_should_match: 1 })).toEqual([1, 2, 4, 5]);
    expect(await found('-raw', { fields: ['name'], minimum_should_match: 2 })).toEqual([]);
  });

  it('takes operators literally that the flags switch off', async () => {
    expect(await found('pat*', { flags: 'AND|OR' })).toEqual([]);
    expect(await found('-A1', { flags: 'NONE' })).toEqual([]);
    expect(await found('B-2 | A1', { flags: 'OR|WHITESPACE' })).toEqual([1, 3]);
    expect(await found('pat*', { flags: -1 })).toEqual([4]);
  });

  it('leaves out what is wrong in it', async () => {
    for (const query of ['(A1', 'A1)', '((A1', '"A1', 'A1"', '+A1', '| A1 |', 'A1 + ', '() A1', '"" A1']) {
      expect({ query, rows: await found(query) }).toEqual({ query, rows: [1] });
    }
    for (const query of ['', ' ', '()', '""', '+', '|', '-', '+-|'])
      expect({ query, rows: await found(query) }).toEqual({ query, rows: [] });
  });

  it('takes an escaped operator for the character', async () => {
    expect(await found('pat\\*')).toEqual([]);
    expect(await found('\\A1')).toEqual([1]);
  });

  it('never fails, whatever the text', async () => {
    const piece = fc.constantFrom(...Array.from('ab -+|()"*~\\19:'), 'A1', '~2');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        await found(pieces.join(''));
      }),
      { numRuns: 200 },
    );
  });

  it('looks once into a field that is named twice, with the last of its weights', async () => {
    const query = { query: 'daily', fields: ['notes', 'name', 'notes^3'] };
    const scored = async (clause: string): Promise<unknown> => (await sample.runScored({ [clause]: query })).scores;
    expect(await scored('simple_query_string')).toEqual({ 1: 1, 2: 1, 4: 3 });
    expect(await scored('multi_match')).toEqual({ 1: 1, 2: 1, 4: 3 });
  });

  it('refuses what it cannot do, and a tree that is too deep', async () => {
    await expect(async () => found('a', { fields: [], flags: 'MAGIC', default_operator: 'xor' })).rejects.toMatchObject(
      {
        details: [
          { path: 'query.simple_query_string.fields' },
          { path: 'query.simple_query_string.default_operator' },
          { path: 'query.simple_query_string.flags' },
        ],
      },
    );
    await expect(async () => found('a + b | '.repeat(200))).rejects.toThrow('nested too deeply');
    expect(await found(`${'('.repeat(400)}A1`)).toEqual([1]);
  });
});
