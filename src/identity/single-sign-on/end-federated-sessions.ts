import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { sql, transact, type Tx } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import { noteFailure, requireFailureBudget } from '../limits/request-limits.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import { revokeSecret } from '../secrets/revoke-secret.ts';
import { getOpenProvider } from './begin-single-sign-on.ts';
import { failureNote } from './failure-note.ts';
import { leewaySeconds } from './provider-connections.ts';
import { SingleSignOnRefusal } from './refusal.ts';
import { openDoor, type SingleSignOn } from './single-sign-on.ts';
import type { ProviderClaims } from './verify-provider-token.ts';

/** A provider's word that somebody signed out there. */
export interface BackChannelLogout {
  readonly alias: string;
  readonly logoutToken: string;
  readonly origin: RequestOrigin;
  readonly traceId: string;
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
/** A logout token is sent at once; an old one is somebody's copy. */
const ageSecondsMax = 300;

/** Why a logout token is none; for the log. */
class LogoutRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LogoutRefusal';
  }
}

/** What a logout token names: all sessions of a subject, or one session. */
interface EndedThere {
  readonly subject: string | null;
  readonly session: string | null;
  readonly issuedAt: number;
}

/** Back-Channel Logout 1.0, 2.6, after the signature. Throws for a token of another kind, such as an ID token. */
function readLogout(claims: ProviderClaims, now: Date): EndedThere {
  const { events, nonce, sub, sid, iat } = claims;
  const isEvent = typeof events === 'object' && events !== null && Object.hasOwn(events, logoutEvent);
  if (!isEvent || nonce !== undefined) throw new LogoutRefusal('not a logout token');
  if (now.getTime() / 1000 - iat > ageSecondsMax) throw new LogoutRefusal('the logout token is old');
  const subject = typeof sub === 'string' && sub !== '' ? sub : null;
  const session = typeof sid === 'string' && sid !== '' ? sid : null;
  if (subject === null && session === null) throw new LogoutRefusal('the logout token names nobody');
  return { subject, session, issuedAt: iat };
}

/** SECURITY: sessions that began after the token was made stay, so that a token that is sent again ends nothing new. */
async function findSessions(tx: Tx, issuer: string, ended: EndedThere) {
  const { rows } = await sql<{ id: string; actorId: string; username: string }>`
    SELECT secret.id, actor.id AS "actorId", actor.username
    FROM federated_session AS federated
    JOIN secret ON secret.id = federated.secret_id
    JOIN actor ON actor.id = secret.actor_id
    WHERE federated.issuer = ${issuer} AND secret.retired_at IS NULL
      AND (${ended.subject}::text IS NULL OR federated.subject = ${ended.subject})
      AND (${ended.session}::text IS NULL OR federated.session = ${ended.session})
      AND federated.created_at <= to_timestamp(${ended.issuedAt + leewaySeconds})`.execute(tx);
  return rows;
}

async function endSessions(
  tx: Tx,
  issuer: string,
  { alias, origin, ended }: { alias: string; origin: RequestOrigin; ended: EndedThere },
) {
  const sessions = await findSessions(tx, issuer, ended);
  const revoked: typeof sessions = [];
  for (const session of sessions) {
    if ((await revokeSecret(tx, { id: session.id })) !== null) revoked.push(session);
  }
  for (const { id, actorId, username } of revoked) {
    await recordAudit(tx, {
      actor: { actorId, username },
      action: 'session.end',
      objectKind: 'actor',
      objectId: actorId,
      detail: { sessionId: id, method: `sso:${alias}` },
      origin,
    });
  }
  return revoked.length;
}

/**
 * Ends the sessions that a provider says have ended there (OpenID Connect Back-Channel Logout 1.0), with the bearers made from
 * them; gives how many. Throws `field_invalid` for whatever is not this provider's fresh logout token, one text for all, and
 * `rate_limited` after too many of these from one site.
 */
export async function endFederatedSessions(
  deps: SingleSignOn & Pick<IdentityDeps, 'limits'>,
  logout: BackChannelLogout,
): Promise<number> {
  const { alias, logoutToken, origin, traceId } = logout;
  requireFailureBudget(deps, origin.address, 'single-sign-on');
  try {
    const provider = await getOpenProvider(deps, alias);
    const { issuer, clientId, signingAlgorithms } = provider;
    const { keys } = await deps.connections.connect(await openDoor(deps, deps.db, provider));
    const now = deps.clock.now();
    const expected = { issuer, clientId, signingAlgorithms, keys, now };
    const claims = await deps.verifyToken(logoutToken, expected).catch((error: unknown) => {
      throw new LogoutRefusal(failureNote(error));
    });
    const ended = readLogout(claims, now);
    return await transact(deps.db, (tx) => endSessions(tx, issuer, { alias, origin, ended }));
  } catch (error) {
    const isOurs = !(error instanceof LogoutRefusal || error instanceof SingleSignOnRefusal);
    if (isOurs) throw error;
    const note = error instanceof SingleSignOnRefusal ? `${error.reason}: ${error.note}` : error.message;
    noteFailure(deps, origin.address, 'single-sign-on');
    deps.log.info({ requestId: traceId, note }, 'back-channel logout refused');
    throw new CatalogError('field_invalid', 'the logout token is not a valid one of this provider');
  }
}
