import { isCatalogError } from '../foundation/index.ts';
import { createChainCheck, type AuditAnchor, type AuditVerdict, type SealedRecord } from '../chain/index.ts';
import type { Db } from '../postgres/index.ts';
import type { AuditDeps } from './audit-deps.ts';
import { errorWord } from './error-word.ts';
import { readRecords } from './read-records.ts';

const batchSize = 5_000;

/** The whole record in its order, a batch at a time: memory does not grow with its length. The next batch is read while one is looked at. */
async function* readBatches(db: Db): AsyncGenerator<readonly SealedRecord[]> {
  let reading = readRecords(db, {}, batchSize);
  for (;;) {
    const batch = await reading;
    const last = batch.at(-1);
    if (last === undefined) return;
    reading = readRecords(db, { after: last.sequence }, batchSize);
    // Whoever stops listening after a fault leaves this read behind; its failure must not end the process.
    reading.catch(() => undefined);
    yield batch;
  }
}

/**
 * Walks the chain from its start and names the first bad record; a missing record is named by its number.
 * Without anchors a chain that was cut off at its end, or written anew, looks intact; with them, taken earlier and kept
 * elsewhere, it does not.
 */
export async function verifyAudit(db: Db, anchors: Iterable<AuditAnchor> = []): Promise<AuditVerdict> {
  const check = createChainCheck({ anchors });
  for await (const batch of readBatches(db)) {
    for (const record of batch) {
      const fault = check.add(record);
      if (fault !== null) return fault;
    }
  }
  return check.end() ?? { intact: true, recordCount: check.recordCount };
}

/** A verdict on the whole record, and what it was held against. */
export interface AnchoredVerdict {
  readonly verdict: AuditVerdict;
  readonly anchorCount: number;
  /** Why the anchors could not be used; what they would have shown is then not known. */
  readonly anchorFault: string | null;
}

/**
 * The verdict on the record, held against the anchors of this node. Anchors that cannot be read or were not signed by this server are
 * a fault of their own: whoever can change that file may have changed the record too.
 */
export async function verifyWithAnchors({ db, anchors }: Pick<AuditDeps, 'db' | 'anchors'>): Promise<AnchoredVerdict> {
  const read = await anchors.read().catch((error: unknown) => {
    if (isCatalogError(error)) return error.message;
    return `the anchor file cannot be read: ${errorWord(error)}`;
  });
  const [known, anchorFault] = typeof read === 'string' ? [[], read] : [read, null];
  return { verdict: await verifyAudit(db, known), anchorCount: known.length, anchorFault };
}
