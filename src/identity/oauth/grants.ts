import { recordAudit, type AuditActor, type AuditOrigin } from '../../audit/index.ts';
import { CatalogError, isGuid, newGuid } from '../../foundation/index.ts';
import { sql, transact, type Db, type Tx } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import type { Principal } from '../principal.ts';
import { clientNameOf } from './built-in-clients.ts';

/** What a person has allowed a client. */
export interface OauthGrant {
  readonly id: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** However often its tokens are renewed, a grant ends then. */
const grantDays = 90;

export interface NewGrant {
  readonly actor: Principal;
  readonly clientId: string;
  /** Separated by blanks. */
  readonly scope: string;
}

/** Stores that a person allows a client to act for it; whoever calls records it. */
export async function insertGrant(tx: Tx, { actor, clientId, scope }: NewGrant): Promise<string> {
  const id = newGuid();
  await tx
    .deleteFrom('oauth_grant')
    .where('expires_at', '<', sql<Date>`now()`)
    .execute();
  await tx
    .insertInto('oauth_grant')
    .values({
      id,
      actor_id: actor.actorId,
      client_id: clientId,
      scope,
      expires_at: sql<Date>`now() + make_interval(days => ${grantDays})`,
    })
    .execute();
  return id;
}

/** Why a grant ended, and who ended it; the person itself when absent. */
export interface GrantEnd {
  readonly id: string;
  readonly reason: string;
  readonly actor?: AuditActor;
  /** Where from; the actor's own when absent. */
  readonly origin?: AuditOrigin;
}

/**
 * Ends a grant with its codes, refresh and access tokens in one statement, and records it; false when there is none.
 * A token that is being made from it at the same moment waits for that statement and then is not made.
 */
export async function endGrant(tx: Tx, { id, reason, actor, origin }: GrantEnd): Promise<boolean> {
  if (!isGuid(id)) return false;
  const { rows } = await sql<{ actorId: string; username: string; clientId: string }>`
    WITH ended AS (DELETE FROM oauth_grant WHERE id = ${id} RETURNING actor_id, client_id)
    SELECT actor.id AS "actorId", actor.username, ended.client_id AS "clientId"
    FROM ended JOIN actor ON actor.id = ended.actor_id`.execute(tx);
  const [ended] = rows;
  if (ended === undefined) return false;
  const { actorId, username, clientId } = ended;
  const detail = { clientId, username, reason };
  await recordAudit(tx, {
    actor: actor ?? { actorId, username },
    action: 'oauth-grant.end',
    objectKind: 'oauth-grant',
    objectId: id,
    detail,
    ...(origin === undefined ? {} : { origin }),
  });
  return true;
}

/** Ends every grant of a person inside the caller's transaction, who records why; answers how many. */
export async function endGrantsOf(tx: Tx, actorId: string): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom('oauth_grant').where('actor_id', '=', actorId).executeTakeFirst();
  return Number(numDeletedRows);
}

/** What the caller has allowed, newest first. */
export async function listOwnGrants(deps: { readonly db: Db }, principal: Principal): Promise<readonly OauthGrant[]> {
  const rows = await deps.db
    .selectFrom('oauth_grant')
    .where('actor_id', '=', principal.actorId)
    .where('expires_at', '>', sql<Date>`now()`)
    .select(['id', 'client_id', 'scope', 'created_at', 'expires_at'])
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    clientId: row.client_id,
    clientName: clientNameOf(row.client_id),
    scopes: row.scope.split(' ').filter((scope) => scope !== ''),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
}

/** Takes back what the caller has allowed. Throws `record_not_found`, also for what somebody else has allowed. */
export async function endOwnGrant(deps: IdentityDeps, principal: Principal, id: string): Promise<void> {
  await transact(deps.db, async (tx) => {
    const own = isGuid(id)
      ? await tx
          .selectFrom('oauth_grant')
          .where('id', '=', id)
          .where('actor_id', '=', principal.actorId)
          .select('id')
          .forUpdate()
          .executeTakeFirst()
      : undefined;
    if (own === undefined) throw new CatalogError('record_not_found', `there is no OAuth grant \`${id}\``);
    await endGrant(tx, { id: own.id, reason: 'taken back', actor: principal });
  });
}
