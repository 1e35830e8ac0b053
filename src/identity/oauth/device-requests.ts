import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { sql, transact, type Db, type Tx } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import type { Principal } from '../principal.ts';
import { readSessionStart } from './interactions.ts';
import { digestArtifact, formatUserCode, normalizeUserCode } from './artifacts.ts';
import { clientNameOf } from './built-in-clients.ts';
import { insertGrant } from './grants.ts';
import { OauthRefusal } from './oauth-refusal.ts';
import { returnUserCodeAttempt, spendUserCodeAttempt, type UserCodeAttempt } from './oauth-budget.ts';

/** A device that waits for a person's yes (RFC 8628), as the person is shown it. */
export interface DeviceRequest {
  /** With its dash. */
  readonly userCode: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly scopes: readonly string[];
  /** Where the device asked from. */
  readonly address: string | null;
  /** What the device calls itself. */
  readonly client: string | null;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

interface WaitingRow {
  readonly digest: Buffer;
  readonly clientId: string;
  readonly scope: string;
  readonly address: string | null;
  readonly client: string | null;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

/** INVARIANT: what was decided, has run out or was fetched is not there any more; of two decisions at one moment the second finds nothing. */
async function readWaiting(db: Db | Tx, userCode: string): Promise<WaitingRow | undefined> {
  const { rows } = await sql<WaitingRow>`
    SELECT digest, payload->>'clientId' AS "clientId", coalesce(payload->'params'->>'scope', '') AS scope,
           payload->'deviceInfo'->>'address' AS address, payload->'deviceInfo'->>'client' AS client,
           created_at AS "requestedAt", expires_at AS "expiresAt"
    FROM oauth_artifact
    WHERE user_code = ${digestArtifact('UserCode', userCode)} AND kind = 'DeviceCode' AND expires_at > now()
      AND consumed_at IS NULL AND NOT payload ?| ARRAY['accountId', 'error']
    FOR UPDATE`.execute(db);
  return rows[0];
}

function codeUnknown(): CatalogError {
  return new CatalogError('record_not_found', 'no device waits with this code; it is wrong, has run out or was used');
}

function describe(userCode: string, row: WaitingRow): DeviceRequest {
  const { clientId, address, client, requestedAt, expiresAt } = row;
  const scopes = row.scope.split(' ').filter((scope) => scope !== '');
  const clientName = clientNameOf(clientId);
  const shown = formatUserCode(userCode);
  return { userCode: shown, clientId, clientName, scopes, address, client, requestedAt, expiresAt };
}

/** A person who typed a code into our page. */
export interface DeviceAnswer {
  readonly userCode: string;
  readonly attempt: UserCodeAttempt;
}

async function decide<T>(
  deps: IdentityDeps,
  answer: DeviceAnswer,
  work: (tx: Tx, waiting: WaitingRow, userCode: string) => Promise<T>,
): Promise<T> {
  await spendUserCodeAttempt(deps.db, answer.attempt);
  const userCode = normalizeUserCode(answer.userCode);
  const done = await transact(deps.db, async (tx) => {
    const waiting = await readWaiting(tx, userCode);
    if (waiting === undefined) throw codeUnknown();
    return work(tx, waiting, userCode);
  });
  await returnUserCodeAttempt(deps.db, answer.attempt);
  return done;
}

/**
 * The device that waits with this code. Throws `record_not_found` for a code that is wrong, has run out or was decided, all alike, and
 * `rate_limited` after five wrong ones of a session or twenty of a network within 15 minutes.
 */
export function findDeviceRequest(deps: IdentityDeps, answer: DeviceAnswer): Promise<DeviceRequest> {
  return decide(deps, answer, (_tx, waiting, userCode) => Promise.resolve(describe(userCode, waiting)));
}

async function answerDevice(tx: Tx, waiting: WaitingRow, result: Record<string, unknown>): Promise<void> {
  const grantId = typeof result['grantId'] === 'string' ? result['grantId'] : null;
  await sql`
    UPDATE oauth_artifact SET payload = payload || ${JSON.stringify(result)}::jsonb, grant_id = ${grantId}
    WHERE digest = ${waiting.digest}`.execute(tx);
}

/** Lets the device act as the person; the grant and its record commit together. Throws as `findDeviceRequest`. */
export async function allowDevice(
  deps: IdentityDeps,
  principal: Principal,
  answer: DeviceAnswer & { readonly sessionId: string },
): Promise<void> {
  await decide(deps, answer, async (tx, waiting) => {
    const { clientId, scope, address } = waiting;
    const grantId = await insertGrant(tx, { actor: principal, clientId, scope });
    const authTime = await readSessionStart(tx, answer.sessionId);
    await answerDevice(tx, waiting, { accountId: principal.actorId, grantId, scope, authTime });
    await recordAudit(tx, {
      actor: principal,
      action: 'oauth-grant.create',
      objectKind: 'oauth-grant',
      objectId: grantId,
      detail: { clientId, scope, way: 'device', deviceAddress: address },
    });
  });
}

/** Refuses the device, which is told so at its next question. Throws as `findDeviceRequest`. */
export async function refuseDevice(deps: IdentityDeps, principal: Principal, answer: DeviceAnswer): Promise<void> {
  await decide(deps, answer, async (tx, waiting) => {
    await answerDevice(tx, waiting, { error: 'access_denied', errorDescription: 'the person refused' });
    await recordAudit(tx, {
      actor: principal,
      action: 'oauth-grant.refuse',
      objectKind: 'oauth-client',
      objectId: waiting.clientId,
      detail: { clientId: waiting.clientId, way: 'device', deviceAddress: waiting.address },
    });
  });
}

/** How much longer a device that asks too soon has to wait between two questions from then on (RFC 8628, section 3.5). */
const slowerBySeconds = 5;

/**
 * Notes that a device asks whether the person has decided. Throws `OauthRefusal` (`slow_down`) when it asks sooner than it was told;
 * every such question makes the pause longer.
 */
export async function paceDevicePoll(deps: IdentityDeps, deviceCode: string): Promise<void> {
  const { rows } = await sql<{ isTooSoon: boolean }>`
    WITH before AS (
      SELECT digest, coalesce(last_polled_at, created_at) + make_interval(secs => poll_seconds) > now() AS is_too_soon
      FROM oauth_artifact WHERE digest = ${digestArtifact('DeviceCode', deviceCode)} FOR UPDATE
    )
    UPDATE oauth_artifact SET last_polled_at = now(),
      poll_seconds = poll_seconds + CASE WHEN is_too_soon THEN ${slowerBySeconds}::int ELSE 0 END
    FROM before WHERE oauth_artifact.digest = before.digest
    RETURNING is_too_soon AS "isTooSoon"`.execute(deps.db);
  if (rows[0]?.isTooSoon === true)
    throw new OauthRefusal('slow_down', 'the device asks too often; wait five seconds more');
}
