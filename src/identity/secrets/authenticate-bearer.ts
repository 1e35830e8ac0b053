import type { IdentityDeps } from '../deps.ts';
import { findSecret, type TokenStatus } from './find-secret.ts';

/**
 * Who stands behind the credential of an `Authorization: Bearer` header: an API token or a person's bearer.
 * `text` is the credential without the scheme. Sessions, refresh tokens and client secrets are `unknown` here.
 * Throws only `store_unavailable`.
 */
export function authenticateBearer(deps: IdentityDeps, text: string | undefined): Promise<TokenStatus> {
  return findSecret(deps, text, ['api', 'usr']);
}
