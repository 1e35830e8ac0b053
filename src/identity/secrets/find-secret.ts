import { timingSafeEqual } from 'node:crypto';
import { CatalogError, digestSecret, parseSecret, type SecretKind } from '../../foundation/index.ts';
import { CompiledQuery, type Db } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import {
  principalFrom,
  type ActingParty,
  type ActorKind,
  type Principal,
  type Role,
  type TokenScopes,
} from '../principal.ts';
import { readNetworkAddress, type RequestOrigin } from './request-origin.ts';

/**
 * What a presented secret turned out to be.
 * `damaged`: form or checksum is wrong, the database was not asked. `unknown`: never issued, revoked, of a purged actor, or
 * of a kind that has no business here. `expired`, `disabled` and `elsewhere` (not a network it may be used from) are known
 * only of whoever holds the right secret.
 */
export type TokenStatus =
  | {
      readonly status: 'valid';
      readonly principal: Principal;
      readonly expiresAt: Date | null;
      readonly secretId: string;
      readonly secretKind: SecretKind;
      /** The token's own budget; `null` for the workspace's. */
      readonly requestsPerMinute: number | null;
    }
  | { readonly status: 'missing' | 'damaged' | 'unknown' }
  | {
      readonly status: 'expired' | 'disabled' | 'elsewhere' | 'retired';
      /** Whose secret it was, for the audit; never for the answer. */
      readonly actor: ActingParty;
      readonly secretId: string;
    };

/** What few secrets have; NULL in the others, so that it costs them nothing. */
interface SecretTerms {
  readonly scopes: TokenScopes | null;
  readonly requestsPerMinute: number | null;
  readonly act: ActingParty | null;
  /** The secret is a successor that was not used before: its first use shortens the life of the one it follows. */
  readonly isUnusedSuccessor: boolean;
}

interface SecretRow {
  readonly secretId: string;
  readonly digest: Buffer;
  readonly status: 'valid' | 'unknown' | 'retired' | 'disabled' | 'expired' | 'elsewhere';
  readonly expiresAt: Date | null;
  readonly actorId: string;
  readonly kind: ActorKind;
  readonly username: string;
  readonly role: Role;
  readonly tokenId: string | null;
  readonly epoch: number;
  readonly createdAt: Date;
  readonly terms: SecretTerms | null;
}

interface SecretConditions {
  readonly disabled?: string;
  readonly found?: string;
}

/**
 * INVARIANT: all that decides whether a secret is good is read here, in one statement on the primary, with expiry by the
 * database's own clock. There is no second read to race with and nothing to cache, so a change that has committed
 * holds for every request that starts later.
 * A session also ends after one idle hour; uses are written about once a minute, which is the error of that hour.
 * `least` ignores NULL: no expiry on either side is no expiry.
 * SECURITY: an address that is not known is in no network; the comparison must not become NULL, which would let it pass.
 * Prepared, because planning it takes ten times as long as running it (0.34 against 0.03 ms); and no column more than is
 * needed, because the driver's share of a request grows with each.
 */
function secretText(name: string, { disabled = '', found = '' }: SecretConditions): string {
  return `/* prepared: ${name} */
    SELECT secret.id AS "secretId", secret.digest, ends.at AS "expiresAt",
           CASE WHEN actor.state = 'deleted' THEN 'unknown'
                WHEN secret.retired_at IS NOT NULL OR secret.retires_at <= now() THEN 'retired'
                WHEN actor.state = 'disabled' ${disabled} THEN 'disabled'
                WHEN ends.at <= now() THEN 'expired'
                WHEN NOT coalesce($2::inet <<= ANY (api_token.allowed_networks), api_token.allowed_networks IS NULL)
                  THEN 'elsewhere'
                ELSE 'valid' END AS status,
           actor.id AS "actorId", actor.kind, actor.username, actor.role, actor.created_at AS "createdAt",
           api_token.id AS "tokenId", policy_epoch.epoch,
           CASE WHEN api_token.scopes IS NOT NULL OR api_token.requests_per_minute IS NOT NULL
                  OR secret.act_actor_id IS NOT NULL
                  OR (secret.supersedes_id IS NOT NULL AND secret.first_used_at IS NULL)
                THEN jsonb_build_object(
                  'scopes', api_token.scopes, 'requestsPerMinute', api_token.requests_per_minute,
                  'act', CASE WHEN secret.act_actor_id IS NOT NULL
                    THEN jsonb_build_object('actorId', secret.act_actor_id, 'username', secret.act_username) END,
                  'isUnusedSuccessor', secret.supersedes_id IS NOT NULL AND secret.first_used_at IS NULL) END AS terms
    FROM secret
    JOIN actor ON actor.id = secret.actor_id
    LEFT JOIN api_token ON api_token.actor_id = secret.actor_id
    CROSS JOIN policy_epoch
    CROSS JOIN LATERAL (SELECT least(
      secret.expires_at,
      secret.retires_at,
      api_token.expires_at,
      CASE WHEN secret.kind = 'ses' THEN greatest(secret.created_at, secret.last_used_at) + interval '1 hour' END
    ) AS at) AS ends
    WHERE secret.digest = $1 ${found}`;
}

const findSecretText = secretText('find-secret', {});

/** The same for the tokens of the Alation wire: they answer as switched off while the workspace has none, and may have to be of one owner. */
const findAlationSecretText = secretText('find-secret-alation', {
  disabled: `OR EXISTS (SELECT FROM workspace_setting WHERE key = 'alation.enabled' AND value = 'false')`,
  found: 'AND ($3::bigint IS NULL OR actor.number = $3)',
});

/** Kinds that only the Alation wire takes. */
const alationKinds: ReadonlySet<SecretKind> = new Set(['ref', 'acc']);

interface SecretQuestion {
  readonly kind: SecretKind;
  readonly digest: Buffer;
  readonly address: string | null;
  readonly ownerNumber: number | null;
}

async function readSecret(db: Db, question: SecretQuestion): Promise<SecretRow | undefined> {
  const { kind, digest, address, ownerNumber } = question;
  const query =
    alationKinds.has(kind) || ownerNumber !== null
      ? CompiledQuery.raw(findAlationSecretText, [digest, address, ownerNumber])
      : CompiledQuery.raw(findSecretText, [digest, address]);
  const { rows } = await db.executeQuery<SecretRow>(query);
  return rows[0];
}

function principalOf(row: SecretRow): Principal {
  const { tokenId, kind, username, actorId, role, epoch, createdAt, terms } = row;
  const rare = terms === null ? {} : { scopes: terms.scopes, act: terms.act };
  return principalFrom({ kind, actorId, username, role, tokenId, epoch, createdAt, ...rare });
}

/** SECURITY: a store that cannot be asked is neither a bad secret nor a good one, so it must not look like either. */
async function askStore(db: Db, question: SecretQuestion): Promise<SecretRow | undefined> {
  try {
    return await readSecret(db, question);
  } catch (cause) {
    throw new CatalogError('store_unavailable', 'the catalog cannot reach its store; try again shortly', { cause });
  }
}

/** A secret as it was presented: its text, the kinds that are accepted at this place, and where the request came from. */
export interface Presented {
  readonly text: string | undefined;
  readonly kinds: readonly SecretKind[];
  readonly origin: RequestOrigin;
  /** The number of the actor that the secret must be of; of another one it is `unknown`. */
  readonly ownerNumber?: number;
}

/** What looks to strangers like a secret that never was, and therefore counts as a failed attempt of its site. */
const deadStatuses: ReadonlySet<SecretRow['status']> = new Set(['unknown', 'retired', 'disabled']);

/**
 * Judges a presented secret. Throws only `store_unavailable`, and `rate_limited` where a site failed too often to be looked
 * up. Damaged secrets and those of the wrong kind cost no look-up and therefore count for nothing.
 * SECURITY: the index finds a SHA-256 digest, which a caller cannot steer; the constant-time comparison of the 32 bytes
 * is the second belt. Wrong kind, retired and never issued give one answer, so a stranger learns nothing by trying.
 */
export async function findSecret(deps: IdentityDeps, presented: Presented): Promise<TokenStatus> {
  const { text, kinds, origin, ownerNumber = null } = presented;
  if (text === undefined || text === '') return { status: 'missing' };
  const parsed = parseSecret(text);
  if (parsed === null) return { status: 'damaged' };
  if (!kinds.includes(parsed.kind)) return { status: 'unknown' };
  const digest = digestSecret(parsed.text);
  if (origin.address !== null) deps.limits?.failures.requireLookUp(origin.address, digest);
  const row = await askStore(deps.db, {
    kind: parsed.kind,
    digest,
    address: readNetworkAddress(origin.address),
    ownerNumber,
  });
  const isSame = row !== undefined && timingSafeEqual(row.digest, digest);
  const isHeld = isSame && !deadStatuses.has(row.status);
  if (origin.address !== null) deps.limits?.failures.noteLookUp(origin.address, digest, isHeld);
  if (!isSame || row.status === 'unknown') return { status: 'unknown' };
  const { status, actorId, username, secretId, expiresAt, terms } = row;
  if (status !== 'valid') return { status, actor: { actorId, username }, secretId };
  deps.marks?.mark(secretId, { origin, isUnusedSuccessor: terms?.isUnusedSuccessor ?? false });
  const requestsPerMinute = terms?.requestsPerMinute ?? null;
  return { status, principal: principalOf(row), expiresAt, secretId, secretKind: parsed.kind, requestsPerMinute };
}
