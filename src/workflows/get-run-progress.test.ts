import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import type { WorkflowsDeps } from './deps.ts';
import { createWorkflowEngine, type WorkflowEngine } from './engine/workflow-engine.ts';
import { getRunProgress, type RunProgress } from './get-run-progress.ts';
import type { Package } from './package.ts';
import { submitWorkflow } from './submit-workflow.ts';
import { countPackage } from './testing/count-package.ts';
import { countWorkflow, createBench, eventually, type Bench } from './testing/create-bench.ts';

const secret = 'canary-of-a-password';

/** Says what it found out, and errors, as its parameter `tells` names. */
const telling: Package<ReadonlyMap<string, unknown>> = {
  ...countPackage,
  parse: (parameters) => parameters,
  plan: async (ctx, parameters) => {
    if (parameters.get('tells') !== 'nothing') await ctx.saveResult({ kind: 'planning' });
    return [];
  },
  step: () => Promise.resolve(),
  finish: async (ctx, parameters) => {
    const tells = String(parameters.get('tells'));
    if (tells === 'errors') {
      await ctx.log('error', 'the first error');
      await ctx.log('error', 'the last error');
      for (let line = 0; line < 210; line += 1) await ctx.log('info', `line ${line}`);
    }
    if (tells === 'secret') {
      const { password } = await ctx.credential(String(parameters.get('credential-guid')));
      await ctx.log('error', `refused: ${password ?? ''}`);
      await ctx.saveResult({ used: password });
      return;
    }
    if (tells !== 'nothing') await ctx.saveResult({ before: await ctx.result(), kind: 'done', found: [1, 'ü'] });
  },
};

describe('what a run found out, and what went wrong in it', () => {
  let bench: Bench;
  let deps: WorkflowsDeps;
  let engine: WorkflowEngine;
  let workflows = 0;
  beforeAll(async () => {
    bench = await createBench(await createTestDatabase());
    deps = { ...bench.deps, packages: [telling as Package] };
    engine = createWorkflowEngine({ ...deps, drainMs: 5_000 });
    await engine.start();
  });
  afterAll(async () => {
    await engine.stop();
    await bench.close();
  });

  async function run(
    parameters: Readonly<Record<string, string>>,
    payload: readonly object[] = [],
  ): Promise<RunProgress> {
    workflows += 1;
    const name = `test-count-${8_000_000_000 + workflows}`;
    const body = { ...countWorkflow(name, parameters), payload: JSON.parse(JSON.stringify(payload)) as never };
    const { runName } = await submitWorkflow(deps, bench.admin, body);
    return eventually(async () => {
      const progress = await getRunProgress(deps, bench.admin, runName);
      return progress.finishedAt === null ? null : progress;
    });
  }

  it('is the result that was saved last, by whichever step', async () => {
    const { phase, result, lastError } = await run({ tells: 'result' });
    expect({ phase, result }).toEqual({
      phase: 'Succeeded',
      result: { kind: 'done', found: [1, 'ü'], before: { kind: 'planning' } },
    });
    expect(lastError).toBeNull();
  });

  it('is none where nothing was said', async () => {
    expect(await run({ tells: 'nothing' })).toMatchObject({ phase: 'Succeeded', result: null, lastError: null });
  });

  it('is the last line of an error, also when 200 lines came after it', async () => {
    const { log, lastError } = await run({ tells: 'errors' });
    expect(log).toHaveLength(200);
    expect(log.some(({ level }) => level === 'error')).toBe(false);
    expect(lastError).toMatchObject({ level: 'error', message: 'the last error' });
  });

  it('holds no secret of a credential that the run opened', async () => {
    const body = { name: 'c', connectorConfigName: 'test-connectors-count', username: 'right', password: secret };
    const payload = [{ parameter: 'credentialGuid', type: 'credential', body }];
    const progress = await run({ tells: 'secret', 'credential-guid': '{{credentialGuid}}' }, payload);
    expect(progress).toMatchObject({ phase: 'Succeeded', lastError: { level: 'error' } });
    expect(progress.lastError?.message).toMatch(/^refused: /);
    expect(JSON.stringify(progress)).not.toContain(secret);
  });

  it('goes with the run when its time is over', async () => {
    const { run: name } = await run({ tells: 'result' });
    await bench.database.pool.query('DELETE FROM run WHERE name = $1', [name]);
    const left = await bench.database.pool.query('SELECT 1 FROM run_result WHERE run_id NOT IN (SELECT id FROM run)');
    expect(left.rows).toEqual([]);
  });

  it('is told only to who may see the run', async () => {
    const { run: name } = await run({ tells: 'result' });
    await expect(getRunProgress(deps, bench.member, name)).rejects.toMatchObject({ code: 'run_not_found' });
  });
});
