import { recordAudit, systemActor } from '../../audit/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';

/** How long before its expiry a refresh token is announced, in days. */
const daysBefore: readonly number[] = [14, 7, 1];

/** Announced in one transaction: the end of the audit chain is held for as long. */
const noticesPerTransaction = 50;

const dayMs = 24 * 3_600_000;

interface DueNotice {
  readonly id: number;
  readonly days: number;
  readonly name: string;
  readonly username: string;
  readonly expiresAt: Date;
}

/**
 * Takes the next notices that are due and answers them; the primary key lets each be taken once, by one node. One that came due while no
 * server ran is given late, even after the expiry. A token that is made to live no longer than the days of a notice has none for them.
 * Nor has one whose place another has taken: some clients make a token of the same name before every call, and would be announced by
 * the thousand.
 */
async function takeDueNotices(tx: Tx, at: Date): Promise<readonly DueNotice[]> {
  const { rows } = await sql<DueNotice>`
    WITH due AS (
      SELECT token.id, given.days FROM secret
      JOIN refresh_token AS token ON token.secret_id = secret.id
      JOIN actor ON actor.id = token.actor_id AND actor.state = 'active'
      CROSS JOIN unnest(${daysBefore}::smallint[]) AS given (days)
      WHERE secret.kind = 'ref' AND secret.retired_at IS NULL
        AND least(secret.expires_at, secret.retired_at) <= ${at}::timestamptz + make_interval(hours => ${Math.max(...daysBefore)} * 24)
        AND secret.expires_at <= ${at}::timestamptz + make_interval(hours => given.days * 24)
        AND secret.expires_at - secret.created_at > make_interval(hours => given.days * 24)
        AND NOT EXISTS (SELECT FROM refresh_token_notice WHERE refresh_token_id = token.id AND days_before = given.days)
        AND NOT EXISTS (
          SELECT FROM refresh_token AS younger JOIN secret AS live ON live.id = younger.secret_id
          WHERE younger.actor_id = token.actor_id AND younger.id > token.id AND younger.name = token.name
            AND live.retired_at IS NULL AND live.expires_at >= secret.expires_at)
      ORDER BY token.id, given.days DESC LIMIT ${noticesPerTransaction}
    ), taken AS (
      INSERT INTO refresh_token_notice (refresh_token_id, days_before, noticed_at)
      SELECT id, days, ${at}::timestamptz FROM due
      ON CONFLICT DO NOTHING RETURNING refresh_token_id, days_before
    )
    SELECT token.id, taken.days_before AS days, token.name, actor.username, secret.expires_at AS "expiresAt"
    FROM taken
    JOIN refresh_token AS token ON token.id = taken.refresh_token_id
    JOIN secret ON secret.id = token.secret_id
    JOIN actor ON actor.id = token.actor_id
    ORDER BY token.id, taken.days_before DESC`.execute(tx);
  return rows;
}

/**
 * Announces refresh tokens that expire in 14, 7 and 1 days, some of them, inside the caller's transaction, and gives how many: each notice is
 * an audit record (`refresh-token.expiry-notice`), committed together with the row that says it was given.
 */
export async function giveRefreshTokenNotices(tx: Tx, at: Date): Promise<number> {
  const notices = await takeDueNotices(tx, at);
  for (const { id, days, name, username, expiresAt } of notices) {
    const daysLeft = Math.max(0, Math.ceil((expiresAt.getTime() - at.getTime()) / dayMs));
    const detail = { name, username, noticeDays: days, daysLeft, expiresAt: expiresAt.toISOString() };
    const object = { objectKind: 'refresh-token', objectId: String(id) };
    await recordAudit(tx, { actor: systemActor, action: 'refresh-token.expiry-notice', ...object, detail });
  }
  return notices.length;
}
