import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isCatalogError } from '../../foundation/index.ts';
import { FailureBudgets } from './failure-budgets.ts';

const stranger = '192.0.2.66';

function createBudgets() {
  let nowMs = 0;
  const budgets = new FailureBudgets({ failuresPerMinute: 30, monotonicMs: () => nowMs });
  /** The seconds to wait; `null` when there is nothing to wait for. */
  const waitOf = (act: () => void): number | null => {
    try {
      act();
      return null;
    } catch (error) {
      if (isCatalogError(error) && error.code === 'rate_limited') return error.retryAfterSeconds;
      throw error;
    }
  };
  /** The digest of a secret of its own. */
  const secret = () => randomBytes(32);
  /** Presents a secret; whether the database was asked about it. */
  const lookUp = (address: string, digest: Buffer, isHeld: boolean): boolean => {
    if (waitOf(() => budgets.requireLookUp(address, digest)) !== null) return false;
    budgets.noteLookUp(address, digest, isHeld);
    return true;
  };
  const guess = (address: string, count: number): number =>
    Array.from({ length: count }, () => lookUp(address, secret(), false)).filter(Boolean).length;
  const attempt = (address = stranger): number | null => {
    const wait = waitOf(() => budgets.require(address, 'sign-in'));
    if (wait === null) budgets.note(address, 'sign-in');
    return wait;
  };
  return { budgets, waitOf, secret, lookUp, guess, attempt, pass: (ms: number) => (nowMs += ms) };
}

describe('failure budgets', () => {
  it('thirty failures a minute are free, then a site waits, twice as long each time, up to five minutes', () => {
    const { attempt, pass } = createBudgets();
    for (let n = 0; n < 31; n += 1) expect(attempt(), `attempt ${String(n)}`).toBeNull();
    const waits = [];
    for (let round = 0; round < 10; round += 1) {
      const wait = attempt();
      waits.push(wait);
      pass((wait ?? 0) * 1000);
      // What came back meanwhile is spent at once.
      while (attempt() === null);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it('a door that takes trials lets a few through while the site waits', () => {
    const { budgets, attempt, waitOf } = createBudgets();
    while (attempt() === null);
    const passed = Array.from({ length: 100 }, () => waitOf(() => budgets.require(stranger, 'sign-in', true)));
    expect(passed.filter((wait) => wait === null)).toHaveLength(5);
  });

  it('a site that behaved for a quarter of an hour starts anew', () => {
    const { attempt, pass } = createBudgets();
    for (let round = 0; round < 4; round += 1) {
      while (attempt() === null);
      pass((attempt() ?? 0) * 1000);
    }
    pass(16 * 60_000);
    for (let n = 0; n < 31; n += 1) expect(attempt()).toBeNull();
    expect(attempt()).toBe(2);
  });

  it('a /64 of IPv6 is one site, other addresses are others', () => {
    const { attempt } = createBudgets();
    for (let n = 0; n < 31; n += 1) attempt(`2001:db8:0:1::${String(n)}`);
    expect(attempt('2001:db8:0:1:ffff::1')).toBe(2);
    expect(attempt('2001:db8:0:2::1')).toBeNull();
    expect(attempt('192.0.2.1')).toBeNull();
  });

  it('doors do not share a budget: dead tokens do not shut the sign-in page', () => {
    const { guess, attempt } = createBudgets();
    guess(stranger, 1000);
    expect(attempt()).toBeNull();
  });

  it('guesses from one site cost thirty look-ups and five a second', () => {
    const { guess, pass } = createBudgets();
    let asked = guess(stranger, 1_000);
    for (let second = 0; second < 9; second += 1) {
      pass(1000);
      asked += guess(stranger, 1_000);
    }
    expect(asked).toBeGreaterThanOrEqual(31);
    expect(asked).toBeLessThanOrEqual(31 + 10 * 5 + 5);
  });

  it('a secret that was good before is always looked up, from the same site and from any other', () => {
    const { guess, lookUp, secret } = createBudgets();
    const mine = secret();
    expect(lookUp('198.51.100.1', mine, true)).toBe(true);
    guess(stranger, 1_000);
    for (let n = 0; n < 1000; n += 1) expect(lookUp(stranger, mine, true)).toBe(true);
  });

  it('once it is no longer good it is a guess like any other', () => {
    const { guess, lookUp, secret } = createBudgets();
    const mine = secret();
    lookUp(stranger, mine, true);
    guess(stranger, 100);
    expect(lookUp(stranger, mine, false)).toBe(true);
    expect(lookUp(stranger, mine, false)).toBe(false);
  });

  it('a good secret that was never seen gets its turn beside somebody who guesses', () => {
    const { guess, lookUp, secret, pass } = createBudgets();
    guess(stranger, 1000);
    const mine = secret();
    pass(200);
    expect(lookUp(stranger, mine, true)).toBe(true);
    guess(stranger, 1000);
    expect(lookUp(stranger, mine, true)).toBe(true);
  });

  it('an address that never failed is not touched by anybody else', () => {
    const { guess, lookUp, secret } = createBudgets();
    for (let site = 0; site < 300; site += 1) guess(`10.1.${String(site >> 8)}.${String(site & 255)}`, 40);
    for (let n = 0; n < 100; n += 1) expect(lookUp('203.0.113.5', secret(), true)).toBe(true);
  });

  it('five hundred sites together get one free failure each and a hundred look-ups a second', () => {
    const { guess, pass } = createBudgets();
    const sites = Array.from({ length: 500 }, (_, n) => `10.2.${String(n >> 8)}.${String(n & 255)}`);
    let asked = 0;
    for (let second = 0; second < 3; second += 1) {
      for (const site of sites) asked += guess(site, 40);
      pass(1000);
    }
    expect(asked).toBeGreaterThan(6_000);
    expect(asked).toBeLessThanOrEqual(500 + 6_000 + 300);
  });

  it('never holds more than a hundred thousand sites', () => {
    const { attempt, budgets } = createBudgets();
    for (let n = 0; n < 31; n += 1) attempt('192.0.2.1');
    for (let n = 0; n < 100_000; n += 1) {
      budgets.note(`10.${String(n >> 16)}.${String((n >> 8) & 255)}.${String(n & 255)}`, 'sign-in');
    }
    expect(attempt('192.0.2.1')).toBeNull();
    expect(attempt('10.1.0.0')).toBeNull();
  });
});
