import type { IdentityDeps } from '../deps.ts';
import { findSecret, type TokenStatus } from './find-secret.ts';
import { noOrigin, type RequestOrigin } from './request-origin.ts';

/**
 * Who stands behind the credential of an `Authorization: Bearer` header: an API token, a person's bearer or an OAuth client's.
 * `text` is the credential without the scheme. Sessions, refresh tokens and client secrets are `unknown` here.
 * Throws only `store_unavailable` and `rate_limited`.
 */
export function authenticateBearer(
  deps: IdentityDeps,
  text: string | undefined,
  origin: RequestOrigin = noOrigin,
): Promise<TokenStatus> {
  return findSecret(deps, { text, kinds: ['api', 'usr'], origin });
}
