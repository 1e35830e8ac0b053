import { type Readable } from 'node:stream';

/** An object as it was when it was opened. */
export interface StoredObject {
  /** Differs between an object and another one that took its place. */
  readonly version: string;
  readonly bytes: Readable;
}

/**
 * Where packages read files and write them. What is wrong with a place or a key is thrown as `field_invalid`, in words for whoever
 * runs the workflow; what may pass is `store_unavailable`.
 */
export interface ObjectStore {
  /** How people know an object of that key: `s3://bucket/key`. */
  describe(key: string): string;
  open(key: string, signal: AbortSignal): Promise<StoredObject>;
  /** Writes an object, in parts as they come. Nothing is there under the key before all of it is; on failure nothing is left behind. */
  write(key: string, parts: AsyncIterable<string>, signal: AbortSignal): Promise<void>;
  close(): void;
}
