import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** Everything a record's hash covers beside the hash before it. `detailText` is the stored text, byte for byte. */
export interface SealedFields {
  readonly sequence: number;
  readonly at: Date;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly onBehalfOfActorId: string | null;
  readonly onBehalfOfActorName: string | null;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly detailText: string;
}

/** What the first record of a chain points back to. */
export const chainStart: Buffer = Buffer.alloc(32);

/**
 * SHA-256 over the previous record's hash and the canonical JSON of this one.
 * INVARIANT: a change to any field of any record changes this and every later hash.
 */
export function sealRecord(previousHash: Buffer, fields: SealedFields): Buffer {
  const text = canonicalJson({
    sequence: fields.sequence,
    at: fields.at.toISOString(),
    actorId: fields.actorId,
    actorName: fields.actorName,
    onBehalfOfActorId: fields.onBehalfOfActorId,
    onBehalfOfActorName: fields.onBehalfOfActorName,
    action: fields.action,
    objectKind: fields.objectKind,
    objectId: fields.objectId,
    detail: fields.detailText,
  });
  return createHash('sha256').update(previousHash).update(text).digest();
}
