import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spend, type Rate } from './gcra.ts';

const perMinute = (count: number): Rate => ({ count, periodMs: 60_000 });

/** Spends at each of the times, in order; which were allowed. */
function spendAll(times: readonly number[], rate: Rate): boolean[] {
  let state = 0;
  return times.map((time) => {
    const spending = spend(state, time, rate);
    state = spending.state;
    return spending.allowed;
  });
}

/** The same promise told in another way: a bucket of `count` that fills by `count` a period, in exact fractions. */
function bucketOf(times: readonly number[], { count, periodMs }: Rate): boolean[] {
  // Counted in units of 1 / periodMs of a request, so that every number is whole.
  const full = BigInt(count) * BigInt(periodMs);
  let [level, lastMs] = [full, 0];
  return times.map((time) => {
    level += BigInt(time - lastMs) * BigInt(count);
    if (level > full) level = full;
    lastMs = time;
    if (level < BigInt(periodMs)) return false;
    level -= BigInt(periodMs);
    return true;
  });
}

const steps = fc.array(fc.oneof(fc.constant(0), fc.nat(50), fc.nat(90_000)), { maxLength: 300 });

describe('spending a budget', () => {
  it('lets the whole budget through at once, then one request per interval', () => {
    const rate = perMinute(60);
    const burst = spendAll(
      Array.from({ length: 80 }, () => 5000),
      rate,
    );
    expect(burst.filter(Boolean)).toHaveLength(60);
    const later = [...Array.from({ length: 60 }, () => 5000), 5999, 6000, 6001, 6999, 7000];
    expect(spendAll(later, rate).slice(60)).toEqual([false, true, false, false, true]);
  });

  it('agrees with a bucket counted in exact fractions, whatever the limit and the times', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), steps, (count, gaps) => {
        let time = 1000;
        const times = gaps.map((gap) => (time += gap));
        expect(spendAll(times, perMinute(count))).toEqual(bucketOf(times, perMinute(count)));
      }),
      { numRuns: 500 },
    );
  });

  it('says truly when the next request is allowed, how many are left and when all are back', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 5000, noNaN: true }), fc.nat(10_000), (count, spent) => {
        const rate = perMinute(count);
        let state = 0;
        let last = spend(state, 1000, rate);
        for (let n = 0; n < spent && last.allowed; n += 1) {
          state = last.state;
          last = spend(state, 1000, rate);
        }
        if (last.allowed) {
          const rest = spendAll([...Array.from({ length: Math.ceil(count) + 1 }, () => 1000)], rate).filter(Boolean);
          expect(last.remaining).toBeLessThanOrEqual(rest.length);
          expect(spend(last.state, 1000 + last.resetSeconds * 1000, rate).remaining).toBe(
            spend(0, 1000, rate).remaining,
          );
          return;
        }
        expect(last.remaining).toBe(0);
        expect(last.state).toBe(state);
        expect(Number.isInteger(last.retryAfterSeconds)).toBe(true);
        expect(spend(state, 1000 + last.retryAfterSeconds * 1000, rate).allowed).toBe(true);
      }),
    );
  });

  it.each([1, 7, 30, 59, 60, 61, 999, 60_000])('a limit of %i is that many, not one more or less', (count) => {
    for (const start of [0, 1, 12_345.678, 5e9]) {
      const allowed = spendAll(
        Array.from({ length: count + 3 }, () => start),
        perMinute(count),
      ).filter(Boolean);
      expect(allowed).toHaveLength(count);
    }
  });

  it('counts down what remains', () => {
    let state = 0;
    const remaining = Array.from({ length: 5 }, () => {
      const spending = spend(state, 100, perMinute(5));
      state = spending.state;
      return spending.remaining;
    });
    expect(remaining).toEqual([4, 3, 2, 1, 0]);
    expect(spend(state, 100, perMinute(5))).toMatchObject({ allowed: false, resetSeconds: 12, retryAfterSeconds: 12 });
  });

  it('a share below one request a period lets one through and then waits for longer', () => {
    const share = perMinute(0.5);
    expect(spendAll([1000, 1000, 61_000, 120_999, 121_000], share)).toEqual([true, false, false, false, true]);
  });
});
