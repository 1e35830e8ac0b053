import { invariant, type JsonObject } from '../foundation/index.ts';
import { sql, type Tx } from '../postgres/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { guardDetail, guardText } from './guard-detail.ts';
import { chainStart, sealRecord, type SealedFields } from './seal.ts';

/** Who acted. A `Principal` is one. */
export interface AuditActor {
  readonly actorId: string | null;
  readonly username: string;
  /** The client that acts in this actor's name (RFC 8693): the record then names it as who acted, on behalf of the actor. */
  readonly act?: AuditActor;
}

/** The server itself, for what no caller asked for. The `$` keeps it apart from every username. */
export const systemActor: AuditActor = { actorId: null, username: '$system' };

/** One thing that was done. `action` is a dotted name such as `api-token.create`. */
export interface AuditEntry {
  readonly actor: AuditActor;
  /** The person in whose name a token acted, when it used theirs. */
  readonly onBehalfOf?: AuditActor;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly detail?: JsonObject;
}

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

/**
 * Appends one record inside the caller's transaction: the change and its record commit together or not at all.
 * Call it last; the lock on the end of the chain is held until the transaction ends.
 * Secrets in `objectId` and `detail` are replaced by their SHA-256 or refused (`internal`), see `guardDetail`.
 */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  const detailText = canonicalJson(guardDetail(entry.detail ?? {}));
  const end = await holdChainEnd(tx);
  const acting = entry.actor.act ?? entry.actor;
  const onBehalfOf = entry.actor.act === undefined ? entry.onBehalfOf : entry.actor;
  const fields: SealedFields = {
    sequence: end.sequence + 1,
    at: end.at,
    actorId: acting.actorId,
    actorName: acting.username,
    onBehalfOfActorId: onBehalfOf?.actorId ?? null,
    onBehalfOfActorName: onBehalfOf?.username ?? null,
    action: entry.action,
    objectKind: entry.objectKind,
    objectId: guardText(entry.objectId),
    detailText,
  };
  await tx
    .insertInto('audit_record')
    .values({
      sequence: fields.sequence,
      at: fields.at,
      actor_id: fields.actorId,
      actor_name: fields.actorName,
      on_behalf_of_actor_id: fields.onBehalfOfActorId,
      on_behalf_of_actor_name: fields.onBehalfOfActorName,
      action: fields.action,
      object_kind: fields.objectKind,
      object_id: fields.objectId,
      detail: fields.detailText,
      previous_hash: end.hash,
      hash: sealRecord(end.hash, fields),
    })
    .execute();
}
