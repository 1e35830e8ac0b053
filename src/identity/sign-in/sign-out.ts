import { recordAudit } from '../../audit/index.ts';
import { digestSecret, parseSecret } from '../../foundation/index.ts';
import { transact } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import { noOrigin } from '../secrets/request-origin.ts';
import { revokeSecret } from '../secrets/revoke-secret.ts';

/**
 * Ends a session and the bearers made from it; the next request with its cookie is a stranger's. Does nothing when it has ended or
 * never was.
 */
export async function signOut(deps: IdentityDeps, sessionText: string, origin = noOrigin): Promise<void> {
  const parsed = parseSecret(sessionText);
  if (parsed?.kind !== 'ses') return;
  await transact(deps.db, async (tx) => {
    const revoked = await revokeSecret(tx, { digest: digestSecret(parsed.text) });
    if (revoked === null) return;
    const { username } = await tx
      .selectFrom('actor')
      .where('id', '=', revoked.actorId)
      .select('username')
      .executeTakeFirstOrThrow();
    const actor = { actorId: revoked.actorId, username };
    await recordAudit(tx, {
      actor,
      action: 'session.end',
      objectKind: 'actor',
      objectId: revoked.actorId,
      detail: { sessionId: revoked.id },
      origin,
    });
  });
}
