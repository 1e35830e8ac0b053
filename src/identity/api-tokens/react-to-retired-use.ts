import { recordAudit, systemActor } from '../../audit/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import type { ActingParty } from '../principal.ts';
import { readWorkspaceSettings } from '../settings/workspace-settings.ts';
import { suspendApiToken } from './suspend-api-token.ts';

/** A secret that was presented after it had ended, as `findSecret` tells it. */
export interface RetiredUse {
  readonly secretId: string;
  readonly actor: ActingParty;
}

/**
 * Suspends the API token of a retired secret that was presented again, where the workspace asks for that; answers whether it
 * was suspended now. Recorded as `api-token.suspend` by the server itself.
 * SECURITY: off unless asked for. Whoever finds an old secret could otherwise stop the jobs that run on its successor.
 */
export async function reactToRetiredUse(deps: IdentityDeps, { secretId, actor }: RetiredUse): Promise<boolean> {
  if (!(await readWorkspaceSettings(deps.db)).tokens.revokeOnRetiredUse) return false;
  return retryTransaction(deps.db, async (tx) => {
    const token = await tx
      .selectFrom('api_token')
      .select('id')
      .where('actor_id', '=', actor.actorId)
      .executeTakeFirst();
    if (token === undefined) return false;
    const reason = 'a retired secret was used';
    const { isChanged } = await suspendApiToken(tx, { id: token.id, by: systemActor.username, reason });
    if (!isChanged) return false;
    await recordAudit(tx, {
      actor: systemActor,
      action: 'api-token.suspend',
      objectKind: 'api-token',
      objectId: token.id,
      detail: { username: actor.username, reason, secretId },
    });
    return true;
  });
}
