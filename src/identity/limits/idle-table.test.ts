import { describe, expect, it } from 'vitest';
import { digestSecret } from '../../foundation/index.ts';
import { IdleTable, keyOfDigest, keyOfText } from './idle-table.ts';

describe('a table of times in memory that does not grow', () => {
  it('gives back what was set, and 0 for what was not or is deleted', () => {
    const table = new IdleTable(1024);
    const [key, other] = [keyOfText('a'), keyOfText('b')];
    table.set(key, 5.25);
    expect([table.get(key), table.get(other)]).toEqual([5.25, 0]);
    table.set(key, 7);
    table.delete(other);
    expect(table.get(key)).toBe(7);
    table.delete(key);
    expect(table.get(key)).toBe(0);
  });

  it('keeps a million keys in 32 MiB and loses fewer than one in a hundred of them', () => {
    const table = new IdleTable(2 ** 21);
    expect(table.bytes).toBe(32 * 2 ** 20);
    const keys = Array.from({ length: 1_000_000 }, (_, n) => keyOfText(`actor ${String(n)}`));
    keys.forEach((key, n) => table.set(key, n + 1));
    const lost = keys.filter((key, n) => table.get(key) !== n + 1);
    expect(lost.length).toBeLessThan(10_000);
    expect(table.bytes).toBe(32 * 2 ** 20);
  });

  it('where all slots are taken the key idle longest gives way', () => {
    const table = new IdleTable(8);
    const keys = Array.from({ length: 9 }, (_, n) => keyOfDigest(digestSecret(String(n))));
    const times = [50, 40, 10, 70, 60, 20, 30, 80, 90];
    keys.forEach((key, n) => table.set(key, times[n] ?? 0));
    expect(keys.map((key) => table.get(key))).toEqual([50, 40, 0, 70, 60, 20, 30, 80, 90]);
  });

  it('spreads the ids of actors evenly over its slots', () => {
    const sets = new Uint32Array(256);
    for (let n = 0; n < 100_000; n += 1) {
      const set = keyOfText(crypto.randomUUID()).low % 256;
      sets[set] = (sets[set] ?? 0) + 1;
    }
    const expected = 100_000 / 256;
    const chiSquare = sets.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
    // 255 degrees of freedom; one run in a hundred million is above.
    expect(chiSquare).toBeLessThan(400);
  });
});
