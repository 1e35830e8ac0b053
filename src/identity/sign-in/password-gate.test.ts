import { describe, expect, it } from 'vitest';
import { PasswordGate } from './password-gate.ts';

describe('the password gate', () => {
  it('lets two run at a time, the others in their order, and refuses when too many wait', async () => {
    const gate = new PasswordGate();
    const finish: (() => void)[] = [];
    const started: number[] = [];
    const enter = (index: number) =>
      gate.run(() => {
        started.push(index);
        return new Promise<void>((resolve) => finish.push(resolve));
      });
    const all = Array.from({ length: 66 }, (_, index) => enter(index));
    await expect(enter(66)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(started).toEqual([0, 1]);
    for (let index = 0; index < all.length; index += 1) {
      finish[index]?.();
      await all[index];
      expect(started.length).toBeLessThanOrEqual(index + 3);
    }
    expect(started).toEqual(all.map((_, index) => index));
  });

  it('a check that fails gives its place back', async () => {
    const gate = new PasswordGate();
    for (let index = 0; index < 5; index += 1) {
      await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    }
    expect(await gate.run(() => Promise.resolve('yes'))).toBe('yes');
  });
});
