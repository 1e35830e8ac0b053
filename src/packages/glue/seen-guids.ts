import { randomInt } from 'node:crypto';

const bits = 2 ** 26;
const probes = 6;

/**
 * Which assets were seen, in 8 MB however many they are. It may take one that was not seen for one that was (one in a million, of a million
 * seen ones), never the other way round; the salt makes it another one in the next run.
 */
export interface SeenGuids {
  add(guid: string): void;
  mayHave(guid: string): boolean;
}

export function createSeenGuids(salt: number = randomInt(2 ** 31)): SeenGuids {
  const field = new Uint8Array(bits / 8);
  return {
    add: (guid) => {
      for (const bit of bitsOf(guid, salt)) field[bit >>> 3] = (field[bit >>> 3] ?? 0) | (1 << (bit & 7));
    },
    mayHave: (guid) => bitsOf(guid, salt).every((bit) => ((field[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0),
  };
}

// FNV-1a of the guid, then one step of a multiplicative generator for each further place.
function bitsOf(guid: string, salt: number): number[] {
  let [one, two] = [0x811c9dc5 ^ salt, salt];
  for (let index = 0; index < guid.length; index += 1) {
    one = Math.imul(one ^ guid.charCodeAt(index), 0x01000193);
    two = Math.imul(two ^ one, 0x85ebca6b) ^ (one >>> 13);
  }
  return Array.from({ length: probes }, (_, probe) => ((one + Math.imul(probe, two | 1)) >>> 0) % bits);
}
