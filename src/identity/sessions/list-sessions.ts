import { isGuid } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';

/** A browser session that is live at this moment. */
export interface SessionRecord {
  readonly id: string;
  readonly actorId: string;
  readonly username: string;
  /** When the person last proved who they are in it, by password, code or single sign-on. */
  readonly startedAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  /** Where it was used last, else where it began; `null` when that was not seen. */
  readonly network: string | null;
  /** What the browser calls itself. */
  readonly client: string | null;
}

/**
 * A live session: not ended, not past its twelve hours, not idle for one. The same rule as `find-secret.ts`.
 */
const sessionRows = sql<SessionRecord>`
  SELECT secret.id, secret.actor_id AS "actorId", actor.username, secret.created_at AS "startedAt",
         greatest(secret.created_at, secret.last_used_at) AS "lastUsedAt", secret.expires_at AS "expiresAt",
         host(coalesce(secret.last_used_network, secret.created_network)) AS network,
         coalesce(secret.last_used_client, secret.created_client) AS client
  FROM secret JOIN actor ON actor.id = secret.actor_id
  WHERE secret.kind = 'ses' AND secret.retired_at IS NULL AND secret.expires_at > now()
    AND greatest(secret.created_at, secret.last_used_at) + interval '1 hour' > now() AND actor.state = 'active'`;

/** The live sessions of a person, the one that was used last first. */
export async function listSessions(db: Db | Tx, actorId: string): Promise<readonly SessionRecord[]> {
  const { rows } = await sql<SessionRecord>`
    ${sessionRows} AND secret.actor_id = ${actorId} ORDER BY "lastUsedAt" DESC, secret.id`.execute(db);
  return rows;
}

/** A live session by its id, or `null`; what is no guid is no session. */
export async function findSession(db: Db | Tx, id: string): Promise<SessionRecord | null> {
  if (!isGuid(id)) return null;
  const { rows } = await sql<SessionRecord>`${sessionRows} AND secret.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** The session that a secret is, or that a bearer was made from; `null` for any other secret. */
export async function findSessionOf(db: Db | Tx, secretId: string): Promise<SessionRecord | null> {
  const { rows } = await sql<SessionRecord>`
    ${sessionRows} AND secret.id IN (${secretId}, (SELECT parent_id FROM secret WHERE id = ${secretId}))`.execute(db);
  return rows[0] ?? null;
}
