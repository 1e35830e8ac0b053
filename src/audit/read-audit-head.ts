import type { AuditAnchor } from '../chain/index.ts';
import type { Db } from '../postgres/index.ts';

/** The last record's number and hash, or `null` while nothing is recorded. */
export async function readAuditHead(db: Db): Promise<AuditAnchor | null> {
  const row = await db
    .selectFrom('audit_record')
    .select(['sequence', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { sequence: row.sequence, hash: row.hash.toString('hex') };
}
