import { recordAudit } from '../../audit/index.ts';
import { bumpPolicyEpoch, purgeApiToken as purgeToken, type Principal } from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';

/**
 * Removes an API token, its secrets and its persona links for good; no call that starts after the answer is let in by it.
 * Its name may stay in the admin lists of connections, where it counts as nobody; no other actor ever gets that name.
 * Throws `permission_denied` without `token.manage`, `record_not_found`.
 */
export async function purgeApiToken(deps: AccessDeps, principal: Principal, id: string): Promise<void> {
  await retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'token.manage');
    const { id: tokenId, username, displayName } = await purgeToken(tx, id);
    await tx.deleteFrom('persona_member').where('subject_kind', '=', 'token').where('subject', '=', username).execute();
    await bumpPolicyEpoch(tx);
    await recordAudit(tx, {
      actor: principal,
      action: 'api-token.purge',
      objectKind: 'api-token',
      objectId: tokenId,
      detail: { displayName, username },
    });
  });
}
