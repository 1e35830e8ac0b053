import { type GovernedToken } from '../../../src/sdk/index.ts';
import { type TokensShown } from './tokens-state.ts';

const dayMs = 86_400_000;

/** A token that ends sooner than this wants a new secret, or somebody's decision, soon. */
export const soonDays = 14;

export type ExpiryState = 'never' | 'expired' | 'soon' | 'later';

export function expiryState(expiresAt: Date | null, now: Date): ExpiryState {
  if (expiresAt === null) return 'never';
  const leftMs = expiresAt.getTime() - now.getTime();
  if (leftMs <= 0) return 'expired';
  return leftMs <= soonDays * dayMs ? 'soon' : 'later';
}

/** Whether a token belongs to a list; the list of what expires has what has expired too. */
export function isShown(token: GovernedToken, shown: TokensShown, now: Date): boolean {
  switch (shown) {
    case 'all':
      return true;
    case 'ownerless':
      return token.isOwnerless;
    case 'suspended':
      return token.suspension !== null;
    case 'expiring':
      return ['expired', 'soon'].includes(expiryState(token.expiresAt, now));
  }
}
