import { describe, expect, it } from 'vitest';
import { CatalogError, fixedClock } from '../../foundation/index.ts';
import { openDatabase } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import {
  createRequestLimits,
  noteFailure,
  requireFailureBudget,
  withinFailureBudget,
  type Door,
} from './request-limits.ts';

describe('the failure budget of a public entrance', () => {
  const { db } = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' });
  const deps: IdentityDeps = {
    db,
    clock: fixedClock(),
    limits: createRequestLimits({ failuresPerMinute: 3, monotonicMs: () => 1000 }, () => 1),
  };
  const fail = (address: string | null, door: Door, times: number): void => {
    for (let n = 0; n < times; n += 1) noteFailure(deps, address, door);
  };
  const isOpen = (address: string | null, door: Door): boolean => {
    try {
      requireFailureBudget(deps, address, door);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 2 });
      return false;
    }
  };

  it('shuts for one site at one door, and says for how long', () => {
    fail('192.0.2.1', 'set-up', 3);
    expect(isOpen('192.0.2.1', 'set-up')).toBe(true);
    fail('192.0.2.1', 'set-up', 1);
    expect(isOpen('192.0.2.1', 'set-up')).toBe(false);
    expect([isOpen('192.0.2.2', 'set-up'), isOpen('192.0.2.1', 'sign-in-code')]).toEqual([true, true]);
  });

  it('keeps a gap for neighbours where there may be some', () => {
    fail('192.0.2.3', 'oauth', 10);
    const open = Array.from({ length: 20 }, () => isOpen('192.0.2.3', 'oauth'));
    expect(open.filter(Boolean)).toHaveLength(5);
  });

  it('asks nothing of what came from no address, nor where nothing is limited', () => {
    fail(null, 'set-up', 100);
    expect(isOpen(null, 'set-up')).toBe(true);
    noteFailure({ db, clock: fixedClock() }, '192.0.2.4', 'set-up');
    requireFailureBudget({ db, clock: fixedClock() }, '192.0.2.4', 'set-up');
  });

  it('counts the refusal that means a wrong guess, and no other', async () => {
    const attempt = (code: 'token_invalid' | 'store_unavailable') =>
      withinFailureBudget(deps, {
        address: '192.0.2.5',
        door: 'set-up',
        wrongGuess: 'token_invalid',
        run: () => Promise.reject(new CatalogError(code, 'refused')),
      });
    for (let n = 0; n < 10; n += 1) {
      await expect(attempt('store_unavailable')).rejects.toMatchObject({ code: 'store_unavailable' });
    }
    for (let n = 0; n < 4; n += 1)
      await expect(attempt('token_invalid')).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(attempt('token_invalid')).rejects.toMatchObject({ code: 'rate_limited' });
    const run = () => Promise.resolve('in');
    const other = { address: '192.0.2.6', door: 'set-up', wrongGuess: 'token_invalid', run } as const;
    expect(await withinFailureBudget(deps, other)).toBe('in');
  });
});
