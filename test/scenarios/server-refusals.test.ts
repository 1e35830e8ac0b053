import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createServerStage } from '../support/server-process.ts';

const stage = createServerStage();
const databases: TestDatabase[] = [];

async function newDatabase(): Promise<string> {
  const database = await createTestDatabase();
  databases.push(database);
  return database.url;
}

afterEach(async () => {
  await stage.close();
  for (const database of databases.splice(0)) await database.close();
});

describe('what cannot be used', () => {
  it('every bad key of environment, flags and file is named at once, with 2 and before anything is made', async () => {
    const folder = await stage.folder();
    const file = join(folder, 'settings.json');
    await writeFile(file, JSON.stringify({ databaseConnectionsMax: 1, colour: 'red', trustProxy: [''] }));
    const server = await stage.spawn({
      dataDir: join(folder, 'data'),
      flags: ['--config', file, '--log-level', 'loud', '--glue-server-identity', 'maybe'],
      isPortLeftOut: true,
      environment: { CLAVIS_PORT: '70000', CLAVIS_DATABASE_URL: 'mysql://somewhere/else' },
    });
    expect(await server.ended()).toEqual({ code: 2, signal: null });
    for (const named of [
      'CLAVIS_PORT: `70000`',
      'CLAVIS_DATABASE_URL: ',
      '--log-level: `loud`',
      '--glue-server-identity: `maybe`',
      'settings.json: databaseConnectionsMax: `1`',
      'settings.json: colour: unknown key',
      'settings.json: trustProxy: ',
    ]) {
      expect(server.stderr()).toContain(named);
    }
    await expect(stat(join(folder, 'data'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('a flag nobody knows is refused with 2, by name', async () => {
    const server = await stage.spawn({ flags: ['--colour', 'red'] });
    expect(await server.ended()).toEqual({ code: 2, signal: null });
    expect(server.stderr()).toContain('--colour');
  });

  it('an unreachable database ends the start with 1, named, but never with its password', async () => {
    const flags = ['--database-url', 'postgres://clavis:canary-password@127.0.0.1:1/clavis'];
    const server = await stage.spawn({ flags });
    expect(await server.ended()).toEqual({ code: 1, signal: null });
    expect(server.stderr()).toContain('clavis serve: cannot use the database `127.0.0.1:1/clavis`: ');
    expect(server.stderr()).toContain('ECONNREFUSED');
    expect(server.stdout() + server.stderr()).not.toContain('canary-password');
    expect(server.stderr()).not.toContain('    at ');
  });

  it('a bootstrap file where nothing can be written ends the start with 1 and makes no admin', async () => {
    const databaseUrl = await newDatabase();
    const path = join(await stage.folder(), 'missing', 'first-admin.json');
    const server = await stage.spawn({ flags: ['--database-url', databaseUrl, '--bootstrap-file', path] });
    expect(await server.ended()).toEqual({ code: 1, signal: null });
    expect(server.stderr()).toContain(`cannot write the bootstrap file \`${path}\``);
    expect(server.stderr()).not.toContain('    at ');
    const admins = await databases[0]?.pool.query(`SELECT 1 FROM actor WHERE role = 'admin'`);
    expect(admins?.rows).toEqual([]);
  });

  it('a data folder that cannot be made ends the start with 1 and names it', async () => {
    const file = join(await stage.folder(), 'a file');
    await writeFile(file, '');
    const server = await stage.spawn({ dataDir: join(file, 'data') });
    expect(await server.ended()).toEqual({ code: 1, signal: null });
    expect(server.stderr()).toContain(file);
    expect(server.stderr()).not.toContain('    at ');
  });

  it('an address that this machine does not have ends the start with 1, also when no port was named', async () => {
    const flags = ['--host', '192.0.2.1', '--database-url', await newDatabase()];
    const server = await stage.spawn({ flags, isPortLeftOut: true });
    expect(await server.ended()).toEqual({ code: 1, signal: null });
    expect(server.stderr()).toMatch(/clavis serve: cannot listen on `192\.0\.2\.1:\d+`: the system refuses it/);
  });

  it('a database that does not exist, and one with a wrong password, are told apart', async () => {
    const good = new URL(await newDatabase());
    const absent = new URL(good);
    absent.pathname = '/no_such_database';
    const locked = new URL(good);
    locked.password = 'wrong';
    for (const [url, said] of [
      [absent, 'does not exist'],
      [locked, 'password authentication failed'],
    ] as const) {
      const server = await stage.spawn({ flags: ['--database-url', url.href] });
      expect(await server.ended()).toEqual({ code: 1, signal: null });
      expect(server.stderr()).toContain(said);
    }
  });
});
