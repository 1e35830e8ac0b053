import type { IdentityDeps } from '../deps.ts';
import { noteFailure, requireFailureBudget } from '../limits/request-limits.ts';
import type { Principal } from '../principal.ts';
import { findSecret } from '../secrets/find-secret.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';

/** What a client says it is, and what it proves that with. */
export interface ClientClaim {
  readonly clientId: string;
  readonly secret: string;
  readonly origin: RequestOrigin;
}

/** A client that has proved to be one: its actor, and the secret it used. */
export interface AuthenticatedClient {
  readonly principal: Principal;
  readonly clientId: string;
  readonly secretId: string;
}

/**
 * The client behind an id and a secret, or `null`; wrong, ended and from a network that it may not be used from are all alike.
 * An API token also proves itself with its own bearer: it is the same actor. Throws `store_unavailable`, and `rate_limited` where a
 * site failed too often.
 */
export async function authenticateClient(deps: IdentityDeps, claim: ClientClaim): Promise<AuthenticatedClient | null> {
  const { clientId, secret: text, origin } = claim;
  requireFailureBudget(deps, origin.address, 'oauth');
  const status = await findSecret(deps, { text, kinds: ['cli', 'api'], origin });
  if (status.status !== 'valid' || status.principal.clientId !== clientId) {
    noteFailure(deps, origin.address, 'oauth');
    return null;
  }
  return { principal: { ...status.principal, origin }, clientId, secretId: status.secretId };
}
