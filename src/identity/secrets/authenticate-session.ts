import type { IdentityDeps } from '../deps.ts';
import { findSecret, type TokenStatus } from './find-secret.ts';

/**
 * Who stands behind a session cookie. An API token in a cookie is `unknown`: the browser never runs on one.
 * Throws only `store_unavailable`.
 */
export function authenticateSession(deps: IdentityDeps, cookieText: string | undefined): Promise<TokenStatus> {
  return findSecret(deps, cookieText, ['ses']);
}
