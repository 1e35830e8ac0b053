import { hash } from 'node:crypto';

/**
 * Which fields a hash covers. 1: all but the origin, as the first release wrote them. 2: the origin and the version too, so
 * that a record cannot be passed off as one of the other version.
 */
export type SealVersion = 1 | 2;

/** Everything a record's hash covers beside the hash before it. `detailText` is the stored text, byte for byte. */
export interface SealedFields {
  readonly sealVersion: SealVersion;
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
  readonly originAddress: string | null;
  readonly originClient: string | null;
}

/** A record with its place in the chain. */
export interface SealedRecord extends SealedFields {
  readonly previousHash: Buffer;
  readonly hash: Buffer;
}

/** What the first record of a chain points back to. */
export const chainStart: Buffer = Buffer.alloc(32);

/**
 * The canonical JSON of what is sealed. Spelled out instead of made by `canonicalJson`, which takes three times as long; the
 * names stand in code-unit order, and a test holds both against each other.
 */
export function sealedText(fields: SealedFields): string {
  const text = JSON.stringify;
  const origin =
    fields.sealVersion === 1
      ? ''
      : `,"originAddress":${text(fields.originAddress)},"originClient":${text(fields.originClient)}`;
  const version = fields.sealVersion === 1 ? '' : `,"version":${String(fields.sealVersion)}`;
  return (
    `{"action":${text(fields.action)},"actorId":${text(fields.actorId)},"actorName":${text(fields.actorName)}` +
    `,"at":"${fields.at.toISOString()}","detail":${text(fields.detailText)}` +
    `,"objectId":${text(fields.objectId)},"objectKind":${text(fields.objectKind)}` +
    `,"onBehalfOfActorId":${text(fields.onBehalfOfActorId)}` +
    `,"onBehalfOfActorName":${text(fields.onBehalfOfActorName)}${origin}` +
    `,"sequence":${String(fields.sequence)}${version}}`
  );
}

/**
 * SHA-256 over the previous record's hash and the canonical JSON of this one.
 * INVARIANT: a change to any field of any record changes this and every later hash.
 */
export function sealRecord(previousHash: Buffer, fields: SealedFields): Buffer {
  return hash('sha256', Buffer.concat([previousHash, Buffer.from(sealedText(fields))]), 'buffer');
}
