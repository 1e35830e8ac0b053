import { chmod, readFile, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultPort } from '../../src/config/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { call, createServerStage, readBootstrapFile } from '../support/server-process.ts';

const stage = createServerStage();
const databases: TestDatabase[] = [];
const holders: Server[] = [];

async function newDatabase(): Promise<string> {
  const database = await createTestDatabase();
  databases.push(database);
  return database.url;
}

/** Takes a port, as another program would. */
async function hold(host: string, port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  holders.push(server);
}

/** A loopback address that nothing else on the machine listens on; only Linux has more than one. */
function ownLoopback(): string {
  const part = (): string => String(1 + Math.floor(Math.random() * 253));
  return process.platform === 'linux' ? `127.${part()}.${part()}.${part()}` : '127.0.0.1';
}

afterEach(async () => {
  await stage.close();
  for (const server of holders.splice(0)) await new Promise((closed) => server.close(closed));
  for (const database of databases.splice(0)) await database.close();
});

describe('the first start', () => {
  it('shows a one-time code, with which one person becomes the first admin', async () => {
    const server = await stage.start();
    const code = /^ {6}(\S+)$/m.exec(server.stdout())?.[1];
    const claim = { code, username: 'ada', password: 'correct horse battery staple' };
    const url = `${server.url}/api/clavis/v1/setup`;
    expect(await call(url, { body: { ...claim, code: 'wrong' } })).toMatchObject({ status: 403 });
    expect(await call(url, { body: claim })).toMatchObject({ status: 200, body: { username: 'ada', role: 'admin' } });
    expect(await call(url, { body: { ...claim, username: 'eve' } })).toMatchObject({ status: 409 });
    expect(await server.stop()).toEqual({ code: 0, signal: null });

    const again = await stage.start({ dataDir: server.dataDir });
    expect(again.stdout()).not.toContain('There is no admin yet');
    const signIn = { username: claim.username, password: claim.password };
    expect(await call(`${again.url}/api/clavis/v1/sessions`, { body: signIn })).toMatchObject({ status: 200 });
  });

  it('writes the bootstrap file once, for its owner alone, and later starts leave it as it is', async () => {
    const databaseUrl = await newDatabase();
    const path = join(await stage.folder(), 'first admin.json');
    const options = { flags: ['--bootstrap-file', path, '--database-url', databaseUrl] };
    const server = await stage.start(options);
    expect(server.stdout()).not.toContain('There is no admin yet');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const text = await readFile(path, 'utf8');
    const { url, username, password, token } = await readBootstrapFile(path);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['url', 'username', 'password', 'token']);
    expect(url).toBe(server.url);
    const me = await call(`${url}/api/service/whoami`, { token });
    expect(me.body).toMatchObject({ roles: expect.arrayContaining([{ name: '$admin', id: expect.anything() }]) });
    const signIn = { body: { username, password } };
    expect(await call(`${url}/api/clavis/v1/sessions`, signIn)).toMatchObject({ status: 200, body: { role: 'admin' } });
    expect(server.stdout() + server.stderr()).not.toContain(token);
    await server.stop();

    await chmod(path, 0o640);
    const again = await stage.start(options);
    expect(await readFile(path, 'utf8')).toBe(text);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await call(`${again.url}/api/service/whoami`, { token })).toMatchObject({ status: 200 });
  });

  it('has a bootstrap file asked for of a server that has an admin: says so, and writes nothing', async () => {
    const databaseUrl = await newDatabase();
    const folder = await stage.folder();
    const first = await stage.start({
      flags: ['--database-url', databaseUrl, '--bootstrap-file', join(folder, 'one.json')],
    });
    await first.stop();
    const second = await stage.start({
      flags: ['--database-url', databaseUrl, '--bootstrap-file', join(folder, 'two.json')],
    });
    expect(second.stderr()).toContain('this server has an admin already');
    await expect(stat(join(folder, 'two.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('the port', () => {
  it('is the next free one when other programs have the default one, and the console says so', async () => {
    const host = ownLoopback();
    // Where there is only one loopback address, another program may already do what this test wants done.
    for (const port of [defaultPort, defaultPort + 1]) await hold(host, port).catch(() => undefined);
    const flags = ['--host', host, '--database-url', await newDatabase()];
    const server = await stage.start({ flags, isPortLeftOut: true });
    const port = Number(new URL(server.url).port);
    expect(port).toBeGreaterThan(defaultPort + 1);
    expect(port).toBeLessThan(defaultPort + 50);
    expect(server.stdout()).toContain('The default port is in use by another program; the next free one is used.');
    expect(await call(`${server.url}/readyz`)).toMatchObject({ status: 200 });
  });

  it('that was named and is taken ends the start with 1 and says which', async () => {
    const taken = await stage.start({ flags: ['--database-url', await newDatabase()] });
    const { port } = new URL(taken.url);
    const flags = ['--database-url', await newDatabase(), '--port', port];
    const server = await stage.spawn({ flags });
    expect(await server.ended()).toEqual({ code: 1, signal: null });
    expect(server.stderr()).toContain(
      `clavis serve: cannot listen on \`127.0.0.1:${port}\`: it is in use by another program`,
    );
    expect(server.stderr()).not.toContain('    at ');
    expect(await call(`${taken.url}/readyz`)).toMatchObject({ status: 200 });
  });
});

describe('a data folder', () => {
  it('that a server uses is refused to a second one, which ends with 1; the first goes on', async () => {
    const first = await stage.start();
    const second = await stage.spawn({ dataDir: first.dataDir });
    expect(await second.ended()).toEqual({ code: 1, signal: null });
    expect(second.stderr()).toMatch(
      /^clavis serve: the data folder `.*clavis server .*` is in use by clavis process \d+; stop it first/m,
    );
    expect(second.stderr()).not.toContain('    at ');
    expect(await call(`${first.url}/readyz`)).toMatchObject({ status: 200 });
    expect(await first.stop()).toEqual({ code: 0, signal: null });
  });
});
