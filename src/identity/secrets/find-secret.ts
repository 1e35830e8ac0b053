import { timingSafeEqual } from 'node:crypto';
import { CatalogError, digestSecret, parseSecret, type SecretKind } from '../../foundation/index.ts';
import { CompiledQuery, type Db } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import { principalFrom, serviceAccountPrefix, type Principal, type Role } from '../principal.ts';

/**
 * What a presented secret turned out to be.
 * `damaged`: form or checksum is wrong, the database was not asked. `unknown`: never issued, revoked, of a purged actor, or
 * of a kind that has no business here. `expired` and `disabled` are told only to whoever holds the right secret.
 */
export type TokenStatus =
  | {
      readonly status: 'valid';
      readonly principal: Principal;
      readonly expiresAt: Date | null;
      readonly secretId: string;
      readonly secretKind: SecretKind;
    }
  | { readonly status: 'missing' | 'damaged' | 'unknown' | 'expired' | 'disabled' };

interface SecretRow {
  readonly secretId: string;
  readonly digest: Buffer;
  readonly status: 'valid' | 'unknown' | 'disabled' | 'expired';
  readonly expiresAt: Date | null;
  readonly actorId: string;
  readonly username: string;
  readonly role: Role;
  readonly tokenId: string | null;
  readonly epoch: number;
  readonly createdAt: Date;
}

/**
 * INVARIANT: all that decides whether a secret is good is read here, in one statement on the primary, with expiry by the
 * database's own clock. There is no second read to race with and nothing to cache, so a change that has committed
 * holds for every request that starts later.
 * A session also ends after one idle hour; uses are written about once a minute, which is the error of that hour.
 * `least` ignores NULL: no expiry on either side is no expiry.
 * Prepared, because planning it takes ten times as long as running it (0.34 against 0.03 ms); and no column more than is
 * needed, because the driver's share of a request grows with each.
 */
const findSecretText = `/* prepared: find-secret */
    SELECT secret.id AS "secretId", secret.digest, ends.at AS "expiresAt",
           CASE WHEN secret.retired_at IS NOT NULL OR actor.state = 'deleted' THEN 'unknown'
                WHEN actor.state = 'disabled' THEN 'disabled'
                WHEN ends.at <= now() THEN 'expired'
                ELSE 'valid' END AS status,
           actor.id AS "actorId", actor.username, actor.role, actor.created_at AS "createdAt",
           api_token.id AS "tokenId", policy_epoch.epoch
    FROM secret
    JOIN actor ON actor.id = secret.actor_id
    LEFT JOIN api_token ON api_token.actor_id = secret.actor_id
    CROSS JOIN policy_epoch
    CROSS JOIN LATERAL (SELECT least(
      secret.expires_at,
      api_token.expires_at,
      CASE WHEN secret.kind = 'ses' THEN greatest(secret.created_at, secret.last_used_at) + interval '1 hour' END
    ) AS at) AS ends
    WHERE secret.digest = $1`;

async function readSecret(db: Db, digest: Buffer): Promise<SecretRow | undefined> {
  const { rows } = await db.executeQuery<SecretRow>(CompiledQuery.raw(findSecretText, [digest]));
  return rows[0];
}

function principalOf({ tokenId, username, actorId, role, epoch, createdAt }: SecretRow): Principal {
  const isToken = tokenId !== null;
  const clientId = isToken ? username.slice(serviceAccountPrefix.length) : null;
  return principalFrom({
    kind: isToken ? 'token' : 'user',
    actorId,
    username,
    role,
    tokenId,
    clientId,
    epoch,
    createdAt,
  });
}

/** SECURITY: a store that cannot be asked is neither a bad secret nor a good one, so it must not look like either. */
async function askStore(db: Db, digest: Buffer): Promise<SecretRow | undefined> {
  try {
    return await readSecret(db, digest);
  } catch (cause) {
    throw new CatalogError('store_unavailable', 'the catalog cannot reach its store; try again shortly', { cause });
  }
}

/**
 * Judges a presented secret of one of the `kinds` that are accepted at this place. Throws only `store_unavailable`.
 * SECURITY: the index finds a SHA-256 digest, which a caller cannot steer; the constant-time comparison of the 32 bytes
 * is the second belt. Wrong kind, revoked and never issued give one answer, so a stranger learns nothing by trying.
 */
export async function findSecret(
  deps: IdentityDeps,
  text: string | undefined,
  kinds: readonly SecretKind[],
): Promise<TokenStatus> {
  if (text === undefined || text === '') return { status: 'missing' };
  const parsed = parseSecret(text);
  if (parsed === null) return { status: 'damaged' };
  if (!kinds.includes(parsed.kind)) return { status: 'unknown' };
  const digest = digestSecret(parsed.text);
  const row = await askStore(deps.db, digest);
  if (row === undefined || !timingSafeEqual(row.digest, digest)) return { status: 'unknown' };
  if (row.status !== 'valid') return { status: row.status };
  deps.marks?.mark(row.secretId, deps.clock.now());
  const { expiresAt, secretId } = row;
  return { status: 'valid', principal: principalOf(row), expiresAt, secretId, secretKind: parsed.kind };
}
