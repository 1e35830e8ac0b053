import { describe, expect, it } from 'vitest';
import { RepeatedStatements } from './repeated-statements.ts';

describe('what is worth preparing', () => {
  const text = 'SELECT 1';
  const run = (statements: RepeatedStatements, ms: number, isPrepared = false) =>
    statements.note(text, { ms, isPrepared });

  it('is what has come three times', () => {
    const statements = new RepeatedStatements();
    const seen = [0, 1, 2].map(() => {
      run(statements, 4);
      return statements.isWorthPreparing(text);
    });
    expect(seen).toEqual([false, false, true]);
    expect(statements.isWorthPreparing('SELECT 2')).toBe(false);
    const long = `SELECT ${'1 + '.repeat(4_000)}1`;
    for (let count = 0; count < 4; count += 1) statements.note(long, { ms: 4, isPrepared: false });
    expect(statements.isWorthPreparing(long)).toBe(false);
  });

  it('is not what takes longer prepared, until a while has passed', async () => {
    const statements = new RepeatedStatements({ refusedMs: 50 });
    for (const ms of [3, 3, 3]) run(statements, ms);
    for (const ms of [1, 1, 14]) run(statements, ms, true);
    expect(statements.isWorthPreparing(text)).toBe(true);
    run(statements, 90, true);
    expect(statements.isWorthPreparing(text)).toBe(false);
    await expect.poll(() => statements.isWorthPreparing(text)).toBe(true);
  });
});
