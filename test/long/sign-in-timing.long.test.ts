import { expect, it } from 'vitest';
import { createLogger, newNanoid, systemClock } from '../../src/foundation/index.ts';
import { createIdentity, createLocalUser, signIn } from '../../src/identity/index.ts';
import { hashPassword } from '../../src/identity/sign-in/password-hash.ts';
import { sql, transact } from '../../src/postgres/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { reportFigures } from '../support/report-figures.ts';

const samples = 2000;
const toleranceMs = 5;

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted[middle] ?? NaN;
}

/** The middle 95 % of what the difference of medians is when the samples are drawn again and again from themselves. */
function intervalOf(first: readonly number[], second: readonly number[]): readonly [low: number, high: number] {
  const draw = (values: readonly number[]) =>
    medianOf(Array.from(values, () => values[Math.floor(Math.random() * values.length)] ?? NaN));
  const differences = Array.from({ length: 400 }, () => draw(first) - draw(second)).sort((a, b) => a - b);
  return [differences[10] ?? NaN, differences[389] ?? NaN];
}

/** T18 of the threat table, its part about signing in. Measured, so for a machine that does nothing else. */
it('a name that is no account takes as long to be refused as one that is', async () => {
  const database = await createTestDatabase();
  const log = createLogger({ level: 'silent' });
  const identity = createIdentity({ db: database.db, clock: systemClock, log });
  const passwordHash = await hashPassword(newNanoid(24));
  const user = { username: 'somebody', role: 'member', passwordHash, createdBy: 'test' } as const;
  await transact(identity.db, (tx) => createLocalUser(tx, user));

  const times: Record<'somebody' | 'nobody', number[]> = { somebody: [], nobody: [] };
  for (let index = 0; index < 2 * samples; index += 1) {
    // Interleaved in changing order, so that whatever slows the machine slows both.
    const username = index % 2 === (index >> 1) % 2 ? 'somebody' : 'nobody';
    const begun = performance.now();
    await signIn(identity, { username, password: 'a wrong guess', address: '192.0.2.1' }).catch(() => undefined);
    times[username].push(performance.now() - begun);
    await sql`DELETE FROM sign_in_budget`.execute(identity.db);
  }
  const [low, high] = intervalOf(times.somebody, times.nobody);
  reportFigures('T18 sign-in', {
    samples,
    knownMs: medianOf(times.somebody).toFixed(2),
    unknownMs: medianOf(times.nobody).toFixed(2),
    intervalMs: `${low.toFixed(2)} to ${high.toFixed(2)}`,
  });
  expect(Math.max(Math.abs(low), Math.abs(high))).toBeLessThan(toleranceMs);
  await database.close();
});
