import { recordAudit } from '../../audit/index.ts';
import { bumpPolicyEpoch, deleteOauthClient as deleteClient, type Principal } from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';

/**
 * Removes an OAuth client, its secrets, access tokens and persona links for good; no call that starts after the answer is let in by it.
 * Throws `permission_denied` without `oauth-client.manage`, `record_not_found`.
 */
export async function deleteOauthClient(deps: AccessDeps, principal: Principal, clientId: string): Promise<void> {
  await retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'oauth-client.manage');
    const { id, username, displayName } = await deleteClient(tx, clientId);
    await tx
      .deleteFrom('persona_member')
      .where('subject_kind', '=', 'client')
      .where('subject', '=', username)
      .execute();
    await bumpPolicyEpoch(tx);
    await recordAudit(tx, {
      actor: principal,
      action: 'oauth-client.delete',
      objectKind: 'oauth-client',
      objectId: id,
      detail: { clientId, displayName },
    });
  });
}
