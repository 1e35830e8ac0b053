import { setTimeout as delay } from 'node:timers/promises';
import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import { sql } from '../../postgres/index.ts';
import type { Package, RunContext, StepContext, StepPlan } from '../package.ts';

/** What the counting package is asked to do; every field is a workflow parameter of the same name. */
export interface CountConfig {
  readonly steps: number;
  readonly to: number;
  /** How long each number takes. */
  readonly pauseMs: number;
  /** `fault`: a step blames its input. `flaky`: each step throws once. `broken`: a step always throws. */
  readonly trouble: string;
  readonly credential: string;
}

/** The table the package writes to: one row per number counted, and nothing to stop a number from being counted twice. */
export const countedTable = 'CREATE TABLE counted (run text NOT NULL, step text NOT NULL, number int NOT NULL)';

const flaked = new Set<string>();

function parse(parameters: ReadonlyMap<string, unknown>): CountConfig {
  const to = Number(parameters.get('to') ?? 3);
  if (!Number.isInteger(to)) throw new CatalogError('field_invalid', '`to`: expected a whole number');
  return {
    to,
    steps: Number(parameters.get('steps') ?? 2),
    pauseMs: Number(parameters.get('pause-ms') ?? 0),
    trouble: String(parameters.get('trouble') ?? ''),
    credential: String(parameters.get('credential-guid') ?? ''),
  };
}

function makeTrouble(config: CountConfig, key: string): void {
  if (config.trouble === 'fault') throw new CatalogError('field_invalid', `step \`${key}\` was given nonsense`);
  if (config.trouble === 'broken') throw new Error('a message that nobody but the log may see');
  if (config.trouble === 'flaky' && !flaked.has(key)) {
    flaked.add(key);
    throw new Error('once');
  }
}

async function countOne(ctx: StepContext, key: string, number: number): Promise<void> {
  await ctx.transact(async (tx) => {
    await sql`INSERT INTO counted (run, step, number) VALUES (${ctx.runName}, ${key}, ${number})`.execute(tx);
    await ctx.progress({ numbers: 1 }, tx);
    await ctx.saveCheckpoint(tx, { next: number + 1 });
  });
}

/** The smallest package that has everything: it counts to `to` in each of `steps` steps, one checkpoint a number. */
export const countPackage: Package<CountConfig> = {
  id: '@test/count',
  prefix: 'test-count',
  connectorConfigNames: ['test-connectors-count'],
  parse,
  plan: async (ctx: RunContext, config): Promise<StepPlan[]> => {
    await ctx.progress({ numbersTotal: config.steps * config.to });
    return Array.from({ length: config.steps }, (_, index) => ({
      ...{ key: `step-${index}`, label: `count number ${index}` },
      input: { from: 1 } satisfies JsonObject,
    }));
  },
  step: async (ctx, config, step) => {
    if (config.credential !== '') {
      const { password } = await ctx.credential(config.credential);
      await ctx.log('info', `connecting with ${password ?? 'nothing'}`);
    }
    const first = Number(ctx.checkpoint?.next ?? step.input.from);
    for (let number = first; number <= config.to; number += 1) {
      await delay(config.pauseMs, undefined, { signal: ctx.signal });
      await countOne(ctx, step.key, number);
      makeTrouble(config, `${ctx.runName} ${step.key}`);
    }
  },
  finish: async (ctx) => {
    const { numbers, numbersTotal } = await ctx.totals();
    await ctx.log('info', `counted ${String(numbers)} of ${String(numbersTotal)}`);
  },
  testCredential: async ({ username }) => {
    if (username !== 'right') throw new CatalogError('field_invalid', 'the username is not `right`');
  },
};
