import type { Adapter, AdapterPayload } from 'oidc-provider';
import { recordAudit } from '../../audit/index.ts';
import { digestSecret, invariant, newGuid, parseSecret } from '../../foundation/index.ts';
import { sql, transact, type Tx } from '../../postgres/index.ts';
import { findSecret, type TokenStatus } from '../secrets/find-secret.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import { sweepEndedSecrets } from '../secrets/insert-secret.ts';
import { revokeSecret } from '../secrets/revoke-secret.ts';
import { isGrantGone, type OauthStoreDeps } from './artifact-store.ts';
import { OauthRefusal } from './oauth-refusal.ts';

type Valid = Extract<TokenStatus, { status: 'valid' }>;

interface IssuedFor {
  readonly clientId: string | null;
  readonly grantId: string | null;
  readonly scope: string | null;
  readonly ageSeconds: number;
  readonly secondsLeft: number | null;
}

async function readIssuedFor(deps: OauthStoreDeps, secretId: string): Promise<IssuedFor | undefined> {
  const { rows } = await sql<IssuedFor>`
    SELECT secret.oauth_client_id AS "clientId", secret.oauth_grant_id AS "grantId", secret.oauth_scope AS scope,
           extract(epoch FROM now() - secret.created_at)::float8 AS "ageSeconds",
           extract(epoch FROM least(secret.expires_at, secret.retires_at, api_token.expires_at) - now())::float8 AS "secondsLeft"
    FROM secret LEFT JOIN api_token ON api_token.actor_id = secret.actor_id
    WHERE secret.id = ${secretId}`.execute(deps.db);
  return rows[0];
}

/** What introspection tells about any bearer beside RFC 7662's own members; `act` as in RFC 8693, section 4.1. */
function factsOf({ principal }: Valid): Record<string, unknown> {
  const { actorId: sub, username, act } = principal;
  return { sub, username, ...(act === undefined ? {} : { act: { sub: act.actorId, username: act.username } }) };
}

/**
 * A live bearer as the library reads an access token; `undefined` for everything else. Any bearer of ours is one: an access token, an
 * API token's secret, a person's bearer.
 * INVARIANT: whether it is live is decided by the one statement that authenticates every request.
 */
async function find(deps: OauthStoreDeps, text: string): Promise<AdapterPayload | undefined> {
  const { db, clock } = deps;
  const status = await findSecret({ db, clock }, { text, kinds: ['usr', 'api'], origin: deps.originNow() });
  if (status.status !== 'valid') return undefined;
  const issued = await readIssuedFor(deps, status.secretId);
  if (issued === undefined) return undefined;
  const now = Math.floor(clock.now().getTime() / 1000);
  const clientId = issued.clientId ?? status.principal.clientId;
  const { grantId, scope, secondsLeft } = issued;
  return {
    kind: 'AccessToken',
    jti: text,
    iat: now - Math.round(issued.ageSeconds),
    extra: factsOf(status),
    ...(secondsLeft === null ? {} : { exp: now + Math.floor(secondsLeft) }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(scope === null ? {} : { scope }),
    ...(grantId === null ? {} : { grantId, accountId: status.principal.actorId }),
  };
}

interface NewAccessToken {
  readonly text: string;
  readonly actorId: string;
  readonly clientId: string;
  readonly grantId: string;
  readonly scope: string;
  readonly lifetimeSeconds: number;
}

async function insertAccessToken(tx: Tx, token: NewAccessToken, origin: RequestOrigin): Promise<void> {
  const { actorId, clientId, scope } = token;
  await sweepEndedSecrets(tx, actorId);
  const id = newGuid();
  await tx
    .insertInto('secret')
    .values({
      id,
      actor_id: actorId,
      kind: 'usr',
      digest: digestSecret(token.text),
      expires_at: sql<Date>`now() + make_interval(secs => ${token.lifetimeSeconds})`,
      oauth_grant_id: token.grantId,
      oauth_client_id: clientId,
      oauth_scope: scope,
    })
    .execute();
  const { username } = await tx
    .selectFrom('actor')
    .where('id', '=', actorId)
    .select('username')
    .executeTakeFirstOrThrow();
  const actor = { actorId, username };
  const detail = { clientId, scope };
  await recordAudit(tx, { actor, action: 'oauth-token.create', objectKind: 'secret', objectId: id, detail, origin });
}

async function save(deps: OauthStoreDeps, text: string, payload: AdapterPayload): Promise<void> {
  const { accountId, clientId, grantId, scope = '', exp = 0, iat = 0 } = payload;
  invariant(accountId !== undefined && clientId !== undefined && grantId !== undefined, 'an access token has a grant');
  const token = { text, actorId: accountId, clientId, grantId, scope, lifetimeSeconds: exp - iat };
  try {
    await transact(deps.db, (tx) => insertAccessToken(tx, token, deps.originNow()));
  } catch (error) {
    if (isGrantGone(error)) throw new OauthRefusal('invalid_grant', 'the grant has ended');
    throw error;
  }
}

async function destroy(deps: OauthStoreDeps, text: string): Promise<void> {
  if (parseSecret(text)?.kind !== 'usr') return;
  await transact(deps.db, async (tx) => {
    const revoked = await revokeSecret(tx, { digest: digestSecret(text) });
    if (revoked === null) return;
    const { id, actorId } = revoked;
    const { username } = await tx
      .selectFrom('actor')
      .where('id', '=', actorId)
      .select('username')
      .executeTakeFirstOrThrow();
    const actor = { actorId, username };
    const origin = deps.originNow();
    await recordAudit(tx, { actor, action: 'oauth-token.revoke', objectKind: 'secret', objectId: id, origin });
  });
}

/** Storage for access tokens: rows of the table of secrets. Throws `OauthRefusal` where the grant has ended meanwhile. */
export function createAccessTokenStore(deps: OauthStoreDeps): Adapter {
  return {
    upsert: (text, payload) => save(deps, text, payload),
    find: (text) => find(deps, text),
    findByUserCode: () => Promise.resolve(undefined),
    findByUid: () => Promise.resolve(undefined),
    consume: () => Promise.resolve(),
    destroy: (text) => destroy(deps, text),
    // Whatever hangs on a grant ends with its row.
    revokeByGrantId: () => Promise.resolve(),
  };
}
