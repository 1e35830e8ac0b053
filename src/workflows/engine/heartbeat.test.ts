import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { sql } from '../../postgres/index.ts';
import { attemptOf, claimNext, claimOnlyStep } from '../testing/claim-only-step.ts';
import { createBench, type Bench } from '../testing/create-bench.ts';
import { createHeartbeat } from './heartbeat.ts';
import { LeaseLost } from './lease.ts';
import { rescueSteps } from './rescue-steps.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench(await createTestDatabase());
});
afterEach(async () => bench.close());

describe('a node that lost a step and took it up again', () => {
  it.each(['first', 'last'] as const)('ends the lost attempt and keeps the new one, heard of %s', async (place) => {
    const { db } = bench.deps;
    const lost = await claimOnlyStep(bench, 'test-count-4100000001');
    await sql`UPDATE run_step SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'running'`.execute(
      db,
    );
    await rescueSteps(bench.deps);
    const anew = await claimNext(bench, 'one');
    if (anew === null) throw new Error('nobody took the step');
    const [lostAbort, newAbort] = [new AbortController(), new AbortController()];
    const held = [
      { hold: (await attemptOf(bench, lost)).hold, abort: lostAbort },
      { hold: (await attemptOf(bench, anew)).hold, abort: newAbort },
    ];
    const heartbeat = createHeartbeat(bench.deps);
    for (const { hold, abort } of place === 'first' ? held.reverse() : held) heartbeat.add(hold, abort);
    await heartbeat.beat();
    expect(lostAbort.signal.reason).toBeInstanceOf(LeaseLost);
    expect(newAbort.signal.aborted).toBe(false);
  });
});
