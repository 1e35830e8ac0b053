import { createPrivateKey, createPublicKey, hkdfSync, sign, verify, type KeyObject } from 'node:crypto';
import { isJsonObject, parseJson } from '../foundation/index.ts';
import { canonicalJson } from './canonical-json.ts';

/** The end of the chain at one moment. Kept outside the database it proves later that nothing before it is missing or changed. */
export interface AuditAnchor {
  readonly sequence: number;
  /** Hex of the 32 bytes. */
  readonly hash: string;
}

/** An anchor as a line of the anchor file holds it: signed, so that whoever can write the file cannot make one up. */
export interface SignedAnchor extends AuditAnchor {
  /** ISO 8601 in UTC, with milliseconds. */
  readonly at: string;
  /** Ed25519 (RFC 8032) over the canonical JSON of the other fields, base64. */
  readonly signature: string;
}

/** RFC 8410: what stands before the 32 bytes of an Ed25519 private key and of a public key in DER. */
const privateKeyPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicKeyPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * The Ed25519 key that signs anchors, derived (HKDF, RFC 5869) from a key that never enters the database: the same on every node and
 * after every start.
 */
export function deriveAnchorKey(keyMaterial: Buffer): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', keyMaterial, '', 'clavis audit anchor', 32));
  return createPrivateKey({ key: Buffer.concat([privateKeyPrefix, seed]), format: 'der', type: 'pkcs8' });
}

/** The 32 bytes of the public half in base64, as people compare and pass them on. */
export function anchorKeyText(key: KeyObject): string {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return spki.subarray(publicKeyPrefix.length).toString('base64');
}

/** The public key of such a text, or `null` when it is none. */
export function parseAnchorKey(text: string): KeyObject | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32) return null;
  return createPublicKey({ key: Buffer.concat([publicKeyPrefix, bytes]), format: 'der', type: 'spki' });
}

function signedBytes({ sequence, hash, at }: Omit<SignedAnchor, 'signature'>): Buffer {
  return Buffer.from(canonicalJson({ sequence, hash, at }));
}

export function signAnchor(anchor: AuditAnchor, at: Date, key: KeyObject): SignedAnchor {
  const unsigned = { sequence: anchor.sequence, hash: anchor.hash, at: at.toISOString() };
  return { ...unsigned, signature: sign(null, signedBytes(unsigned), key).toString('base64') };
}

/** Whether the holder of the key made this anchor. `key` may be the public or the private half. */
export function isAnchorGenuine(anchor: SignedAnchor, key: KeyObject): boolean {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return verify(null, signedBytes(anchor), publicKey, Buffer.from(anchor.signature, 'base64'));
}

/** The anchor in one line of an anchor file, or `null` when the line is none. */
export function parseAnchorLine(line: string): SignedAnchor | null {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch {
    return null;
  }
  if (!isJsonObject(value as never)) return null;
  const { sequence, hash, at, signature } = value as Record<string, unknown>;
  const isWhole = typeof hash === 'string' && typeof at === 'string' && typeof signature === 'string';
  return isWhole && typeof sequence === 'number' && Number.isSafeInteger(sequence)
    ? { sequence, hash, at, signature }
    : null;
}
