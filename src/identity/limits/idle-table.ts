/** A key as two 32-bit numbers. */
export interface TableKey {
  readonly high: number;
  readonly low: number;
}

/** Slots that a key may stand in. */
const ways = 8;

const [seedHigh = 0, seedLow = 0] = crypto.getRandomValues(new Uint32Array(2));

function mix(text: string, seed: number): number {
  let state = seed;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x5bd1e995);
    state ^= state >>> 15;
  }
  return state >>> 0;
}

/** The key of a text; other in each process, so that nobody can prepare texts that share a slot. */
export function keyOfText(text: string): TableKey {
  return { high: mix(text, seedHigh), low: mix(text, seedLow) };
}

/** The key of a digest, which is as good as random already. */
export function keyOfDigest(digest: Buffer): TableKey {
  return { high: digest.readUInt32LE(0), low: digest.readUInt32LE(4) };
}

/**
 * Times by key, in memory that never grows: 16 bytes a slot, eight slots for a key to stand in. Where all eight are taken
 * the smallest time, which is the key idle longest, gives way. Two keys in 2^64 may share a slot; with a million keys the
 * odds are one in thirty million.
 */
export class IdleTable {
  readonly #keys: Uint32Array;
  readonly #values: Float64Array;
  readonly #sets: number;

  /** `slots` is a power of two; half of them is a fair number of keys. */
  constructor(slots: number) {
    this.#keys = new Uint32Array(slots * 2);
    this.#values = new Float64Array(slots);
    this.#sets = slots / ways;
  }

  /** The time kept for a key; 0 when there is none. */
  get(key: TableKey): number {
    const slot = this.#find(key);
    return slot === -1 ? 0 : (this.#values[slot] ?? 0);
  }

  set(key: TableKey, value: number): void {
    const found = this.#find(key);
    const slot = found === -1 ? this.#idlest(key) : found;
    this.#keys[slot * 2] = key.high;
    this.#keys[slot * 2 + 1] = key.low;
    this.#values[slot] = value;
  }

  delete(key: TableKey): void {
    const slot = this.#find(key);
    if (slot !== -1) this.#values[slot] = 0;
  }

  /** Bytes of memory, taken when the table is made. */
  get bytes(): number {
    return this.#keys.byteLength + this.#values.byteLength;
  }

  #first({ low }: TableKey): number {
    return (low % this.#sets) * ways;
  }

  #find(key: TableKey): number {
    const first = this.#first(key);
    for (let slot = first; slot < first + ways; slot += 1) {
      const isSame = this.#keys[slot * 2] === key.high && this.#keys[slot * 2 + 1] === key.low;
      if (isSame && this.#values[slot] !== 0) return slot;
    }
    return -1;
  }

  #idlest(key: TableKey): number {
    const first = this.#first(key);
    let idlest = first;
    for (let slot = first + 1; slot < first + ways; slot += 1) {
      if ((this.#values[slot] ?? 0) < (this.#values[idlest] ?? 0)) idlest = slot;
    }
    return idlest;
  }
}
