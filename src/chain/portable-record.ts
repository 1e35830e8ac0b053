import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../foundation/index.ts';
import { canonicalJson } from './canonical-json.ts';
import type { SealedRecord } from './seal-record.ts';

/**
 * A record as it leaves the server: in the API, in files, in what sinks are sent. `at` is ISO 8601 in UTC with milliseconds, the
 * hashes are hex. Everything that the hash covers is in it, so it can be checked without the server.
 */
export interface PortableRecord {
  readonly version: 1 | 2;
  readonly sequence: number;
  readonly at: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly onBehalfOfActorId: string | null;
  readonly onBehalfOfActorName: string | null;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly detail: JsonObject;
  readonly originAddress: string | null;
  readonly originClient: string | null;
  readonly previousHash: string;
  readonly hash: string;
}

export function toPortableRecord(record: SealedRecord): PortableRecord {
  const { sealVersion, at, detailText, previousHash, hash, ...same } = record;
  return {
    ...same,
    version: sealVersion,
    at: at.toISOString(),
    // Stored by ourselves, as the canonical JSON of an object.
    detail: parseJson(detailText) as JsonObject,
    previousHash: previousHash.toString('hex'),
    hash: hash.toString('hex'),
  };
}

const hashForm = /^[0-9a-f]{64}$/;
const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const textFields = ['actorName', 'action', 'objectKind', 'objectId'] as const;
const textOrNullFields = [
  'actorId',
  'onBehalfOfActorId',
  'onBehalfOfActorName',
  'originAddress',
  'originClient',
] as const;

function isPortable(value: JsonObject): value is JsonObject & PortableRecord {
  const { version, sequence, at, detail, previousHash, hash } = value;
  const isHash = (text: JsonValue | undefined) => typeof text === 'string' && hashForm.test(text);
  return (
    (version === 1 || version === 2) &&
    Number.isSafeInteger(sequence) &&
    typeof at === 'string' &&
    timeForm.test(at) &&
    !Number.isNaN(Date.parse(at)) &&
    isJsonObject(detail) &&
    isHash(previousHash) &&
    isHash(hash) &&
    textFields.every((name) => typeof value[name] === 'string') &&
    textOrNullFields.every((name) => value[name] === null || typeof value[name] === 'string')
  );
}

/** The record of one JSON text, or `null` when it is none. Keys that are not known are passed over: they are not sealed. */
export function parsePortableRecord(text: string): SealedRecord | null {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return null;
  }
  if (!isJsonObject(value) || !isPortable(value)) return null;
  const { version, at, detail, previousHash, hash, ...same } = value;
  return {
    ...same,
    sealVersion: version,
    at: new Date(at),
    detailText: canonicalJson(detail),
    previousHash: Buffer.from(previousHash, 'hex'),
    hash: Buffer.from(hash, 'hex'),
  };
}
