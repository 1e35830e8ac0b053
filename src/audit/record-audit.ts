import type { Tx } from '../postgres/index.ts';
import { appendEntries } from './append-entries.ts';
import { guardEntry, type AuditEntry } from './audit-entry.ts';

/**
 * Appends one record inside the caller's transaction: the change and its record commit together or not at all.
 * Call it last; the lock on the end of the chain is held until the transaction ends.
 * Secrets in `objectId` and `detail` are replaced by their SHA-256 or refused (`internal`), see `guardDetail`.
 */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await appendEntries(tx, [guardEntry(entry)]);
}
