import type { SealedRecord } from '../chain/index.ts';
import { sql, type Db } from '../postgres/index.ts';
import { actorCondition } from './event-conditions.ts';

/** Columns of `audit_record` in the shape of `SealedRecord`. */
export const sealedColumns = sql`
  sequence, at, actor_id AS "actorId", actor_name AS "actorName",
  on_behalf_of_actor_id AS "onBehalfOfActorId", on_behalf_of_actor_name AS "onBehalfOfActorName",
  action, object_kind AS "objectKind", object_id AS "objectId", detail::text AS "detailText",
  seal_version AS "sealVersion", origin_address AS "originAddress", origin_client AS "originClient",
  previous_hash AS "previousHash", hash`;

/** Which records are wanted; what is absent does not restrict. */
export interface AuditRecordFilter {
  /** Only records with a higher number. */
  readonly after?: number;
  readonly action?: string;
  /** The id or the name of whoever acted. */
  readonly actor?: string;
  readonly objectKind?: string;
  readonly objectId?: string;
  /** From the first record of this moment or later … */
  readonly from?: Date;
  /** … to the last record of this moment or earlier. */
  readonly to?: Date;
}

/**
 * Records by number, ascending. A span of time is a span of numbers, so that a part of the chain has no gaps even where a clock
 * went back.
 */
export async function readRecords(db: Db, filter: AuditRecordFilter, limit: number): Promise<readonly SealedRecord[]> {
  const { after = 0, action, actor, objectKind, objectId, from, to } = filter;
  const conditions = [sql`sequence > ${after}`];
  if (action !== undefined) conditions.push(sql`action = ${action}`);
  if (actor !== undefined) conditions.push(actorCondition(actor));
  if (objectKind !== undefined) conditions.push(sql`object_kind = ${objectKind}`);
  if (objectId !== undefined) conditions.push(sql`object_id = ${objectId}`);
  if (from !== undefined) {
    conditions.push(
      sql`sequence >= (SELECT sequence FROM audit_record WHERE at >= ${from} ORDER BY at, sequence LIMIT 1)`,
    );
  }
  if (to !== undefined) {
    conditions.push(
      sql`sequence <= (SELECT sequence FROM audit_record WHERE at <= ${to} ORDER BY at DESC, sequence DESC LIMIT 1)`,
    );
  }
  const { rows } = await sql<SealedRecord>`
    SELECT ${sealedColumns} FROM audit_record WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY sequence LIMIT ${limit}`.execute(db);
  return rows;
}
