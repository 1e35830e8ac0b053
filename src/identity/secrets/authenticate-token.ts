import type { IdentityDeps } from '../deps.ts';
import { findSecret, type TokenStatus } from './find-secret.ts';
import { noOrigin, type RequestOrigin } from './request-origin.ts';

/**
 * Who stands behind the credential of a `TOKEN` header: the person of an API access token, or whoever a bearer acts as, a signed one of
 * an OAuth client included. API tokens, sessions and refresh tokens are `unknown` here.
 * Throws only `store_unavailable` and `rate_limited`.
 */
export function authenticateToken(
  deps: IdentityDeps,
  text: string | undefined,
  origin: RequestOrigin = noOrigin,
): Promise<TokenStatus> {
  return findSecret(deps, { text, kinds: ['acc', 'usr'], origin });
}
