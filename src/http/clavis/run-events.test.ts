import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../../../test/security/world.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { packageWorkflow } from '../../../test/support/package-workflow.ts';
import { ClavisClient, type RunEvent } from '../../sdk/index.ts';
import { createWorkflowEngine, type Package, type WorkflowEngine } from '../../workflows/index.ts';

/** Says `line 1` … `line n` and waits for each to be asked for. */
const talking: Package<{ lines: number }> = {
  id: '@test/talk',
  prefix: 'test-talk',
  parse: (parameters) => ({ lines: Number(parameters.get('lines') ?? 1) }),
  plan: () => Promise.resolve([{ key: 'talk', label: 'talk', input: {} }]),
  step: async (ctx, { lines }) => {
    for (let line = 1; line <= lines; line += 1) {
      while (allowed < line) await delay(20, undefined, { signal: ctx.signal });
      await ctx.log('info', `line ${String(line)}`);
      await ctx.progress({ lines: 1 });
    }
  },
  finish: () => Promise.resolve(),
};
let allowed = 0;

/** Where that server listens. */
function urlOf({ server }: World): string {
  return server.listeningOrigin;
}

let world: World;
let engine: WorkflowEngine;
let client: ClavisClient;
let url: string;
beforeAll(async () => {
  world = await createWorld({ packages: () => [talking] });
  engine = createWorkflowEngine({ ...world.deps.workflows, drainMs: 5_000 });
  await engine.start();
  url = urlOf(world);
  client = new ClavisClient({ baseUrl: url, token: world.admin.tokenSecret });
});
afterAll(async () => {
  await engine.stop();
  await world.close();
});

let runs = 0;
async function submit(lines: number): Promise<string> {
  allowed = 0;
  runs += 1;
  const name = `test-talk-${String(2_000_000_000 + runs)}`;
  await client.workflows.submit(packageWorkflow('test-talk', name, { lines }));
  return eventually('a run', async () => (await client.workflows.latestRun(name))?.name ?? null);
}

function linesOf(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => (event.kind === 'log' ? [event.line.message] : []));
}

async function readAll(name: string, afterLine?: number): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  const options = afterLine === undefined ? {} : { afterLine };
  for await (const event of client.runs.events(name, options)) events.push(event);
  return events;
}

function open(name: string, token: string, headers: Record<string, string> = {}): Promise<Response> {
  const signal = AbortSignal.timeout(30_000);
  return fetch(`${url}/api/clavis/v1/runs/${name}/events`, {
    headers: { ...headers, authorization: `Bearer ${token}` },
    signal,
  });
}

describe('the events of a run', () => {
  it('are its lines, steps and progress as they come, each line once, and end with the run', async () => {
    const name = await submit(5);
    const reading = readAll(name);
    for (allowed = 1; allowed < 5; allowed += 1) await delay(0);
    const events = await reading;
    expect(linesOf(events)).toEqual([1, 2, 3, 4, 5].map((line) => `line ${String(line)}`));
    const steps = events.flatMap((event) => (event.kind === 'step' ? [`${event.step.key} ${event.step.state}`] : []));
    expect(steps).toContain('talk succeeded');
    const last = events.filter((event) => event.kind === 'progress').at(-1);
    expect(last).toMatchObject({ progress: { name, phase: 'Succeeded', totals: { lines: 5 } } });
  });

  it('go on after the line that was read last', async () => {
    const name = await submit(3);
    allowed = 3;
    const all = await readAll(name);
    const second = all.find((event) => event.kind === 'log' && event.line.message === 'line 2');
    const after = await readAll(name, second?.kind === 'log' ? second.line.id : -1);
    expect(linesOf(after)).toEqual(['line 3']);
  });

  it('drive `watch`, which ends with the run and its log', async () => {
    const name = await submit(2);
    const phases: string[] = [];
    let log: string[] = [];
    for await (const progress of client.runs.watch(name)) {
      allowed = 2;
      phases.push(progress.phase);
      log = progress.log.map(({ message }) => message);
    }
    expect(phases.at(-1)).toBe('Succeeded');
    expect(log).toEqual(['line 1', 'line 2']);
  });

  it('are asked for one by one where a proxy gives no streams', async () => {
    const name = await submit(1);
    const blocked: typeof fetch = (input, init) =>
      String(input).endsWith('/events') ? Promise.reject(new TypeError('cut')) : fetch(input, init);
    const behind = new ClavisClient({ baseUrl: url, token: world.admin.tokenSecret, fetch: blocked });
    allowed = 1;
    let end = '';
    for await (const progress of behind.runs.watch(name, { intervalMs: 50 })) end = progress.phase;
    expect(end).toBe('Succeeded');
  });
});

describe('who may not', () => {
  it('see the run gets no stream, in the same words as for one that is not there', async () => {
    const name = await submit(1);
    allowed = 1;
    const { secret } = await world.makeToken('default', 'a stranger');
    const [hidden, absent] = [await open(name, secret), await open('no-such-run', secret)];
    expect([hidden.status, absent.status]).toEqual([404, 404]);
    const told = (text: string) => text.replaceAll(name, 'no-such-run').replace(/"requestId":"[^"]+"/, '');
    expect(told(await hidden.text())).toBe(told(await absent.text()));
    expect((await open(name, 'nonsense')).status).toBe(401);
    // The same request with the right secret is answered.
    expect((await open(`${name}`, world.admin.tokenSecret)).status).toBe(200);
  });

  it('see it any more has the stream ended', async () => {
    const name = await submit(2);
    const { id, secret } = await world.makeToken('admin', 'for a while');
    const answer = await open(name, secret);
    const reading = answer.text();
    await world.database.pool.query(
      "UPDATE actor SET state = 'disabled' WHERE id = (SELECT actor_id FROM api_token WHERE id = $1)",
      [id],
    );
    const text = await reading;
    expect(text).not.toContain('event: end');
    allowed = 2;
  }, 30_000);

  it('open more streams than one actor may is told so, and may again when one has ended', async () => {
    const name = await submit(1);
    const { secret } = await world.makeToken('admin', 'many streams');
    const ends = Array.from({ length: 8 }, () => new AbortController());
    const headers = { authorization: `Bearer ${secret}` };
    const path = `${url}/api/clavis/v1/runs/${name}/events`;
    for (const { signal } of ends) expect((await fetch(path, { headers, signal })).status).toBe(200);
    expect((await open(name, secret)).status).toBe(429);
    ends[0]?.abort();
    await eventually('a free stream', async () => {
      const again = await open(name, secret);
      await again.body?.cancel();
      return again.status === 200 ? true : null;
    });
    for (const end of ends) end.abort();
    allowed = 1;
  }, 30_000);

  it('send an id of ours is told which are accepted', async () => {
    const name = await submit(1);
    allowed = 1;
    const answer = await open(name, world.admin.tokenSecret, { 'last-event-id': 'x' });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('last-event-id')]);
  });
});

describe('a server that closes', () => {
  it('ends its streams and does not wait for their runs', async () => {
    const other = await createWorld({ packages: () => [talking] });
    const its = new ClavisClient({
      baseUrl: urlOf(other),
      token: other.admin.tokenSecret,
    });
    const name = 'test-talk-3000000000';
    await its.workflows.submit(packageWorkflow('test-talk', name, {}));
    const answer = await fetch(`${urlOf(other)}/api/clavis/v1/runs/${name}/events`, {
      headers: { authorization: `Bearer ${other.admin.tokenSecret}` },
    });
    const reading = answer.text();
    const closed = other.close();
    const text = await reading;
    expect(text).toContain('event: progress');
    expect(text).not.toContain('event: end');
    // The connection that carried it is kept by its client.
    other.server.server.closeAllConnections();
    await closed;
  }, 30_000);
});
