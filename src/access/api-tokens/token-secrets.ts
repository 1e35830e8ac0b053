import { recordAudit } from '../../audit/index.ts';
import {
  getApiToken,
  listTokenSecrets,
  retireTokenSecret,
  type Principal,
  type TokenSecret,
} from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';
import { requireMayReplaceSecrets } from './require-may-replace-secrets.ts';

/** The secrets of a token by their public ids, the newest first. Throws `permission_denied` without `token.read`, `record_not_found`. */
export async function listApiTokenSecrets(deps: AccessDeps, principal: Principal, id: string): Promise<TokenSecret[]> {
  requireCapability(principal, 'token.read');
  return listTokenSecrets(deps.db, await getApiToken(deps.db, id));
}

/** One secret of one token, by their public ids. */
export interface TokenSecretReference {
  readonly id: string;
  readonly secretId: string;
}

/**
 * Ends one secret of a token for every request that starts after the answer, and answers the secrets as they are then; one
 * that had ended is left as it is. Never puts off the end of another. Who may rotate the token may do this.
 * Throws `permission_denied`, `record_not_found` for either id.
 */
export async function retireApiTokenSecret(
  deps: AccessDeps,
  principal: Principal,
  { id, secretId }: TokenSecretReference,
): Promise<TokenSecret[]> {
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    const token = await requireMayReplaceSecrets(tx, facts, id);
    const isRetired = await retireTokenSecret(tx, token, secretId);
    const secrets = await listTokenSecrets(tx, token);
    if (!isRetired) return secrets;
    await recordAudit(tx, {
      actor: principal,
      action: 'api-token.retire-secret',
      objectKind: 'api-token',
      objectId: token.id,
      detail: { displayName: token.displayName, secretId },
    });
    return secrets;
  });
}
