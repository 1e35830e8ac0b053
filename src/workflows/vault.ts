import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { CatalogError, isJsonObject, type JsonObject } from '../foundation/index.ts';

/** What is stored of a secret: nonce, ciphertext and tag in one piece, and which key made it. */
export interface SealedSecret {
  readonly sealed: Buffer;
  readonly keyId: string;
}

/** Seals secrets for the database. The key never enters the database, so a copy of the database opens nothing. */
export interface Vault {
  /** Seals `value` for the row `guid`; it opens under no other guid. */
  seal(guid: string, value: JsonObject): SealedSecret;
  /** Throws `store_unavailable` when the key is not at hand, the row was tampered with or belongs to another guid. */
  open(guid: string, secret: SealedSecret): JsonObject;
  /** A keyed digest: equal for equal texts, worthless for guessing without the key. */
  digest(text: string): Buffer;
  /** A key of 32 bytes for another purpose, one per vault key, the current one first. Tells nothing of the vault's own keys. */
  deriveKeys(purpose: string): readonly [Buffer, ...Buffer[]];
}

/** A file of keys, one base64 line each: the first seals, all open. Made with mode 0600 when it is not there. */
export type VaultOptions =
  | { readonly keyFile: string }
  | { readonly key: Buffer }
  /** As `deriveKeys` gives them: a vault for another purpose. */
  | { readonly keys: readonly [Buffer, ...Buffer[]] };

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function readKeyFile(path: string): string {
  try {
    const mode = statSync(path).mode & 0o077;
    // SECURITY: a key that others on the machine can read protects nothing.
    if (mode !== 0) {
      throw new CatalogError('state_conflict', `vault key file \`${path}\` is open to others; set its mode to 0600`);
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  try {
    writeFileSync(path, `${randomBytes(keyBytes).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
    chmodSync(path, 0o600);
  } catch (error) {
    // Another process was first: its key is the one.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(path, 'utf8');
}

function parseKeys(text: string, path: string): Buffer[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const parsed = lines.map((line) => Buffer.from(line.trim(), 'base64'));
  if (parsed.length === 0 || parsed.some((key) => key.length !== keyBytes)) {
    throw new CatalogError(
      'state_conflict',
      `vault key file \`${path}\` must hold base64 lines of ${keyBytes} bytes each`,
    );
  }
  return parsed;
}

function derive(key: Buffer, purpose: string): Buffer {
  return createHmac('sha256', key).update(`clavis vault ${purpose}`).digest();
}

function idOf(key: Buffer): string {
  return createHash('sha256').update('clavis vault key id').update(key).digest('hex').slice(0, 16);
}

function decrypt(key: Buffer, guid: string, sealed: Buffer): JsonObject {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes));
  decipher.setAAD(Buffer.from(guid));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const text = Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString();
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new TypeError('a sealed value is an object');
  return value;
}

function keysOf(options: VaultOptions): Buffer[] {
  if ('keys' in options) return [...options.keys];
  return 'key' in options ? [options.key] : parseKeys(readKeyFile(options.keyFile), options.keyFile);
}

/**
 * AES-256-GCM with a random nonce per sealing and the guid as associated data (NIST SP 800-38D).
 * SECURITY: the associated data ties a sealed value to its row: exchanging two rows in the database opens neither.
 */
export function createVault(options: VaultOptions): Vault {
  const keys = keysOf(options);
  const current = keys[0];
  if (current?.length !== keyBytes) throw new CatalogError('state_conflict', `a vault key has ${keyBytes} bytes`);
  const byId = new Map(keys.map((key) => [idOf(key), derive(key, 'seal')]));
  const sealing = derive(current, 'seal');
  const digesting = derive(current, 'digest');
  const currentId = idOf(current);
  return {
    seal: (guid, value) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce);
      cipher.setAAD(Buffer.from(guid));
      const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return { sealed: Buffer.concat([nonce, body, cipher.getAuthTag()]), keyId: currentId };
    },
    open: (guid, { sealed, keyId }) => {
      const key = byId.get(keyId);
      if (key === undefined) {
        throw new CatalogError(
          'store_unavailable',
          `credential \`${guid}\` was sealed with vault key \`${keyId}\`, which is not here`,
        );
      }
      try {
        return decrypt(key, guid, sealed);
      } catch (cause) {
        throw new CatalogError('store_unavailable', `credential \`${guid}\` cannot be opened`, { cause });
      }
    },
    deriveKeys: (purpose) => [derive(current, purpose), ...keys.slice(1).map((key) => derive(key, purpose))],
    digest: (text) => createHmac('sha256', digesting).update(text).digest(),
  };
}
