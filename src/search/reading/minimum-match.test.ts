import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimumMatchCount } from './minimum-match.ts';

describe('minimumMatchCount', () => {
  it.each([
    [2, 3, 2],
    ['2', 3, 2],
    [5, 3, 5],
    [-1, 3, 2],
    [-5, 3, 0],
    ['75%', 4, 3],
    ['75%', 3, 2],
    ['67%', 3, 2],
    ['-25%', 4, 3],
    ['-25%', 3, 3],
    ['100%', 3, 3],
    ['3<90%', 3, 3],
    ['3<90%', 4, 3],
    ['2<-25% 9<-3', 2, 2],
    ['2<-25% 9<-3', 9, 7],
    ['2<-25% 9<-3', 10, 7],
    [' 2 < 1 ', 3, 1],
    ['0', 3, 0],
  ])('reads %j of %d as %d', (spelling, total, count) => {
    expect(minimumMatchCount(spelling, total)).toBe(count);
  });

  it.each(['', 'two', '2.5', '%', '<2', '2<', '2<3<4', '2<1 x', '1e3', '--1'])('knows nothing of %j', (spelling) => {
    expect(minimumMatchCount(spelling, 3)).toBeNull();
  });

  it('is a whole number from 0, whatever it is made from', () => {
    const step = fc.tuple(fc.nat(20), fc.integer({ min: -200, max: 200 }), fc.constantFrom('', '%'));
    const spelling = fc
      .array(step, { minLength: 1, maxLength: 4 })
      .map((steps) => steps.map(([bound, amount, unit]) => `${String(bound)}<${String(amount)}${unit}`).join(' '));
    fc.assert(
      fc.property(spelling, fc.nat(50), (text, total) => {
        const count = minimumMatchCount(text, total) ?? -1;
        expect(Number.isInteger(count) && count >= 0).toBe(true);
      }),
    );
  });
});
