import { CatalogError } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { revokeSecret } from '../secrets/revoke-secret.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import type { AlationSettings } from '../settings/alation-settings.ts';
import { issueRefreshToken, keepActivePerson, type IssuedRefreshToken } from './issue-refresh-token.ts';
import { holdRefreshToken, type RefreshTokenRecord } from './refresh-token.ts';

async function isWithinGrace(tx: Tx, { secretId }: RefreshTokenRecord, graceDays: number): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM secret WHERE id = ${secretId} AND expires_at + make_interval(hours => ${graceDays} * 24) > now()`.execute(
    tx,
  );
  return rows.length > 0;
}

function ended(): CatalogError {
  return new CatalogError('refresh_token_ended', 'the refresh token is expired or revoked');
}

async function requireReplaceable(tx: Tx, token: RefreshTokenRecord, graceDays: number): Promise<void> {
  if (token.state === 'active') return;
  if (token.state === 'expired' && (await isWithinGrace(tx, token, graceDays))) return;
  throw ended();
}

export interface Regeneration {
  readonly actorId: string;
  readonly secretId: string;
  readonly settings: AlationSettings;
  readonly origin: RequestOrigin;
}

/**
 * Puts a new refresh token of the same name and a whole lifespan in the place of one that is active, or expired within the grace, inside
 * the caller's transaction, which records it. The former one and its access tokens are dead from the commit on.
 * INVARIANT: the person is held before the token, as by who shuts them out; and the token is held, so that of two who regenerate it one
 * finds it revoked. Throws `refresh_token_ended`.
 */
export async function regenerate(
  tx: Tx,
  { actorId, secretId, settings, origin }: Regeneration,
): Promise<IssuedRefreshToken> {
  await keepActivePerson(tx, actorId, ended);
  const former = await holdRefreshToken(tx, secretId);
  await requireReplaceable(tx, former, settings.regenerateGraceDays);
  await revokeSecret(tx, { id: secretId });
  const { refreshTokenDays: lifespanDays } = settings;
  return issueRefreshToken(tx, { actorId, name: former.name, lifespanDays, regeneratedFrom: former.id, origin });
}
