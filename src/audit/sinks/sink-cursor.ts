import { sql, type Db } from '../../postgres/index.ts';

/** How far a sink is, and what hinders it. */
export interface SinkState {
  readonly name: string;
  /** Records that it has not been told of. */
  readonly behind: number;
  readonly deliveredSequence: number;
  readonly deliveredAt: Date | null;
  /** A short word, `null` since the last success. */
  readonly lastError: string | null;
  readonly lastErrorAt: Date | null;
}

/** Longer than an attempt may take, so that its holder cannot lose it while it delivers. */
const leaseSeconds = 15;

/** Registers a sink; one that is new begins with the first record there is. */
export async function registerSink(db: Db, name: string): Promise<void> {
  await sql`INSERT INTO audit_sink (name) VALUES (${name}) ON CONFLICT DO NOTHING`.execute(db);
}

/** Whether there is anything to deliver: asked every second, so it writes nothing. */
export async function hasNews(db: Db, name: string): Promise<boolean> {
  const { rows } = await sql<{ hasNews: boolean }>`
    SELECT EXISTS (SELECT FROM audit_record WHERE sequence > delivered_sequence) AS "hasNews"
    FROM audit_sink WHERE name = ${name}`.execute(db);
  return rows[0]?.hasNews ?? true;
}

/**
 * Takes or renews the right to deliver, for seconds, and gives the last number delivered; `null` while another node has it.
 * INVARIANT: one statement, so of two nodes one gets it; by the database's clock, so no node's own clock decides.
 */
export async function holdSink(db: Db, name: string, holder: string): Promise<number | null> {
  const { rows } = await sql<{ deliveredSequence: number }>`
    UPDATE audit_sink SET holder = ${holder}, lease_ends_at = now() + make_interval(secs => ${leaseSeconds})
    WHERE name = ${name} AND (holder = ${holder} OR lease_ends_at IS NULL OR lease_ends_at < now())
    RETURNING delivered_sequence AS "deliveredSequence"`.execute(db);
  return rows[0]?.deliveredSequence ?? null;
}

/** Notes a delivery. Nothing happens when the right to it was lost meanwhile: another node will deliver the same again. */
export async function moveSink(db: Db, name: string, to: { holder: string; sequence: number }): Promise<void> {
  await sql`
    UPDATE audit_sink SET delivered_sequence = ${to.sequence}, delivered_at = now(), last_error = NULL, last_error_at = NULL
    WHERE name = ${name} AND holder = ${to.holder} AND delivered_sequence < ${to.sequence}`.execute(db);
}

/** Notes a failure and lets go, so that a node that may reach the place can try. */
export async function blameSink(db: Db, name: string, failure: { holder: string; word: string }): Promise<void> {
  await sql`
    UPDATE audit_sink SET last_error = ${failure.word}, last_error_at = now(), lease_ends_at = NULL
    WHERE name = ${name} AND holder = ${failure.holder}`.execute(db);
}

/** The state of every sink that ever was, or of these. */
export async function readSinkStates(db: Db, names?: readonly string[]): Promise<readonly SinkState[]> {
  const { rows } = await sql<SinkState>`
    SELECT name, greatest(0, head.sequence - delivered_sequence) AS behind, delivered_sequence AS "deliveredSequence",
           delivered_at AS "deliveredAt", last_error AS "lastError", last_error_at AS "lastErrorAt"
    FROM audit_sink, (SELECT coalesce(max(sequence), 0) AS sequence FROM audit_record) AS head
    WHERE ${names ?? null}::text[] IS NULL OR name = ANY(${names ?? null}::text[])
    ORDER BY name`.execute(db);
  return rows;
}
