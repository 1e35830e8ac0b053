import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { deriveClientSecret, lockApiToken, requireOwnHand, type Principal } from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';
import { requireMayTakeOver } from './require-ceiling.ts';

export interface ClientSecretRequest {
  /** The guid of the API token. */
  readonly id: string;
  /** The secret that the request came with, by its id; what is made ends with it. */
  readonly presentedSecretId: string;
}

/**
 * A client secret with which whoever has it gets access tokens that act as an API token (docs/decisions/0020). Made for this call, good
 * for ten minutes; the token's own secret is not told, because nobody knows it.
 * Throws `permission_denied` (no `token.manage`; a token that holds more than the caller), `record_not_found`, `state_conflict` for a
 * token that is not active.
 */
export async function revealClientSecret(
  deps: AccessDeps,
  principal: Principal,
  { id, presentedSecretId }: ClientSecretRequest,
): Promise<{ readonly secret: string }> {
  requireOwnHand(principal);
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'token.manage');
    const token = await lockApiToken(tx, id);
    if (facts.principal.tokenId !== token.id) await requireMayTakeOver(tx, facts, token);
    if (token.state !== 'active') {
      throw new CatalogError(
        'state_conflict',
        `API token \`${token.displayName}\` is ${token.state}; nothing can act as it`,
      );
    }
    const derived = await deriveClientSecret(tx, token.actorId, presentedSecretId);
    await recordAudit(tx, {
      actor: principal,
      action: 'api-token.reveal-client-secret',
      objectKind: 'api-token',
      objectId: token.id,
      detail: { displayName: token.displayName, secretId: derived.id },
    });
    return { secret: derived.text };
  });
}
