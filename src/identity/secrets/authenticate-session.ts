import type { IdentityDeps } from '../deps.ts';
import { findSecret, type TokenStatus } from './find-secret.ts';
import { noOrigin, type RequestOrigin } from './request-origin.ts';

/**
 * Who stands behind a session cookie. An API token in a cookie is `unknown`: the browser never runs on one.
 * Throws only `store_unavailable` and `rate_limited`.
 */
export function authenticateSession(
  deps: IdentityDeps,
  cookieText: string | undefined,
  origin: RequestOrigin = noOrigin,
): Promise<TokenStatus> {
  return findSecret(deps, { text: cookieText, kinds: ['ses'], origin });
}
