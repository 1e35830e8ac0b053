import { sql, type Db } from '../../postgres/index.ts';
import { readWorkspaceSettings } from '../settings/workspace-settings.ts';

/** For so long a token that has ended is still told from one that never was, and listed. */
const daysKept = 30;

/** Deleted by one statement, which holds their rows for as long as it takes. */
const rowsPerStatement = 1_000;

/**
 * Deletes refresh and access tokens that ended a month ago; clients that make new ones before every call leave many. A refresh token waits
 * for the last of its access tokens, which may live longer than itself. Gives how many rows.
 */
export async function sweepDeadTokens(db: Db): Promise<number> {
  const { alation } = await readWorkspaceSettings(db);
  for (let swept = 0; ;) {
    const { rows } = await sql`
      DELETE FROM secret WHERE id IN (
        SELECT id FROM secret
        WHERE kind IN ('ref', 'acc') AND least(expires_at, retired_at) < now() - make_interval(hours => ${daysKept} * 24)
          -- What may still be regenerated has not ended.
          AND NOT (kind = 'ref' AND retired_at IS NULL
            AND expires_at > now() - make_interval(hours => ${alation.regenerateGraceDays} * 24))
          AND NOT EXISTS (
            SELECT FROM secret AS access WHERE access.parent_id = secret.id AND access.retired_at IS NULL
              AND access.expires_at > now())
        ORDER BY id LIMIT ${rowsPerStatement} FOR UPDATE SKIP LOCKED)
      RETURNING id`.execute(db);
    swept += rows.length;
    if (rows.length < rowsPerStatement) return swept;
  }
}
