import { createSecret, digestSecret, invariant } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { readPolicyEpoch } from '../policy-epoch.ts';
import type { Principal } from '../principal.ts';
import type { SignedIn } from '../sign-in/begin-session.ts';

/**
 * Gives a live session a new secret and a new beginning, after the person proved again who they are. What hangs on the session stays;
 * the old secret is unknown from the commit on (OWASP ASVS 7.2.4). `null` when the session has ended meanwhile.
 */
export async function renewSession(tx: Tx, principal: Principal, sessionId: string): Promise<SignedIn | null> {
  const text = createSecret('ses');
  const { rows } = await sql<{ expiresAt: Date }>`
    UPDATE secret SET digest = ${digestSecret(text)}, created_at = now(), expires_at = now() + (expires_at - created_at)
    WHERE id = ${sessionId} AND actor_id = ${principal.actorId} AND kind = 'ses' AND retired_at IS NULL
      AND expires_at > now()
    RETURNING expires_at AS "expiresAt"`.execute(tx);
  const [row] = rows;
  if (row === undefined) return null;
  const epoch = await readPolicyEpoch(tx);
  invariant(principal.kind === 'user', 'only people have sessions');
  return { principal: { ...principal, epoch }, sessionId, session: text, expiresAt: row.expiresAt };
}
