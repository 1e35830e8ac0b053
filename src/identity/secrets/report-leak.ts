import { recordAudit, systemActor, type AuditEntry } from '../../audit/index.ts';
import { digestSecret, parseSecret, type SecretKind } from '../../foundation/index.ts';
import { retryTransaction, sql, type Tx } from '../../postgres/index.ts';
import { suspendApiToken } from '../api-tokens/suspend-api-token.ts';
import type { IdentityDeps } from '../deps.ts';
import { noteFailure, requireFailureBudget } from '../limits/request-limits.ts';
import type { RequestOrigin } from './request-origin.ts';
import { revokeSecret } from './revoke-secret.ts';

export interface LeakReport {
  /** The leaked secret, also as `secret-token:` URI (RFC 8959). */
  readonly secret: string;
  /** Where it was found, in the words of who reports it. */
  readonly source: string | null;
  readonly origin: RequestOrigin;
}

interface LeakedSecret {
  readonly secretId: string;
  readonly kind: SecretKind;
  readonly username: string;
  readonly tokenId: string | null;
}

const wrapper = /^secret-token:/i;
const suspensionReason = 'reported as leaked';

/**
 * The live secret with this digest; what has ended, or is of an actor that is switched off, lets nobody in as it is. A refresh token that has
 * expired may still be regenerated, and counts as live until it is revoked.
 */
async function findLiveSecret(tx: Tx, digest: Buffer): Promise<LeakedSecret | null> {
  const { rows } = await sql<LeakedSecret>`
    SELECT secret.id AS "secretId", secret.kind, actor.username, api_token.id AS "tokenId"
    FROM secret
    JOIN actor ON actor.id = secret.actor_id AND actor.state = 'active'
    LEFT JOIN api_token ON api_token.actor_id = secret.actor_id
    WHERE secret.digest = ${digest} AND secret.retired_at IS NULL
      AND (secret.kind = 'ref' OR coalesce(least(secret.retires_at, secret.expires_at, api_token.expires_at) > now(), true))`.execute(
    tx,
  );
  return rows[0] ?? null;
}

type Outcome = 'suspended' | 'retired';

/**
 * An API token is suspended as a whole, so that whoever has the secret cannot move to a successor; any other secret ends, and
 * with it what was made from it.
 * `null` when another report of the same secret came first.
 */
async function endLeaked(tx: Tx, { secretId, kind, tokenId }: LeakedSecret): Promise<Outcome | null> {
  if (kind !== 'api' || tokenId === null) return (await revokeSecret(tx, { id: secretId })) === null ? null : 'retired';
  const suspension = { id: tokenId, by: systemActor.username, reason: suspensionReason };
  return (await suspendApiToken(tx, suspension)).isChanged ? 'suspended' : null;
}

function entryOf(leaked: LeakedSecret, { source, origin }: LeakReport, outcome: Outcome): AuditEntry {
  const { secretId, kind, username, tokenId } = leaked;
  return {
    actor: systemActor,
    action: 'secret.leak-report',
    objectKind: tokenId === null ? 'secret' : 'api-token',
    objectId: tokenId ?? secretId,
    detail: { secretId, kind, username, outcome, source },
    origin,
  };
}

/**
 * Makes a leaked secret worthless: its API token is suspended, any other secret ends with what was made from it. Nothing
 * happens for a secret that is damaged, unknown or dead, and nobody is told which it was.
 * SECURITY: asks for no credential, since it needs the secret itself, which could do worse. Reports that hit nothing count
 * against the address (`rate_limited`); a scanner that finds a thousand live secrets is heard a thousand times.
 */
export async function reportLeak(deps: IdentityDeps, report: LeakReport): Promise<void> {
  const { address } = report.origin;
  requireFailureBudget(deps, address, 'leak-report');
  const parsed = parseSecret(report.secret.trim().replace(wrapper, ''));
  const isEnded = parsed !== null && (await endSecretOf(deps, digestSecret(parsed.text), report));
  if (!isEnded) noteFailure(deps, address, 'leak-report');
}

function endSecretOf(deps: IdentityDeps, digest: Buffer, report: LeakReport): Promise<boolean> {
  return retryTransaction(deps.db, async (tx) => {
    const leaked = await findLiveSecret(tx, digest);
    if (leaked === null) return false;
    const outcome = await endLeaked(tx, leaked);
    if (outcome !== null) await recordAudit(tx, entryOf(leaked, report, outcome));
    return true;
  });
}
