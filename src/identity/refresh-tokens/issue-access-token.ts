import { CatalogError, invariant } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { insertSecret } from '../secrets/insert-secret.ts';
import { readNetworkAddress, type RequestOrigin } from '../secrets/request-origin.ts';
import type { AlationSettings } from '../settings/alation-settings.ts';
import type { RefreshTokenRecord } from './refresh-token.ts';

export interface NewAccessToken {
  /** Held by `holdRefreshToken`. */
  readonly token: RefreshTokenRecord;
  readonly settings: AlationSettings;
  readonly origin: RequestOrigin;
}

/** An access token that was just made. */
export interface IssuedAccessToken {
  /** The id of its secret, which is no secret. */
  readonly id: string;
  /** Shown to the caller once. */
  readonly secret: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** How many others of the same refresh token it took the place of. */
  readonly superseded: number;
}

const hourSeconds = 60 * 60;
const clientCharactersMax = 200;

/** Throws `refresh_token_ended` unless a refresh token is active. */
export function requireActive({ state }: RefreshTokenRecord): void {
  if (state === 'active') return;
  throw new CatalogError('refresh_token_ended', 'the refresh token is expired or revoked');
}

/** Ends the oldest active access tokens of a refresh token beyond `kept`, and gives how many those were. */
async function endSuperseded(tx: Tx, secretId: string, kept: number): Promise<number> {
  const { rows } = await sql`
    UPDATE secret SET retired_at = now()
    WHERE id IN (
      SELECT id FROM secret
      WHERE parent_id = ${secretId} AND kind = 'acc' AND retired_at IS NULL AND expires_at > now()
      ORDER BY created_at DESC, id OFFSET ${kept})
    RETURNING id`.execute(tx);
  return rows.length;
}

/** Only this is a use of a refresh token: to ask whether it is good is none. */
async function noteUse(tx: Tx, secretId: string, { address, client }: RequestOrigin): Promise<void> {
  await sql`
    UPDATE secret SET last_used_at = clock_timestamp(), first_used_at = coalesce(first_used_at, clock_timestamp()),
      last_used_network = ${readNetworkAddress(address)}::inet, last_used_client = ${client?.slice(0, clientCharactersMax) ?? null},
      use_count = use_count + 1
    WHERE id = ${secretId}`.execute(tx);
}

/**
 * Makes an access token from an active refresh token inside the caller's transaction, which records it. It takes the place of the oldest
 * ones where there would be more than the workspace wants, and lives for its own time, however little the refresh token has left.
 * Throws `refresh_token_ended`.
 */
export async function issueAccessToken(
  tx: Tx,
  { token, settings, origin }: NewAccessToken,
): Promise<IssuedAccessToken> {
  requireActive(token);
  const { actorId, secretId } = token;
  const superseded = await endSuperseded(tx, secretId, settings.activeAccessTokensMax - 1);
  const lifetimeSeconds = settings.accessTokenHours * hourSeconds;
  const made = await insertSecret(tx, { actorId, kind: 'acc', parentId: secretId, lifetimeSeconds, origin });
  await noteUse(tx, secretId, origin);
  const { id, text: secret, createdAt, expiresAt } = made;
  invariant(expiresAt !== null, 'an access token expires');
  return { id, secret, createdAt, expiresAt, superseded };
}

/** Ends every active access token of a refresh token that the transaction holds, and gives how many those were. */
export function endAccessTokensOf(tx: Tx, { secretId }: RefreshTokenRecord): Promise<number> {
  return endSuperseded(tx, secretId, 0);
}
