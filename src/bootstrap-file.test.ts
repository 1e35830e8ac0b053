import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test/support/database.ts';
import { writeBootstrapFile } from './bootstrap-file.ts';
import { createLogger, fixedClock } from './foundation/index.ts';
import { authenticateBearer } from './identity/index.ts';

const url = 'http://127.0.0.1:7373';

describe('bootstrap file', () => {
  let database: TestDatabase;
  let folder: string;
  let path: string;

  beforeEach(async () => {
    database = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'clavis-bootstrap-'));
    path = join(folder, 'bootstrap.json');
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await database.close();
  });

  const deps = () => ({ db: database.db, clock: fixedClock(), log: createLogger({ level: 'silent' }) });
  const write = (target = path) => writeBootstrapFile(deps(), { path: target, url });
  const admins = async () =>
    (await database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM actor WHERE kind = 'user'`)).rows[0]?.n;

  it('is written once, for its owner alone, and its token works', async () => {
    expect(await write()).toBe(true);
    const text = readFileSync(path, 'utf8');
    const content = JSON.parse(text) as Record<string, string>;
    expect(Object.keys(content)).toEqual(['url', 'username', 'password', 'token']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await authenticateBearer(deps(), content.token)).toMatchObject({ status: 'valid' });
    expect(await write()).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('a start that was killed between the commit and the file is finished by the next one', async () => {
    await write();
    renameSync(path, `${path}.draft`);
    expect(await write()).toBe(true);
    const { token } = JSON.parse(readFileSync(path, 'utf8')) as { token: string };
    expect(await authenticateBearer(deps(), token)).toMatchObject({ status: 'valid' });
    expect(existsSync(`${path}.draft`)).toBe(false);
    expect(await admins()).toBe(1);
  });

  it('a place that cannot be written to costs no admin', async () => {
    await expect(write(join(folder, 'missing', 'bootstrap.json'))).rejects.toMatchObject({
      message: expect.stringContaining('cannot write the bootstrap file'),
    });
    expect(await admins()).toBe(0);
  });

  it('a server that has an admin keeps it and writes nothing', async () => {
    await write(join(folder, 'first.json'));
    expect(await write()).toBe(false);
    expect(existsSync(path)).toBe(false);
  });
});
