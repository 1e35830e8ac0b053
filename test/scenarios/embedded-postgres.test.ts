import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { call, createServerStage, isAlive, postmasterOf, readBootstrapFile } from '../support/server-process.ts';

const stage = createServerStage();

afterEach(() => stage.close());

/** The processes of a PostgreSQL, by the process id of the first, oldest first. */
async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return rows.flatMap(([child = 0, parent]) => (parent === pid ? [child] : [])).sort((one, other) => one - other);
}

async function startWithToken() {
  const folder = await stage.folder();
  const file = join(folder, 'first-admin.json');
  const server = await stage.start({ dataDir: folder, flags: ['--bootstrap-file', file] });
  return { ...server, token: (await readBootstrapFile(file)).token };
}

describe('an embedded PostgreSQL that breaks', () => {
  it('is used again as soon as it is back, and its folder stays refused to others', async () => {
    const server = await startWithToken();
    const postgres = (await postmasterOf(server.dataDir)) ?? 0;
    // One of its processes dying is what an out-of-memory killer does: PostgreSQL then ends all connections and recovers.
    const children = await childrenOf(postgres);
    process.kill(children.at(-1) ?? 0, 'SIGKILL');
    await eventually('the server is ready again', async () =>
      (await call(`${server.url}/readyz`)).status === 200 ? true : null,
    );
    await eventually('the folder is held again', () =>
      server.stderr().includes('the data folder is held again') ? true : null,
    );
    const second = await stage.spawn({ dataDir: server.dataDir });
    expect(await second.ended()).toEqual({ code: 1, signal: null });
    expect(second.stderr()).toContain('is in use by clavis process');
    expect(await call(`${server.url}/api/service/whoami`, { token: server.token })).toMatchObject({ status: 200 });
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(await isAlive(postgres)).toBe(false);
  });

  it('is started again on its old port when it is gone altogether', async () => {
    const server = await startWithToken();
    const postgres = (await postmasterOf(server.dataDir)) ?? 0;
    process.kill(postgres, 'SIGQUIT');
    await eventually('PostgreSQL is gone', async () => ((await isAlive(postgres)) ? null : true));
    await eventually('the server is ready again', async () =>
      (await call(`${server.url}/readyz`)).status === 200 ? true : null,
    );
    expect(await call(`${server.url}/api/service/whoami`, { token: server.token })).toMatchObject({ status: 200 });
    const next = (await postmasterOf(server.dataDir)) ?? 0;
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(await isAlive(next)).toBe(false);
  });
});
