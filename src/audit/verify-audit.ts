import { sql, type Db } from '../postgres/index.ts';
import type { AuditAnchor } from './read-audit-head.ts';
import { chainStart, sealRecord, type SealedFields } from './seal.ts';

/** Either the whole chain holds, or the first record that does not and why. */
export type AuditVerdict =
  | { readonly intact: true; readonly recordCount: number }
  | { readonly intact: false; readonly sequence: number; readonly reason: string };

interface StoredRecord extends SealedFields {
  readonly previousHash: Buffer;
  readonly hash: Buffer;
}

const batchSize = 1000;

async function readBatch(db: Db, after: number): Promise<readonly StoredRecord[]> {
  const { rows } = await sql<StoredRecord>`
    SELECT sequence, at, actor_id AS "actorId", actor_name AS "actorName",
           on_behalf_of_actor_id AS "onBehalfOfActorId", on_behalf_of_actor_name AS "onBehalfOfActorName",
           action, object_kind AS "objectKind", object_id AS "objectId", detail::text AS "detailText",
           previous_hash AS "previousHash", hash
    FROM audit_record WHERE sequence > ${after} ORDER BY sequence LIMIT ${batchSize}`.execute(db);
  return rows;
}

type Place = Pick<StoredRecord, 'sequence' | 'hash'>;

function faultOf(record: StoredRecord, previous: Place): string | null {
  if (!record.previousHash.equals(previous.hash)) return 'it does not continue the record before it';
  return sealRecord(record.previousHash, record).equals(record.hash) ? null : 'its content does not match its hash';
}

/**
 * Walks the chain from its start and names the first bad record; a missing record is named by its number.
 * Without `anchor` a chain cut off at its end looks intact; with one, taken earlier by `readAuditHead`, it does not.
 */
export async function verifyAudit(db: Db, anchor?: AuditAnchor): Promise<AuditVerdict> {
  let previous: Place = { sequence: 0, hash: chainStart };
  for (let batch = await readBatch(db, 0); batch.length > 0; batch = await readBatch(db, previous.sequence)) {
    for (const record of batch) {
      const due = previous.sequence + 1;
      if (record.sequence !== due) return { intact: false, sequence: due, reason: 'it is missing' };
      const fault = faultOf(record, previous);
      if (fault !== null) return { intact: false, sequence: due, reason: fault };
      if (record.sequence === anchor?.sequence && record.hash.toString('hex') !== anchor.hash) {
        return { intact: false, sequence: record.sequence, reason: 'it is not the record the anchor was taken from' };
      }
      previous = record;
    }
  }
  if (anchor !== undefined && previous.sequence < anchor.sequence) {
    return { intact: false, sequence: previous.sequence + 1, reason: `records up to ${anchor.sequence} are missing` };
  }
  return { intact: true, recordCount: previous.sequence };
}
