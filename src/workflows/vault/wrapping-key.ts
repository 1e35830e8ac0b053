import { createHash, createHmac } from 'node:crypto';

/** Where a wrapping key comes from; `memory` is a key that somebody handed in. */
export type KeySource = 'file' | 'environment' | 'kms' | 'memory';

/** A key of 32 bytes that wraps data keys. Never in the database, never in a log; its id tells nothing of it. */
export interface WrappingKey {
  /** 16 hex digits, as in the `key_id` of what it sealed. */
  readonly id: string;
  /** Ids by which earlier releases called the same key. */
  readonly formerIds: readonly string[];
  readonly source: KeySource;
  readonly bytes: Buffer;
}

/** The wrapping keys of this node: the first wraps, all unwrap. */
export interface Keyring {
  /** As of now: a source that can be looked at without waiting has been. */
  keys(): readonly [WrappingKey, ...WrappingKey[]];
  /**
   * Makes a new key, which then is the one that wraps. Throws `state_conflict` where the keys are not the server's to make.
   * `at` says when it takes over: at once, or later where other nodes have to learn of it first.
   */
  rotate(): Promise<{ readonly keyId: string; readonly at: Date }>;
  /** What keeps a source from being read again, in words; `null` while all is well. */
  readonly problem: string | null;
  /** Stops looking for new keys. */
  stop(): void;
}

export const keyBytes = 32;

/** The id of a key: the beginning of a digest of it, which for a random key of 256 bits gives nothing away. */
export function keyIdOf(bytes: Buffer): string {
  return createHash('sha256').update('clavis vault key id').update(bytes).digest('hex').slice(0, 16);
}

/** A key for one purpose made from another; neither tells of the other, nor of those for other purposes. */
export function deriveKey(bytes: Buffer, purpose: string): Buffer {
  return createHmac('sha256', bytes).update(`clavis vault ${purpose}`).digest();
}

export function wrappingKey(bytes: Buffer, source: KeySource): WrappingKey {
  return { id: keyIdOf(bytes), formerIds: [], source, bytes };
}

/** The key among `keys` that is called by this id, now or formerly. */
export function findKey(keys: readonly WrappingKey[], id: string): WrappingKey | undefined {
  return keys.find((key) => key.id === id || key.formerIds.includes(id));
}

/** Keys by id, each once, the first of its kind staying. */
export function withoutRepeats(keys: readonly WrappingKey[]): WrappingKey[] {
  return keys.filter((key, index) => keys.findIndex(({ id }) => id === key.id) === index);
}
