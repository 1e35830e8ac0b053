import { recordAudit, systemActor } from '../../audit/index.ts';
import type { Clock, Logger } from '../../foundation/index.ts';
import { retryTransaction, sql, type Db, type Tx } from '../../postgres/index.ts';
import { giveRefreshTokenNotices } from '../refresh-tokens/give-expiry-notices.ts';
import { sweepDeadTokens } from '../refresh-tokens/sweep-dead-tokens.ts';

export interface ExpiryNoticesDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How long before its expiry a token is announced, in days. */
const daysBefore: readonly number[] = [30, 7, 1];

/** Announced in one transaction: the end of the audit chain is held for as long. */
const noticesPerTransaction = 50;

const hourMs = 3_600_000;

interface DueNotice {
  readonly tokenId: string;
  readonly days: number;
  readonly displayName: string;
  readonly username: string;
  readonly expiresAt: Date;
  readonly responsible: string | null;
}

/**
 * Takes the next notices that are due and answers them; the primary key lets each be taken once, by one node. One that came due
 * while no server ran is given late, even after the expiry. A token that is made to live no longer than the days of a
 * notice has none for them. Rows are taken in one order, so that two nodes never wait for each other.
 */
async function takeDueNotices(tx: Tx, at: Date): Promise<readonly DueNotice[]> {
  const { rows } = await sql<DueNotice>`
    WITH due AS (
      SELECT api_token.id, given.days FROM api_token
      CROSS JOIN unnest(${daysBefore}::smallint[]) AS given (days)
      WHERE api_token.expires_at <= ${at}::timestamptz + make_interval(hours => given.days * 24)
        AND api_token.validity_seconds > given.days * 86400
        AND NOT EXISTS (SELECT FROM expiry_notice WHERE api_token_id = api_token.id AND days_before = given.days)
      ORDER BY api_token.id, given.days DESC LIMIT ${noticesPerTransaction}
    ), taken AS (
      INSERT INTO expiry_notice (api_token_id, days_before, noticed_at)
      SELECT id, days, ${at}::timestamptz FROM due
      ON CONFLICT DO NOTHING RETURNING api_token_id, days_before
    )
    SELECT api_token.id AS "tokenId", taken.days_before AS days, api_token.display_name AS "displayName",
           actor.username, api_token.expires_at AS "expiresAt", person.username AS responsible
    FROM taken
    JOIN api_token ON api_token.id = taken.api_token_id
    JOIN actor ON actor.id = api_token.actor_id
    LEFT JOIN actor AS person ON person.id = api_token.responsible_actor_id AND person.state = 'active'
    ORDER BY api_token.id, taken.days_before DESC`.execute(tx);
  return rows;
}

/** Whole days from `at` until the expiry, rounded up; 0 when it is over. */
function daysLeft(expiresAt: Date, at: Date): number {
  return Math.max(0, Math.ceil((expiresAt.getTime() - at.getTime()) / (24 * hourMs)));
}

async function recordNotice(tx: Tx, notice: DueNotice, at: Date): Promise<void> {
  const { tokenId, days, displayName, username, expiresAt, responsible } = notice;
  await recordAudit(tx, {
    actor: systemActor,
    action: 'api-token.expiry-notice',
    objectKind: 'api-token',
    objectId: tokenId,
    detail: {
      tokenId,
      displayName,
      username,
      noticeDays: days,
      daysLeft: daysLeft(expiresAt, at),
      expiresAt: expiresAt.toISOString(),
      responsible,
    },
  });
}

/** Announces some of the API tokens whose notices are due, inside the caller's transaction, and gives how many. */
async function giveApiTokenNotices(tx: Tx, at: Date): Promise<number> {
  const notices = await takeDueNotices(tx, at);
  for (const notice of notices) await recordNotice(tx, notice, at);
  return notices.length;
}

/**
 * Announces API tokens that expire in 30, 7 and 1 days, and refresh tokens of people in 14, 7 and 1, each exactly once over all nodes and
 * restarts: the notice is an audit record (`api-token.expiry-notice`, `refresh-token.expiry-notice`), committed together with the row
 * that says it was given. On the same rounds it sweeps away refresh and access tokens that are long dead.
 */
export class ExpiryNotices {
  readonly #deps: ExpiryNoticesDeps;
  #timer: NodeJS.Timeout | undefined;
  #giving: Promise<void> = Promise.resolve();

  constructor(deps: ExpiryNoticesDeps) {
    this.#deps = deps;
  }

  /** Gives what is due now and looks again every hour. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => void this.#tryGiving(), hourMs).unref();
    void this.#tryGiving();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#giving;
  }

  /** Gives every notice that is due by the clock and answers how many those were. */
  async giveDue(): Promise<number> {
    const at = this.#deps.clock.now();
    return (await this.#giveAll(giveApiTokenNotices, at)) + (await this.#giveAll(giveRefreshTokenNotices, at));
  }

  async #giveAll(give: (tx: Tx, at: Date) => Promise<number>, at: Date): Promise<number> {
    for (let given = 0; ;) {
      const count = await retryTransaction(this.#deps.db, (tx) => give(tx, at));
      if (count === 0) return given;
      given += count;
    }
  }

  /** One at a time; what fails is due still, and the next hour tries again. */
  #tryGiving(): Promise<void> {
    this.#giving = this.#giving.then(async () => {
      try {
        await this.giveDue();
        await sweepDeadTokens(this.#deps.db);
      } catch (error) {
        this.#deps.log.warn(
          { err: error },
          'expiry notices were not given or dead tokens not swept; both are tried again within an hour',
        );
      }
    });
    return this.#giving;
  }
}
