import { chainStart, sealRecord, type SealedRecord } from '../chain/index.ts';
import { invariant } from '../foundation/index.ts';
import { CompiledQuery, sql, type Tx } from '../postgres/index.ts';
import type { GuardedEntry } from './audit-entry.ts';

/** Any number, the same on every node: who holds it appends. */
const appendLock = 4_206_002;

interface ChainEnd {
  readonly sequence: number;
  readonly hash: Buffer;
  readonly at: Date;
}

/**
 * INVARIANT: the lock and the read are two statements. A statement sees what was committed when it *began*; read in the
 * statement that waits for the lock, the end of the chain would be the one from before the wait, and two records
 * would claim the same predecessor (the primary key would refuse the second).
 */
async function holdChainEnd(tx: Tx): Promise<ChainEnd> {
  await sql`SELECT pg_advisory_xact_lock(${appendLock})`.execute(tx);
  const { rows } = await sql<{ sequence: number | null; hash: Buffer | null; at: Date }>`
    SELECT last.sequence, last.hash, date_trunc('milliseconds', clock_timestamp()) AS at
    FROM (SELECT 1) AS always
    LEFT JOIN LATERAL (SELECT sequence, hash FROM audit_record ORDER BY sequence DESC LIMIT 1) AS last ON true`.execute(
    tx,
  );
  const [end] = rows;
  invariant(end !== undefined, 'the end of the audit chain is always one row');
  return { sequence: end.sequence ?? 0, hash: end.hash ?? chainStart, at: end.at };
}

function sealAfter(end: ChainEnd, entries: readonly GuardedEntry[]): SealedRecord[] {
  let previousHash = end.hash;
  return entries.map((entry, index) => {
    const fields = { ...entry, sealVersion: 2 as const, sequence: end.sequence + index + 1, at: end.at };
    const record = { ...fields, previousHash, hash: sealRecord(previousHash, fields) };
    previousHash = record.hash;
    return record;
  });
}

/** One text for one record and for a thousand. Hashes travel as hex, because an array of bytes has no form that is shorter. */
const insertText = `/* prepared: append-audit */
  INSERT INTO audit_record (sequence, at, actor_id, actor_name, on_behalf_of_actor_id, on_behalf_of_actor_name, action,
    object_kind, object_id, detail, seal_version, origin_address, origin_client, previous_hash, hash)
  SELECT sequence, $2::timestamptz, actor_id, actor_name, behalf_id, behalf_name, action, object_kind, object_id, detail::json,
    2, origin_address, origin_client, decode(previous_hash, 'hex'), decode(hash, 'hex')
  FROM unnest($1::bigint[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
    $11::text[], $12::text[], $13::text[], $14::text[])
    AS record (sequence, actor_id, actor_name, behalf_id, behalf_name, action, object_kind, object_id, detail,
      origin_address, origin_client, previous_hash, hash)`;

async function insertRecords(tx: Tx, at: Date, records: readonly SealedRecord[]): Promise<void> {
  const column = <T>(read: (record: SealedRecord) => T): T[] => records.map(read);
  await tx.executeQuery(
    CompiledQuery.raw(insertText, [
      column(({ sequence }) => sequence),
      at.toISOString(),
      column(({ actorId }) => actorId),
      column(({ actorName }) => actorName),
      column(({ onBehalfOfActorId }) => onBehalfOfActorId),
      column(({ onBehalfOfActorName }) => onBehalfOfActorName),
      column(({ action }) => action),
      column(({ objectKind }) => objectKind),
      column(({ objectId }) => objectId),
      column(({ detailText }) => detailText),
      column(({ originAddress }) => originAddress),
      column(({ originClient }) => originClient),
      column(({ previousHash }) => previousHash.toString('hex')),
      column(({ hash }) => hash.toString('hex')),
    ]),
  );
}

/**
 * Seals the entries to the end of the chain and appends them, in their order, inside the caller's transaction.
 * The lock on the end of the chain is held until that transaction ends: nothing but its commit should follow.
 */
export async function appendEntries(tx: Tx, entries: readonly GuardedEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const end = await holdChainEnd(tx);
  await insertRecords(tx, end.at, sealAfter(end, entries));
}
