import { sql, type Tx } from '../../postgres/index.ts';
import type { PackageShelf } from '../find-package.ts';
import { namedConnection } from '../gather-sight.ts';

/** How many runs may work at a time, over all nodes; `null` is no limit. Later ones wait, the oldest first. */
export interface RunLimits {
  readonly runsPerPackageMax: number | null;
  readonly runsPerConnectionMax: number | null;
}

/** Why a run has to wait. */
export interface Wait {
  /** For whoever looks at the run. */
  readonly message: string;
  /** When to look again. */
  readonly delayMs: number;
}

interface Ahead {
  readonly packageId: string;
  readonly ofPackage: number;
  readonly connection: string | null;
  readonly ofConnection: number;
  /** Runs of the same package for the same connection. */
  readonly ofBoth: number;
}

const waitMs = 1_000;
const waitMaxMs = 15_000;

/**
 * The runs that stand before this one: those at work, and those that have been waiting for longer for the same room.
 * INVARIANT: whoever is ahead of all others finds nobody but runs at work before it, and those hold nothing that it waits for but the
 * room itself; so somebody always goes on, and nobody is overtaken for ever.
 */
async function countAhead(tx: Tx, runId: string): Promise<Ahead | null> {
  const { rows } = await sql<Ahead>`
    WITH me AS MATERIALIZED (
      SELECT mine.id, mine.seq, mine.package_id, ${sql.raw(namedConnection('mine.parameters'))} AS connection FROM run AS mine WHERE mine.id = ${runId}),
    ahead AS (
      SELECT other.package_id, ${sql.raw(namedConnection('other.parameters'))} AS connection
      FROM me JOIN run AS other ON other.finished_at IS NULL AND other.id <> me.id
      JOIN run_step AS plan ON plan.run_id = other.id AND plan.kind = 'plan'
      WHERE other.state IN ('running', 'stopping')
        OR (other.state = 'queued' AND plan.state <> 'waiting' AND other.seq < me.seq))
    SELECT me.package_id AS "packageId", me.connection,
      (SELECT count(*) FROM ahead WHERE ahead.package_id = me.package_id)::int AS "ofPackage",
      (SELECT count(*) FROM ahead WHERE ahead.connection = me.connection)::int AS "ofConnection",
      (SELECT count(*) FROM ahead WHERE ahead.connection = me.connection AND ahead.package_id = me.package_id)::int AS "ofBoth"
    FROM me`.execute(tx);
  return rows[0] ?? null;
}

/**
 * Whether the run has to wait before it begins; `null` when there is room. Until the transaction ends no other run gets that answer.
 * INVARIANT: the lock is taken with the run held and nothing is waited for while it is held, so no two transactions wait for each other.
 */
export async function findWait(
  tx: Tx,
  runId: string,
  { limits, packages }: PackageShelf & { readonly limits?: RunLimits | undefined },
): Promise<Wait | null> {
  const { runsPerPackageMax = null, runsPerConnectionMax = null } = limits ?? {};
  const alone = packages.filter(({ isAloneOnConnection }) => isAloneOnConnection === true).map(({ id }) => id);
  if (runsPerPackageMax === null && runsPerConnectionMax === null && alone.length === 0) return null;
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('clavis begin of a run', 0))`.execute(tx);
  const ahead = await countAhead(tx, runId);
  if (ahead === null) return null;
  const full = [
    { of: ahead.packageId, count: ahead.ofPackage, max: runsPerPackageMax },
    { of: ahead.connection, count: ahead.ofBoth, max: alone.includes(ahead.packageId) ? 1 : null },
    { of: ahead.connection, count: ahead.ofConnection, max: runsPerConnectionMax },
  ].find(({ of, count, max }) => of !== null && max !== null && count >= max);
  if (full === undefined || full.max === null) return null;
  const waiting = full.count - full.max;
  const inLine = waiting === 0 ? 'next in line' : `${waiting} before it in line`;
  return {
    message: `waits for its turn: at most ${full.max} of the runs of \`${String(full.of)}\` work at a time; ${inLine}`,
    delayMs: Math.min(waitMs * (1 + Math.floor(waiting / 5)), waitMaxMs),
  };
}
