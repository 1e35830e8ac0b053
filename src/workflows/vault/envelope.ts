import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { CatalogError, isJsonObject, parseJson, type JsonObject } from '../../foundation/index.ts';
import { deriveKey, findKey, keyBytes, type WrappingKey } from './wrapping-key.ts';

/** What is stored of a secret, all in one piece, and the id of the key that wraps its data key. */
export interface SealedSecret {
  readonly sealed: Buffer;
  readonly keyId: string;
}

/**
 * How an envelope begins. What was sealed before there were envelopes begins with a random nonce, which may look the same once in
 * four thousand million times: what does not open as an envelope is tried as one of those, and the tag of the cipher decides.
 */
export const envelopeMark = Buffer.from('CVE1');

const nonceBytes = 12;
const tagBytes = 16;
const wrappedBytes = nonceBytes + keyBytes + tagBytes;
const bodyAt = envelopeMark.length + wrappedBytes;

/** `nonce || ciphertext || tag`. SECURITY: `bound` is authenticated; the text opens only together with the very same. */
function encrypt(key: Buffer, bound: string, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(bound));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, body, cipher.getAuthTag()]);
}

function decrypt(key: Buffer, bound: string, sealed: Buffer): Buffer {
  if (sealed.length < nonceBytes + tagBytes) throw new TypeError('too short to be sealed');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
}

function parse(plain: Buffer): JsonObject {
  const value: unknown = parseJson(plain.toString());
  if (!isJsonObject(value)) throw new TypeError('a sealed value is an object');
  return value;
}

function wrap(key: WrappingKey, name: string, dataKey: Buffer): Buffer {
  return encrypt(deriveKey(key.bytes, 'wrap'), `data key of ${name}`, dataKey);
}

function unwrap(key: WrappingKey, name: string, sealed: Buffer): Buffer {
  return decrypt(deriveKey(key.bytes, 'wrap'), `data key of ${name}`, sealed.subarray(envelopeMark.length, bodyAt));
}

/** Whether it begins like an envelope. */
export function isEnvelope(sealed: Buffer): boolean {
  return sealed.length > bodyAt && sealed.subarray(0, envelopeMark.length).equals(envelopeMark);
}

/**
 * `mark || wrapped data key || body`: the value under a random key of its own (AES-256-GCM, NIST SP 800-38D), that key under `key`.
 * SECURITY: both are bound to `name`. Exchanging two rows in the database, or their halves, opens neither.
 */
export function sealEnvelope(key: WrappingKey, name: string, value: JsonObject): SealedSecret {
  const dataKey = randomBytes(keyBytes);
  const body = encrypt(dataKey, name, Buffer.from(JSON.stringify(value)));
  return { sealed: Buffer.concat([envelopeMark, wrap(key, name, dataKey), body]), keyId: key.id };
}

function openWith(key: WrappingKey, name: string, sealed: Buffer): JsonObject {
  if (!isEnvelope(sealed)) return parse(decrypt(deriveKey(key.bytes, 'seal'), name, sealed));
  try {
    return parse(decrypt(unwrap(key, name, sealed), name, sealed.subarray(bodyAt)));
  } catch (error) {
    // See `envelopeMark`. The first error is the one to tell.
    try {
      return parse(decrypt(deriveKey(key.bytes, 'seal'), name, sealed));
    } catch {
      throw error;
    }
  }
}

function getKey(keys: readonly WrappingKey[], name: string, keyId: string): WrappingKey {
  const key = findKey(keys, keyId);
  if (key !== undefined) return key;
  const known = keys.map(({ id }) => `\`${id}\``).join(', ');
  throw new CatalogError(
    'store_unavailable',
    `the secret of \`${name}\` was sealed with vault key \`${keyId}\`, which is not here; this node has ${known}`,
  );
}

/** Opens what any of `keys` sealed, in an envelope or as earlier releases did. Throws `store_unavailable`, naming the key that is missing. */
export function openSealed(keys: readonly WrappingKey[], name: string, { sealed, keyId }: SealedSecret): JsonObject {
  const key = getKey(keys, name, keyId);
  try {
    return openWith(key, name, sealed);
  } catch (cause) {
    throw new CatalogError('store_unavailable', `the secret of \`${name}\` cannot be opened`, { cause });
  }
}

/**
 * The same secret under the first of `keys`: the data key is wrapped anew and the body stays as it is; what has no envelope gets one.
 * Throws like `openSealed`; what does not open is never wrapped anew.
 */
export function rewrapSealed(
  keys: readonly [WrappingKey, ...WrappingKey[]],
  name: string,
  secret: SealedSecret,
): SealedSecret {
  const value = openSealed(keys, name, secret);
  if (!isEnvelope(secret.sealed)) return sealEnvelope(keys[0], name, value);
  const dataKey = unwrap(getKey(keys, name, secret.keyId), name, secret.sealed);
  const body = secret.sealed.subarray(bodyAt);
  return { sealed: Buffer.concat([envelopeMark, wrap(keys[0], name, dataKey), body]), keyId: keys[0].id };
}
