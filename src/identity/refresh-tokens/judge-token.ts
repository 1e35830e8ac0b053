import type { IdentityDeps } from '../deps.ts';
import { findSecret, type TokenStatus } from '../secrets/find-secret.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';

/** A refresh or access token in the body of a request, always together with the number of its owner. */
export interface PresentedPair {
  readonly text: string;
  readonly kind: 'ref' | 'acc';
  /** `user_id` on the wire. */
  readonly userId: number;
  readonly origin: RequestOrigin;
}

/**
 * What a pair of token and owner is. A right token of another owner is `unknown`, by the same statement and in the same time as one that
 * nobody ever made (Alation wire, model). To be asked about is no use of a token.
 * Throws only `store_unavailable` and `rate_limited`.
 */
export function judgeToken(deps: IdentityDeps, { text, kind, userId, origin }: PresentedPair): Promise<TokenStatus> {
  const { db, clock, limits } = deps;
  const withoutMarks = { db, clock, ...(limits === undefined ? {} : { limits }) };
  return findSecret(withoutMarks, { text, kinds: [kind], origin, ownerNumber: userId });
}
