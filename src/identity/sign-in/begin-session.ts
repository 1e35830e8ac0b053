import { recordAudit } from '../../audit/index.ts';
import { CatalogError, invariant } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { insertSecret, sweepEndedSecrets } from '../secrets/insert-secret.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import { readPolicyEpoch } from '../policy-epoch.ts';
import { principalFrom, type Principal, type Role } from '../principal.ts';

export interface SignedIn {
  readonly principal: Principal;
  /** The id of the session, which is no secret. */
  readonly sessionId: string;
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

/** Where a session begins, and how the person proved to be the holder: a word such as `password`, for the record. */
export interface SessionOrigin extends RequestOrigin {
  readonly method?: string;
}

const sessionSeconds = 12 * 60 * 60;

/**
 * Makes the session and notes the sign-in; the caller records it in the audit last.
 * SECURITY: the actor is read anew and kept as it is until the commit: one who is disabled at this moment must not come out of it with a session that outlives that.
 * Throws `token_invalid` unless it is an active person.
 */
export async function insertSession(tx: Tx, actorId: string, origin: RequestOrigin): Promise<SignedIn> {
  const { rows } = await sql<Omit<SessionHolder, 'actorId'>>`
    SELECT username, role FROM actor WHERE id = ${actorId} AND kind = 'user' AND state = 'active' FOR SHARE`.execute(
    tx,
  );
  const [holder] = rows;
  if (holder === undefined) throw new CatalogError('token_invalid', 'the account cannot sign in');
  await sweepEndedSecrets(tx, actorId);
  const made = await insertSecret(tx, { actorId, kind: 'ses', lifetimeSeconds: sessionSeconds, origin });
  invariant(made.expiresAt !== null, 'a session expires');
  await tx
    .updateTable('local_account')
    .set({ last_login_at: sql<Date>`now()` })
    .where('actor_id', '=', actorId)
    .execute();
  const epoch = await readPolicyEpoch(tx);
  const principal = principalFrom({ actorId, kind: 'user', tokenId: null, epoch, ...holder });
  return { principal, sessionId: made.id, session: made.text, expiresAt: made.expiresAt };
}

/**
 * Begins a session of a person who has proved to be the holder, by whatever means, and records it.
 * Throws `token_invalid` when the person is not active any more.
 */
export async function beginSession(tx: Tx, holder: SessionHolder, origin: SessionOrigin): Promise<SignedIn> {
  const begun = await insertSession(tx, holder.actorId, origin);
  await recordSessionBegin(tx, begun, origin);
  return begun;
}

/** Call it last in the transaction. */
export async function recordSessionBegin(tx: Tx, begun: SignedIn, origin: SessionOrigin): Promise<void> {
  const { principal } = begun;
  const entry = { actor: principal, action: 'session.begin', objectKind: 'actor', objectId: principal.actorId };
  const { method } = origin;
  const detail = { sessionId: begun.sessionId, ...(method === undefined ? {} : { method }) };
  await recordAudit(tx, { ...entry, detail, origin });
}
