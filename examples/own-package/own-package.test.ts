import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClavisClient, isOver, type NewAppWorkflow, type RunEvent, type RunProgress } from '../../src/sdk/index.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { createServerStage, readBootstrapFile, type ServerProcess } from '../../test/support/server-process.ts';

const stage = createServerStage();
const connection = 'default/api/1735500000';
const inputs = { connection_qualified_name: connection };
const appId = 'example-price-list';

/** Saves without looking whether it may. */
const forcing = `export function createPackage(kit) {
  return kit.define({
    id: '@example/forcing',
    inputs: { properties: { connection_qualified_name: { type: 'string', title: 'Connection' } } },
    plan: async () => [{ key: 'force', label: 'force', input: {} }],
    step: async (run, { connection_qualified_name: connection }) => {
      const attributes = { name: 'forced', qualifiedName: connection + '/forced', connectionQualifiedName: connection };
      await run.commit({ save: [{ typeName: 'Table', attributes }], progress: { forced: 1 }, checkpoint: { done: true } });
    },
  });
}`;

let database: TestDatabase;
let server: ServerProcess & { readonly url: string };
let start: () => Promise<typeof server>;
let token: string;

const admin = (): ClavisClient => new ClavisClient({ baseUrl: server.url, token });

beforeAll(async () => {
  database = await createTestDatabase();
  const dataDir = await stage.folder();
  const file = join(dataDir, 'first-admin.json');
  const forcingModule = join(dataDir, 'forcing-package.mjs');
  await writeFile(forcingModule, forcing);
  const example = fileURLToPath(new URL('price-list-package.ts', import.meta.url));
  start = () =>
    stage.start({
      dataDir,
      flags: ['--bootstrap-file', file, '--database-url', database.url],
      environment: { CLAVIS_PACKAGES: `${example},${forcingModule}` },
    });
  server = await start();
  ({ token } = await readBootstrapFile(file));
  const { username } = await admin().users.whoAmI();
  const attributes = { name: 'prices', qualifiedName: connection, connectorName: 'api', adminUsers: [username] };
  await admin().entities.save([{ typeName: 'Connection', attributes }]);
});
afterAll(async () => {
  await stage.close();
  await database.close();
});

async function submit(client: ClavisClient, name: string, taken: NewAppWorkflow['inputs']): Promise<string> {
  const { runId } = await client.apps.create({ appId, name, inputs: taken });
  return String(runId);
}

function waitForEnd(runName: string): Promise<RunProgress> {
  return eventually(
    'the run ends',
    async () => {
      const run = await admin().runs.get(runName);
      return isOver(run.phase) ? run : null;
    },
    60_000,
  );
}

async function followed(runName: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of admin().runs.events(runName)) events.push(event);
  return events;
}

/** A client whose role lets it run workflows, and which no connection shows anything. */
async function makeStranger(): Promise<ClavisClient> {
  const made = await admin().tokens.create({ displayName: 'stranger', role: 'default' });
  return new ClavisClient({ baseUrl: server.url, token: made.secret });
}

describe('the example of a package of one’s own', () => {
  it('is an app with the form that its schema describes', async () => {
    expect(await admin().apps.describe(appId)).toMatchObject({ appId, isRunnable: true });
    expect(await admin().apps.inputs(appId)).toMatchObject({
      properties: { pages: { type: 'integer', title: 'Pages', default: 2 } },
      required: ['connection_qualified_name'],
    });
  });

  it('runs in named steps and shows progress and log as it goes', async () => {
    const runName = await submit(admin(), 'both pages', inputs);
    const events = await followed(runName);
    const steps = events.flatMap((event) => (event.kind === 'step' && event.step.kind === 'step' ? [event.step] : []));
    expect(new Set(steps.map(({ label }) => label))).toEqual(new Set(['page 1', 'page 2']));
    const lines = events.flatMap((event) => (event.kind === 'log' ? [event.line] : []));
    expect(lines.map(({ message }) => message)).toContain('6 of 6 lines are in the catalog');
    expect(lines.find(({ message }) => message === 'page 2: line 3')).toMatchObject({ step: 'page 2' });
    expect(await waitForEnd(runName)).toMatchObject({ phase: 'Succeeded', totals: { lines: 6, linesTotal: 6 } });
  });

  it('goes on after kill -9 from its checkpoints: every line once', async () => {
    const slow = { ...inputs, pages: 2, lines: 8, pause_ms: 250, kind: 'net' };
    const runName = await submit(admin(), 'killed', slow);
    const linesOf = async (): Promise<number> => (await admin().runs.get(runName)).totals['lines'] ?? 0;
    await eventually('some lines are there', async () => ((await linesOf()) >= 4 ? true : null));
    await server.kill();
    server = await start();
    expect(await linesOf()).toBeLessThan(16);
    const run = await waitForEnd(runName);
    expect(run).toMatchObject({ phase: 'Succeeded', totals: { lines: 16, linesTotal: 16 } });
    const tables = await database.pool.query(`SELECT name FROM asset WHERE name LIKE 'net-price-%'`);
    expect(tables.rowCount).toBe(16);
    const { rows } = await database.pool.query<{ next: number; attempt: number }>(
      `SELECT (checkpoint::jsonb->>'next')::int AS next, attempt FROM run_step
       JOIN run ON run.id = run_step.run_id WHERE run.name = $1 AND kind = 'step'`,
      [runName],
    );
    expect(rows.map(({ next }) => next)).toEqual([9, 9]);
    expect(Math.max(...rows.map(({ attempt }) => attempt))).toBeGreaterThan(1);
  });

  it('is submitted as any workflow too: names with hyphens, numbers as text', async () => {
    const parameters = { 'connection-qualified-name': connection, pages: '1', lines: '2', kind: 'net' };
    const listed = Object.entries(parameters).map(([name, value]) => ({ name, value }));
    const task = { name: 'run', arguments: { parameters: listed }, templateRef: { name: appId, template: 'main' } };
    const annotations = { 'package.argoproj.io/name': '@example/price-list' };
    await admin().workflows.submit({
      metadata: { name: `${appId}-1735500000`, namespace: 'default', labels: {}, annotations },
      spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks: [task] } }] },
      payload: [],
    });
    const run = await admin().workflows.latestRun(`${appId}-1735500000`);
    expect(await waitForEnd(String(run?.name))).toMatchObject({ phase: 'Succeeded', totals: { linesTotal: 2 } });
  });

  it('tells everything that is wrong with its inputs, by name, before anything is kept', async () => {
    await expect(submit(admin(), 'wrong', { pages: 0, kind: 'gross', colour: 'red' })).rejects.toMatchObject({
      status: 400,
      problems: expect.arrayContaining(
        ['connection_qualified_name', 'pages', 'kind', 'colour'].map(
          (name) => expect.objectContaining({ path: `inputs.${name}` }) as unknown,
        ),
      ) as unknown,
    });
    await expect(submit(admin(), 'too long', { ...inputs, pages: 100, lines: 101 })).rejects.toMatchObject({
      problems: [{ path: 'inputs.lines', message: 'more than 10,000 lines on all pages' }],
    });
  });

  it('has the rights of who runs it: for a stranger the connection is not there', async () => {
    const stranger = await makeStranger();
    const run = await waitForEnd(await submit(stranger, 'of a stranger', { ...inputs, kind: 'net' }));
    expect(run).toMatchObject({ phase: 'Failed', message: expect.stringContaining(connection) as string });
  });

  it('writes nothing that who runs it may not write, no count and no checkpoint either', async () => {
    const stranger = await makeStranger();
    const force = (client: ClavisClient) => client.apps.create({ appId: 'example-forcing', name: 'forced', inputs });
    const refused = await waitForEnd(String((await force(stranger)).runId));
    expect(refused).toMatchObject({ phase: 'Failed', totals: {} });
    const forced = `SELECT 1 FROM asset WHERE name = 'forced'`;
    expect((await database.pool.query(forced)).rowCount).toBe(0);
    // The same by who may: the refusal above is not one of everything.
    expect(await waitForEnd(String((await force(admin())).runId))).toMatchObject({ phase: 'Succeeded' });
    expect((await database.pool.query(forced)).rowCount).toBe(1);
  });

  it('stops at once when it is asked to', async () => {
    const runName = await submit(admin(), 'stopped', { ...inputs, lines: 100, pause_ms: 500, pages: 1 });
    await eventually('it works', async () => ((await admin().runs.get(runName)).phase === 'Running' ? true : null));
    await admin().workflows.stop(runName);
    expect(await waitForEnd(runName)).toMatchObject({ phase: 'Failed' });
  });

  it('a server whose module cannot be used does not start, and says what and where', async () => {
    const dataDir = await stage.folder();
    const module = join(dataDir, 'wrong-package.mjs');
    await writeFile(module, `export const createPackage = () => ({ id: '@atlan/glue', inputs: { properties: {} } });`);
    const refused = await stage.spawn({ dataDir, environment: { CLAVIS_PACKAGES: module } });
    expect(await refused.ended()).toMatchObject({ code: 2 });
    for (const text of [
      `${module}: plan: is missing`,
      `${module}: step: is missing`,
      `${module}: id: \`atlan-glue\``,
    ]) {
      expect(refused.stderr()).toContain(text);
    }
  });
});
