import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileLinearPattern, PatternError } from './linear-pattern.ts';

/** Patterns of the language, as text. */
const pattern = fc.letrec<{ one: string; many: string; all: string }>((tie) => ({
  one: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      'a',
      'b',
      '-',
      '.',
      String.raw`\d`,
      String.raw`\w`,
      String.raw`\S`,
      '[ab]',
      '[^a]',
      '[a-c_]',
      String.raw`\.`,
    ),
    fc.tuple(tie('all'), fc.constantFrom('(', '(?:')).map(([inner, open]) => `${open}${inner})`),
  ),
  many: fc
    .tuple(tie('one'), fc.constantFrom('', '', '*', '+', '?', '{2}', '{0,1}', '{1,}'))
    .map(([one, mark]) => one + mark),
  all: fc
    .array(
      fc.array(tie('many'), { maxLength: 2 }).map((parts) => parts.join('')),
      { minLength: 1, maxLength: 2 },
    )
    .map((branches) => branches.join('|')),
})).all;

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '-', '.', '1', '_', ' '), { maxLength: 8 })
  .map((parts) => parts.join(''));

describe('a linear pattern', () => {
  it('says what the platform’s regular expressions say of a whole text', () => {
    fc.assert(
      fc.property(pattern, text, (source, value) => {
        fc.pre(source.length <= 60);
        const expected = new RegExp(`^(?:${source})$`, 'u').test(value);
        expect(compileLinearPattern(source).matches(value), `/${source}/ on "${value}"`).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('matches the whole text, with or without the marks that say so', () => {
    for (const source of ['data-.*', '^data-.*', 'data-.*$', '^data-.*$']) {
      expect(compileLinearPattern(source).matches('data-readers')).toBe(true);
      expect(compileLinearPattern(source).matches('my data-readers')).toBe(false);
    }
  });

  it('answers at once where a backtracking engine would not within the life of the sun', () => {
    for (const source of ['(a+)+b', '(a|a)*b', '(a*)*b', '(.*a){20}b', '((a?){20}){2}c']) {
      expect(compileLinearPattern(source).matches('a'.repeat(256))).toBe(false);
    }
  });

  it.each([
    ['(?=a)b', 'look-around'],
    ['(?<name>a)', 'look-around'],
    [String.raw`(a)\1`, 'not accepted'],
    [String.raw`\bword`, 'not accepted'],
    ['a*?', 'repetition of a repetition'],
    ['a++', 'repetition of a repetition'],
    ['*a', 'nothing to repeat'],
    ['(a', '`)` expected'],
    ['a)', '`)` without `(`'],
    ['[a', 'ends too early'],
    ['[b-a]', 'a range that is none'],
    ['a^b', '`^` is accepted at the beginning only'],
    ['a$b', '`$` is accepted at the end only'],
    ['a{3,1}', 'most is less'],
    ['a{1000}', 'three digits'],
    ['(((a{99}){99}){99})', 'too large'],
    ['a'.repeat(257), 'longer than'],
    ['('.repeat(30) + ')'.repeat(30), 'groups inside'],
  ])('refuses %s and says why', (source, reason) => {
    expect(() => compileLinearPattern(source)).toThrow(PatternError);
    expect(() => compileLinearPattern(source)).toThrow(reason);
  });
});
