import { sql, type Db } from '../postgres/index.ts';

/** A recorded refusal, or a recorded answer to why there was one. */
export interface RecordedDenial {
  readonly sequence: number;
  readonly at: Date;
  readonly action: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Requests choose their own ids, so that one id may stand for many. */
const denialsMax = 100;

/** What was recorded of the requests with this id, newest first, a hundred at most. */
export async function findDenials(db: Db, requestId: string): Promise<readonly RecordedDenial[]> {
  const { rows } = await sql<RecordedDenial>`
    SELECT sequence, at, action, actor_id AS "actorId", actor_name AS "actorName",
      object_kind AS "objectKind", object_id AS "objectId", detail
    FROM audit_record
    WHERE action IN ('request.deny', 'secret.retired-use', 'access.explain') AND detail ->> 'requestId' = ${requestId}
    ORDER BY sequence DESC LIMIT ${denialsMax}`.execute(db);
  return rows;
}
