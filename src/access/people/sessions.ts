import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import {
  endSecretsOf,
  findSession,
  findSessionOf,
  holdPerson,
  listSessions,
  readWorkspaceSettings,
  revokeSecret,
  type Principal,
  type SessionRecord,
} from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';
import { getPerson, isSelfOrManager } from './change-user.ts';

/** A session, and whether it is the one the request came by. */
export interface ListedSession extends SessionRecord {
  readonly isCurrent: boolean;
}

/**
 * The live sessions of the caller itself; an API token has none. `secretId` is the secret the request came by: a session, or a bearer
 * that was made from one.
 */
export async function listOwnSessions(
  deps: AccessDeps,
  principal: Principal,
  secretId: string,
): Promise<readonly ListedSession[]> {
  const sessions = await listSessions(deps.db, principal.actorId);
  const current = await findSessionOf(deps.db, secretId);
  return sessions.map((session) => ({ ...session, isCurrent: session.id === current?.id }));
}

/** The live sessions of a person: one's own, or with `user.manage` anybody's. Throws `permission_denied`, `record_not_found`. */
export async function listSessionsOf(
  deps: AccessDeps,
  principal: Principal,
  userId: string,
): Promise<readonly SessionRecord[]> {
  const { principal: current } = await gatherFacts(deps.db, principal);
  if (current.actorId !== userId) requireCapability(current, 'user.manage');
  const { id } = await getPerson(deps.db, userId);
  return listSessions(deps.db, id);
}

/** The session of the request. Throws `record_not_found` for who came by no session. */
export async function getCurrentSession(deps: AccessDeps, secretId: string): Promise<SessionRecord> {
  const session = await findSessionOf(deps.db, secretId);
  if (session === null) throw new CatalogError('record_not_found', 'the request came by no session');
  return session;
}

/**
 * Ends one session with its bearers: one's own, or with `user.manage` anybody's.
 * Throws `record_not_found`, for a session of somebody else too, since that there is one is not everybody's business.
 */
export async function endSession(deps: AccessDeps, principal: Principal, sessionId: string): Promise<void> {
  await retryTransaction(deps.db, async (tx) => {
    const { principal: current } = await gatherFacts(tx, principal);
    const session = await findSession(tx, sessionId);
    const mayEnd = session !== null && isSelfOrManager(current, session.actorId);
    const ended = mayEnd ? await revokeSecret(tx, { id: session.id }) : null;
    if (session === null || ended === null) {
      throw new CatalogError('record_not_found', `there is no session \`${sessionId}\``);
    }
    const detail = { sessionId: session.id, username: session.username };
    const action = session.actorId === principal.actorId ? 'session.end' : 'user.end-session';
    await recordAudit(tx, { actor: principal, action, objectKind: 'actor', objectId: session.actorId, detail });
  });
}

/** Ends every session and bearer of a person; gives how many sessions. Throws as `listSessionsOf` does. */
export async function endSessionsOf(deps: AccessDeps, principal: Principal, userId: string): Promise<number> {
  return retryTransaction(deps.db, async (tx) => {
    const { principal: current } = await gatherFacts(tx, principal);
    if (current.actorId !== userId) requireCapability(current, 'user.manage');
    const person = await holdPerson(tx, userId);
    const sessionsEnded = await endSecretsOf(tx, person.id);
    const detail = { username: person.username, sessionsEnded };
    const action = person.id === principal.actorId ? 'session.end' : 'user.end-session';
    await recordAudit(tx, { actor: principal, action, objectKind: 'actor', objectId: person.id, detail });
    return sessionsEnded;
  });
}

const freshSeconds = 10 * 60;

/**
 * Throws `confirmation_required` when the workspace asks for a fresh sign-in before secrets of API tokens are shown and the request came
 * by a browser session in which nobody has proved a password for ten minutes. Bearers and API tokens are not asked: nobody sits
 * before them.
 */
export async function requireFreshSession(deps: AccessDeps, secretId: string): Promise<void> {
  const { sessions } = await readWorkspaceSettings(deps.db);
  if (!sessions.confirmBeforeSecrets) return;
  const session = await findSession(deps.db, secretId);
  if (session === null || deps.clock.now().getTime() - session.startedAt.getTime() <= freshSeconds * 1000) return;
  throw new CatalogError('confirmation_required', 'the last sign-in is older than 10 minutes; confirm your password');
}
