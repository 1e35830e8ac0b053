import type { JsonObject } from '../../foundation/index.ts';

/** What is stored of something that must be read again: ciphertext, and which key made it. */
export interface SealedText {
  readonly sealed: Buffer;
  readonly keyId: string;
}

/**
 * Seals for the database what must be read again, such as the secrets that other houses know this server by. Handed in by
 * whoever assembles the server; its keys never enter the database.
 */
export interface SecretSealer {
  /** Seals `value` for the row or purpose `name`; it opens under no other name. */
  seal(name: string, value: JsonObject): SealedText;
  /** Throws `store_unavailable` when the key is not at hand or the name is another. */
  open(name: string, sealed: SealedText): JsonObject;
}
