import { createHmac } from 'node:crypto';
import { CatalogError, type JsonObject } from '../foundation/index.ts';
import { openSealed, rewrapSealed, sealEnvelope, type SealedSecret } from './vault/envelope.ts';
import { createFileKeyring, createFixedKeyring } from './vault/key-file.ts';
import { deriveKey, keyBytes, keyIdOf, wrappingKey, type Keyring, type WrappingKey } from './vault/wrapping-key.ts';

export type { SealedSecret } from './vault/envelope.ts';

/** Seals secrets for the database. No wrapping key enters the database in the clear, so a copy of the database opens nothing. */
export interface Vault {
  /** Seals `value` for the row `name`; it opens under no other name. */
  seal(name: string, value: JsonObject): SealedSecret;
  /** Throws `store_unavailable` when the key is not at hand, the row was tampered with or belongs to another name. */
  open(name: string, secret: SealedSecret): JsonObject;
  /** The same secret under the current wrapping key. Throws like `open`. */
  rewrap(name: string, secret: SealedSecret): SealedSecret;
  /** A keyed digest: equal for equal texts, worthless for guessing without the key. It changes with the wrapping key. */
  digest(text: string): Buffer;
  /** Keyed digests, one per wrapping key, the current one's first: what a digest kept since before a rotation is among. */
  digests(text: string): readonly [Buffer, ...Buffer[]];
  /** A key of 32 bytes for another purpose, one per wrapping key, the current one first. Tells nothing of the vault's own keys. */
  deriveKeys(purpose: string): readonly [Buffer, ...Buffer[]];
  /** A vault for another purpose, whose keys follow those of this one. What either seals the other does not open. */
  derive(purpose: string): Vault;
  readonly keyring: Keyring;
}

/** A file of keys, a keyring, or keys handed in: of several the first wraps. */
export type VaultOptions =
  | { readonly keyFile: string }
  | { readonly keyring: Keyring }
  | { readonly key: Buffer }
  | { readonly keys: readonly [Buffer, ...Buffer[]] };

const handedIn = 'the vault keys of this server were handed in; it cannot make new ones';

function fixed([first, ...rest]: readonly [Buffer, ...Buffer[]]): Keyring {
  if ([first, ...rest].some((bytes) => bytes.length !== keyBytes)) {
    throw new CatalogError('state_conflict', `a vault key has ${keyBytes} bytes`);
  }
  const keys = [wrappingKey(first, 'memory'), ...rest.map((bytes) => wrappingKey(bytes, 'memory'))] as const;
  return createFixedKeyring(keys, handedIn);
}

function keyringOf(options: VaultOptions): Keyring {
  if ('keyring' in options) return options.keyring;
  if ('keyFile' in options) return createFileKeyring(options.keyFile);
  return fixed('keys' in options ? options.keys : [options.key]);
}

/** Keeps the ids of the keys it is derived from, so that one id names one key wherever it has sealed. */
function derivedKeyring(parent: Keyring, purpose: string): Keyring {
  const derived = ({ id, bytes, source }: WrappingKey): WrappingKey => {
    const own = deriveKey(bytes, purpose);
    // COMPAT: what earlier releases sealed for this purpose names the derived key.
    return { id, formerIds: [keyIdOf(own)], source, bytes: own };
  };
  return {
    keys: () => {
      const [current, ...former] = parent.keys();
      return [derived(current), ...former.map(derived)];
    },
    rotate: () => parent.rotate(),
    get problem() {
      return parent.problem;
    },
    stop: () => undefined,
  };
}

function digestWith(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/**
 * Envelope encryption: each secret has a random data key of its own, which a wrapping key wraps (docs/decisions/0026).
 * The wrapping key may be exchanged at any time: see `Keyring.rotate`, and `rewrap` for what was sealed before.
 */
export function createVault(options: VaultOptions): Vault {
  const keyring = keyringOf(options);
  const deriveKeys = (purpose: string): [Buffer, ...Buffer[]] => {
    const [current, ...former] = keyring.keys();
    return [deriveKey(current.bytes, purpose), ...former.map(({ bytes }) => deriveKey(bytes, purpose))];
  };
  return {
    seal: (name, value) => sealEnvelope(keyring.keys()[0], name, value),
    open: (name, secret) => openSealed(keyring.keys(), name, secret),
    rewrap: (name, secret) => rewrapSealed(keyring.keys(), name, secret),
    digest: (text) => digestWith(deriveKeys('digest')[0], text),
    digests: (text) => {
      const [current, ...former] = deriveKeys('digest');
      return [digestWith(current, text), ...former.map((key) => digestWith(key, text))];
    },
    deriveKeys,
    derive: (purpose) => createVault({ keyring: derivedKeyring(keyring, purpose) }),
    keyring,
  };
}
