import { expect, test } from 'vitest';
import { type GovernedToken } from '../../../src/sdk/index.ts';
import { expiryState, isShown } from './token-attention.ts';

const now = new Date('2026-01-10T12:00:00Z');

test.each([
  [null, 'never'],
  ['2026-01-10T12:00:00Z', 'expired'],
  ['2026-01-10T12:00:01Z', 'soon'],
  ['2026-01-24T12:00:00Z', 'soon'],
  ['2026-01-24T12:00:01Z', 'later'],
])('an expiry at %s is %s', (expiresAt, state) => {
  expect(expiryState(expiresAt === null ? null : new Date(expiresAt), now)).toBe(state);
});

test('each list has the tokens that it names', () => {
  const base = { expiresAt: null, isOwnerless: false, suspension: null } as GovernedToken;
  const tokens: Record<string, GovernedToken> = {
    quiet: base,
    expired: { ...base, expiresAt: new Date('2026-01-01T00:00:00Z') },
    ownerless: { ...base, isOwnerless: true },
    suspended: { ...base, suspension: { at: null, by: null, reason: null } },
  };
  const listed = (shown: Parameters<typeof isShown>[1]): string[] =>
    Object.keys(tokens).filter((name) => isShown(tokens[name] ?? base, shown, now));
  expect(listed('all')).toEqual(['quiet', 'expired', 'ownerless', 'suspended']);
  expect(listed('expiring')).toEqual(['expired']);
  expect(listed('ownerless')).toEqual(['ownerless']);
  expect(listed('suspended')).toEqual(['suspended']);
});
