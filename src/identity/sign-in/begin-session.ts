import { recordAudit } from '../../audit/index.ts';
import { invariant } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { insertSecret, sweepEndedSecrets } from '../secrets/insert-secret.ts';
import { readPolicyEpoch } from '../policy-epoch.ts';
import { principalFrom, type Principal, type Role } from '../principal.ts';

export interface SignedIn {
  readonly principal: Principal;
  /** The session secret; shown to the caller once, as its cookie. */
  readonly session: string;
  /** Twelve hours from now; an idle hour ends it earlier. */
  readonly expiresAt: Date;
}

/** The person whose session begins. */
export interface SessionHolder {
  readonly actorId: string;
  readonly username: string;
  readonly role: Role;
}

const sessionSeconds = 12 * 60 * 60;

/** Begins a session of a person who has proved to be the holder, by whatever means, and records it. */
export async function beginSession(tx: Tx, holder: SessionHolder): Promise<SignedIn> {
  const { actorId, username, role } = holder;
  await sweepEndedSecrets(tx, actorId);
  const { text, expiresAt } = await insertSecret(tx, { actorId, kind: 'ses', lifetimeSeconds: sessionSeconds });
  invariant(expiresAt !== null, 'a session expires');
  await tx
    .updateTable('local_account')
    .set({ last_login_at: sql<Date>`now()` })
    .where('actor_id', '=', actorId)
    .execute();
  const epoch = await readPolicyEpoch(tx);
  const principal = principalFrom({ actorId, kind: 'user', username, role, tokenId: null, epoch });
  await recordAudit(tx, { actor: principal, action: 'session.begin', objectKind: 'actor', objectId: actorId });
  return { principal, session: text, expiresAt };
}
