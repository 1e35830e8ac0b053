import type { Db } from '../postgres/index.ts';

/** The end of the chain at one moment. Kept outside the database it proves later that nothing before it is missing. */
export interface AuditAnchor {
  readonly sequence: number;
  /** Hex of the 32 bytes. */
  readonly hash: string;
}

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
