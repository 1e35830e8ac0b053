import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('query_string', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  const found = async (query: string, more: object = {}): Promise<readonly number[]> =>
    (await sample.run({ query_string: { query, default_field: 'name', ...more } })).rows;

  it('reads the syntax of Lucene', async () => {
    const query = 'code:A1 OR (size:[10 TO 20} AND -owners:bob)';
    expect(await sample.run({ query_string: { query, default_field: 'name' } })).toEqual({
      ast: {
        kind: 'or',
        of: [
          { kind: 'text', field: 'code', query: 'A1', mode: 'any' },
          {
            kind: 'and',
            of: [
              { kind: 'range', field: 'size', gte: '10', lt: '20' },
              { kind: 'not', of: { kind: 'text', field: 'owners', query: 'bob', mode: 'any' } },
            ],
          },
        ],
      },
      sql: expect.stringMatching(
        /^\(sample\.code = \$1 OR \(\(sample\.size >= \$2 AND sample\.size < \$3\) AND \(\(EXISTS/,
      ),
      values: ['A1', '10', '20', 'bob'],
      rows: [1],
    });
  });

  it('looks in the default field, or in several with weights', async () => {
    expect(await found('orders')).toContain(1);
    expect(await found('orders', { default_field: undefined, fields: ['name', 'notes^3'] })).toEqual(
      expect.arrayContaining([1, 4]),
    );
    const { scores } = await sample.runScored({ query_string: { query: 'orders daily', fields: ['name', 'notes^3'] } });
    expect(scores).toMatchObject({ 1: 2, 4: 6 });
  });

  it('joins terms by the default operator, and AND and OR by the rules of the classic parser', async () => {
    expect(await found('daily raw')).toEqual(expect.arrayContaining([1, 3]));
    expect(await found('daily raw', { default_operator: 'AND' })).toEqual([]);
    expect(await found('daily OR raw', { default_operator: 'and' })).toEqual(expect.arrayContaining([1, 3]));
    expect(await found('+vanished raw')).toEqual([]);
    expect(await found('NOT daily AND _exists_:name')).toEqual(expect.arrayContaining([3, 5]));
    expect(await found('NOT code:A1', { default_field: 'code' })).toEqual([2, 3, 4, 5]);
    expect(await found('code:A1 || code:a1 && size:20')).toEqual([2]);
    expect(await found('code:(A1 OR a1) -size:10')).toEqual([2]);
  });

  it('a required phrase without words is not missed and worth nothing, but a field without words asks for the text as it is', async () => {
    const both = { query: 'daily ""', default_operator: 'AND' };
    const { scores } = await sample.runScored({ query_string: { ...both, default_field: 'name' } });
    expect(scores).toMatchObject({ 1: 1 });
    expect((await sample.run({ query_string: { ...both, fields: ['name', 'notes'] } })).rows).toEqual([1, 2, 4]);
    expect((await sample.run({ query_string: { ...both, fields: ['name', 'code'] } })).rows).toEqual([]);
    expect((await sample.run({ query_string: { ...both, query: 'table ""', fields: ['name', 'code'] } })).rows).toEqual(
      [5],
    );
  });

  it('inside a query, nothing but prohibited parts matches nothing', async () => {
    expect(await found('code:A1 OR (NOT code:A1)')).toEqual([1]);
  });

  it('knows phrases, prefixes, patterns, expressions, existence and everything', async () => {
    expect(await found('"daily orders"')).toContain(1);
    expect(await found('"orders daily"')).toEqual([]);
    expect(await found('Ord* AND DA?LY AND /Ord.*/ AND ODRERS~')).toEqual([1, 2]);
    expect(await found('code:A* OR code:Pat*')).toEqual([1]);
    expect(await found('code:pat*')).toEqual([4]);
    expect(await found('code:?-2')).toEqual([3]);
    expect(await found('code:/[aA]1/')).toEqual([1, 2]);
    expect(await found('code:/path\\/.*/')).toEqual([4]);
    expect(await found('seen:*')).toEqual([1, 3, 4, 5]);
    expect(await found('_exists_:seen')).toEqual([1, 3, 4, 5]);
    expect(await found('*:*')).toEqual([1, 2, 3, 4, 5]);
  });

  it('compares with ranges in every form', async () => {
    expect(await found('size:{10 TO *}')).toEqual([2, 5]);
    expect(await found('size:>=20')).toEqual([2, 5]);
    expect(await found('size:<10')).toEqual([4]);
    expect(await found('size:[* TO *]')).toEqual([1, 2, 4, 5]);
    expect(await found('seen:["2026-03-14" TO now]')).toEqual([1, 5]);
    expect(await found('seen:[2026-03-15 TO 2026-03-15]', { time_zone: '+14:00' })).toEqual([1]);
  });

  it('takes escaped characters literally, in terms and field names', async () => {
    expect(await found('code:path\\/to\\/B\\-2')).toEqual([4]);
    expect(await found('name\\.keyword:daily\\ orders')).toEqual([1]);
  });

  it('multiplies boosts, and adds up what matches', async () => {
    const { scores } = await sample.runScored({
      query_string: { query: 'code:A1^2 size:10^3 name:*', default_field: 'name', boost: 10 },
    });
    expect(scores).toEqual({ 1: 60, 2: 10, 3: 10, 5: 10 });
  });

  it('needs as many of the parts as `minimum_should_match` says', async () => {
    const query = 'code:A1 size:10 size:20 flag:false';
    expect(await found(query, { minimum_should_match: 2 })).toEqual([1, 2]);
    expect(
      (await sample.run({ query_string: { query: 'one', default_field: 'name', minimum_should_match: '2<75%' } })).ast,
    ).toEqual({
      kind: 'text',
      field: 'name',
      query: 'one',
      mode: 'any',
      minimumShouldMatch: '2<75%',
    });
  });

  it('counts words side by side one by one, and never reaches a minimum of which there is nothing to choose from', async () => {
    const counted = (query: string, minimum: string | number): Promise<readonly number[]> =>
      found(query, { default_field: 'name', minimum_should_match: minimum });
    // `name` makes two words of `daily_orders`; with `raw` it is three.
    expect(await counted('daily_orders raw', 2)).toEqual([1, 2]);
    expect(await counted('daily_orders raw', 3)).toEqual([]);
    expect(await counted('daily_orders raw -draft', 2)).toEqual([1, 2]);
    expect(await counted('+daily orders v', 2)).toEqual([2]);
    expect(await counted('daily_orders OR raw', 2)).toEqual([]);
    expect(await counted('-raw', 1)).toEqual([]);
    expect(await counted('-raw', '-1')).toEqual([1, 2, 4, 5]);
    expect(await counted('+daily', 1)).toEqual([]);
    expect(await counted('+daily', '75%')).toEqual([1, 2]);
  });

  it('asks a field that is compared as a whole for words side by side as one value', async () => {
    expect(await found('Daily Orders', { default_field: 'name.keyword' })).toEqual([1]);
    expect(await found('code:(A1 a1)')).toEqual([]);
  });

  it('does not miss a required term in which no word is left', async () => {
    expect(await found('daily AND \\-')).toContain(1);
    expect(await found('\\-')).toEqual([]);
    expect(await found('')).toEqual([]);
    expect(await found('daily - raw')).toEqual(expect.arrayContaining([1, 3]));
  });

  it('never fails on a field of another kind', async () => {
    for (const field of ['size', 'flag', 'score', 'created', 'seen', 'ref', 'nowhere']) {
      for (const text of ['word', '"a phrase"', 'pre*', 'w?ld', '/x.*/', '[x TO y]']) {
        expect(await found(`${field}:${text}`, { lenient: true })).toEqual([]);
      }
    }
  });

  it.each([
    ['(daily', '`)` is missing at character 7'],
    ['daily)', 'unexpected `)` at character 6'],
    ['"daily', 'unexpected `"` at character 1'],
    ['daily AND', 'the query ends too early at character 10'],
    ['size:[1 5]', 'a range needs two ends as in `[a TO b]` at character 6'],
    ['a:b:c', 'unexpected `:` at character 4'],
    ['x^high', 'unexpected `^` at character 2'],
    ['(('.repeat(40), 'nested deeper than 32 levels'],
  ])('refuses `%s` with the place: %s', async (query, problem) => {
    await expect(async () => found(query)).rejects.toThrow(
      `query.query_string.query: query syntax: ${problem.startsWith('nested') ? 'groups are ' : ''}${problem}`,
    );
  });

  it('refuses what it cannot do, all at once', async () => {
    const wrong = {
      query: '*x AND /a~b/',
      fields: ['n*'],
      type: 'cross_fields',
      phrase_slop: -1,
      quote_field_suffix: '.x',
    };
    await expect(async () => sample.run({ query_string: wrong })).rejects.toMatchObject({
      details: [
        { path: 'query.query_string.fields[0]' },
        { path: 'query.query_string.phrase_slop' },
        { path: 'query.query_string.type' },
        { path: 'query.query_string.quote_field_suffix' },
      ],
    });
    await expect(async () => found('code:/a~b/')).rejects.toThrow('operator `~` is not supported');
    await expect(async () => found('*x', { allow_leading_wildcard: false })).rejects.toThrow('leading wildcard');
    await expect(async () => found('na*me:x')).rejects.toThrow('by wildcard is not supported');
    await expect(async () => sample.run({ query_string: { query: 'x' } })).rejects.toThrow(
      'at least one field is needed',
    );
    await expect(async () => found('x '.repeat(2501))).rejects.toThrow('longer than 5000 characters');
  });
});
