import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { translateLuceneRegexp } from './lucene-regexp.ts';

/** What the expression accepts, as PostgreSQL sees it. */
type Accepts = (expression: string, value: string, flags?: string) => Promise<boolean>;

describe('translateLuceneRegexp', () => {
  let database: TestDatabase;
  let accepts: Accepts;
  beforeAll(async () => {
    database = await createTestDatabase();
    accepts = async (expression, value, flags) => {
      const translation = translateLuceneRegexp(expression, flags === undefined ? {} : { flags });
      if (!('pattern' in translation)) throw new Error(translation.problem);
      const { rows } = await database.pool.query<{ held: boolean }>('SELECT $1::text ~ $2::text AS held', [
        value,
        translation.pattern,
      ]);
      return rows[0]?.held ?? false;
    };
  });
  afterAll(() => database.close());

  it.each([
    ['atlan[-]glue[-][0-9]{10}', 'atlan-glue-1735500000', true],
    ['atlan[-]glue[-][0-9]{10}', 'atlan-glue-miner-1735500000', false],
    ['atlan[-]glue[-][0-9]{10}', 'x-atlan-glue-1735500000', false],
    ['a.c', 'a\nc', true],
    ['ab|cd', 'cd', true],
    ['ab|cd', 'abd', false],
    ['(ab|cd)e?', 'cde', true],
    ['a{2,3}', 'aaaa', false],
    ['a{2,}', 'aaaa', true],
    ['a+?', '', true],
    ['a**', 'aaa', true],
    ['^a$', '^a$', true],
    ['^a$', 'a', false],
    ['\\d\\d', '42', true],
    ['[\\w.]+', 'a_1.b', true],
    ['[^a-c]', 'd', true],
    ['[^a-c]', 'b', false],
    ['[a\\]]', ']', true],
    ['[a-]', '-', true],
    ['[[:alpha:]]', ':]', true],
    ['"a.b"', 'a.b', true],
    ['"a.b"', 'axb', false],
    ['()', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a|', '', true],
    ['ä+', 'ää', true],
    ['東.', '東京', true],
    ['a\\.b', 'axb', false],
    ['a}b]c', 'a}b]c', true],
    ['%_', '%_', true],
    ['.*', 'anything at all', true],
    ['x@y', 'x and then y', true],
    ['', '', true],
  ])('`%s` against `%s`: %s', async (expression, value, held) => {
    expect(await accepts(expression, value)).toBe(held);
  });

  it('takes operators literally that the flags switch off', async () => {
    expect(await accepts('a@b', 'a@b', 'NONE')).toBe(true);
    expect(await accepts('a@b', 'axb', 'NONE')).toBe(false);
    expect(await accepts('a~b&c<1-2>#', 'a~b&c<1-2>#', 'NONE')).toBe(true);
    expect(await accepts('a~b', 'a~b', 'ANYSTRING|INTERVAL')).toBe(true);
  });

  it.each([
    ['~a', 'operator `~` is not supported'],
    ['a&b', 'operator `&` is not supported'],
    ['<1-10>', 'operator `<` is not supported'],
    ['#', 'operator `#` is not supported'],
    ['(a', '`)` is missing'],
    ['a)', 'unexpected `)`'],
    ['[a', 'unexpected end'],
    ['[]', 'a character class is empty'],
    ['[b-a]', 'a range is in the wrong order'],
    ['[\\W]', '`\\W` inside a class is not supported'],
    ['"a', 'unexpected end'],
    ['a\\', 'unexpected end'],
    ['a{2', '`{` needs bounds'],
    ['a{3,2}', 'bounds are in the wrong order'],
    ['a{300}', 'more than 255 repetitions'],
    ['((((a{9}){9}){9}){9}){9}', 'repetitions make the expression too large'],
    ['('.repeat(60) + 'a' + ')'.repeat(60), 'groups are nested too deeply'],
    ['a'.repeat(1001), 'longer than 1000 characters'],
  ])('refuses `%s`: %s', (expression, problem) => {
    const translation = translateLuceneRegexp(expression);
    expect('problem' in translation ? translation.problem : 'translated').toContain(problem);
  });

  it('gives PostgreSQL only expressions that it accepts', async () => {
    const piece = fc.constantFrom(
      ...Array.from('ab1-.*+?|()[]{}^$\\"@&~<># \t_:=,é'),
      '{2}',
      '{1,3}',
      '[a-c]',
      '\\d',
      '(a|b)',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const expression = pieces.join('');
        if ('pattern' in translateLuceneRegexp(expression)) await accepts(expression, 'ab1');
      }),
      { numRuns: 500 },
    );
  });

  it('stays fast on expressions that hang backtracking engines', async () => {
    const started = process.hrtime.bigint();
    for (const expression of ['(a+)+b', '(a|a)*b', '(a|aa)+c', '(.*)*x', '(a{1,30}){1,30}b', '((a|b)*a(a|b){15})+']) {
      await accepts(expression, 'a'.repeat(2000));
    }
    const elapsedMs = Number(process.hrtime.bigint() - started) / 1e6;
    expect(elapsedMs).toBeLessThan(5000);
  });

  it('costs no more than its limit, however long or deeply repeated it is', async () => {
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { depthSize: 'large', withCrossShrink: true },
        fc.constantFrom('a', '.', '[a-z]', '\\d', '"ab"', '@'),
        fc.tuple(tie('expression'), tie('expression')).map(([one, other]) => one + other),
        fc.tuple(tie('expression'), tie('expression')).map(([one, other]) => `(${one}|${other})`),
        fc
          .tuple(tie('expression'), fc.constantFrom('*', '+', '?', '{3}', '{2,}', '{0,40}', '{250}'))
          .map(([inner, quantifier]) => `(${inner})${quantifier}`),
      ),
    }));
    const text = 'ab1'.repeat(300);
    await fc.assert(
      fc.asyncProperty(expression, fc.constantFrom(1, 3, 10), async (one, copies) => {
        const translation = translateLuceneRegexp(Array.from({ length: copies }, () => `(${one})`).join(''));
        if ('problem' in translation) return;
        expect(translation.pattern.length).toBeLessThan(8 * 1000);
        // The timeout is the proof: PostgreSQL gives up on what is not done by then.
        await database.pool.query(`SET statement_timeout = '5s'`);
        await database.pool.query('SELECT $1::text ~ $2::text', [text, translation.pattern]);
      }),
      { numRuns: 300 },
    );
  });
});
