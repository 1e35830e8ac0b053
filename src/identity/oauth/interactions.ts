import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { sql, transact, type Db, type Tx } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import type { Principal } from '../principal.ts';
import { digestArtifact } from './artifacts.ts';
import { clientNameOf } from './built-in-clients.ts';
import { insertGrant } from './grants.ts';

/** A client that has sent a browser here for a person's yes, as the person is shown it. */
export interface OauthInteraction {
  readonly uid: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly scopes: readonly string[];
  /** Where the browser asked from, and what it calls itself. */
  readonly address: string | null;
  readonly client: string | null;
  /** The host and port that the answer goes to. */
  readonly redirectTo: string;
  readonly expiresAt: Date;
}

interface PendingRow {
  readonly digest: Buffer;
  readonly clientId: string;
  readonly scope: string;
  readonly redirectUri: string | null;
  readonly address: string | null;
  readonly client: string | null;
  readonly expiresAt: Date;
}

/** INVARIANT: what was decided or has run out is not there any more; of two decisions at one moment the second finds nothing. */
async function readPending(db: Db | Tx, uid: string): Promise<PendingRow> {
  const { rows } = await sql<PendingRow>`
    SELECT digest, payload->'params'->>'client_id' AS "clientId", coalesce(payload->'params'->>'scope', '') AS scope,
           payload->'params'->>'redirect_uri' AS "redirectUri", payload->'origin'->>'address' AS address,
           payload->'origin'->>'client' AS client, expires_at AS "expiresAt"
    FROM oauth_artifact
    WHERE digest = ${digestArtifact('Interaction', uid)} AND kind = 'Interaction' AND expires_at > now()
      AND NOT payload ? 'result'
    FOR UPDATE`.execute(db);
  const [row] = rows;
  if (row === undefined) {
    throw new CatalogError('record_not_found', 'there is no such request; it has run out or was decided');
  }
  return row;
}

/** What a client asks of a person. Throws `record_not_found`. */
export async function findInteraction(deps: IdentityDeps, uid: string): Promise<OauthInteraction> {
  const row = await readPending(deps.db, uid);
  const { clientId, address, client, redirectUri, expiresAt } = row;
  const scopes = row.scope.split(' ').filter((scope) => scope !== '');
  const redirectTo = redirectUri === null ? '' : new URL(redirectUri).host;
  return { uid, clientId, clientName: clientNameOf(clientId), scopes, address, client, redirectTo, expiresAt };
}

/** When the session of a person began, in epoch seconds: what OpenID Connect calls `auth_time`. */
export async function readSessionStart(tx: Tx, sessionId: string): Promise<number> {
  const { startedAt } = await tx
    .selectFrom('secret')
    .where('id', '=', sessionId)
    .select(sql<number>`floor(extract(epoch FROM created_at))::int`.as('startedAt'))
    .executeTakeFirstOrThrow();
  return startedAt;
}

async function storeResult(tx: Tx, pending: PendingRow, result: Record<string, unknown>): Promise<void> {
  await sql`
    UPDATE oauth_artifact SET payload = payload || jsonb_build_object('result', ${JSON.stringify(result)}::jsonb)
    WHERE digest = ${pending.digest}`.execute(tx);
}

/** A person's answer in our page: to which request, and in which session. */
export interface InteractionAnswer {
  readonly uid: string;
  readonly sessionId: string;
}

/** Lets the client act as the person, once the browser goes on. Throws `record_not_found`. */
export async function allowInteraction(
  deps: IdentityDeps,
  principal: Principal,
  { uid, sessionId }: InteractionAnswer,
): Promise<void> {
  await transact(deps.db, async (tx) => {
    const pending = await readPending(tx, uid);
    const { clientId, scope } = pending;
    const grantId = await insertGrant(tx, { actor: principal, clientId, scope });
    const ts = await readSessionStart(tx, sessionId);
    const login = { accountId: principal.actorId, remember: false, ts };
    await storeResult(tx, pending, { login, consent: { grantId } });
    await recordAudit(tx, {
      actor: principal,
      action: 'oauth-grant.create',
      objectKind: 'oauth-grant',
      objectId: grantId,
      detail: { clientId, scope, way: 'browser' },
    });
  });
}

/** Refuses the client, which is told so when the browser goes on. Throws `record_not_found`. */
export async function refuseInteraction(
  deps: IdentityDeps,
  principal: Principal,
  { uid }: Pick<InteractionAnswer, 'uid'>,
): Promise<void> {
  await transact(deps.db, async (tx) => {
    const pending = await readPending(tx, uid);
    const { clientId } = pending;
    await storeResult(tx, pending, { error: 'access_denied', error_description: 'the person refused' });
    await recordAudit(tx, {
      actor: principal,
      action: 'oauth-grant.refuse',
      objectKind: 'oauth-client',
      objectId: clientId,
      detail: { clientId, way: 'browser' },
    });
  });
}
