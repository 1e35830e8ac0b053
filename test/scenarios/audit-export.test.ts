import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClavisClient } from '../../src/sdk/index.ts';
import { createWorld, type World } from '../security/world.ts';
import { runCommand } from './doors/captured-terminal.ts';

describe('the audit record through SDK and CLI', () => {
  let world: World;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    world = await createWorld();
    folder = await mkdtemp(join(tmpdir(), 'clavis export '));
    url = world.server.listeningOrigin;
    await world.makeToken('none', 'first');
    await world.makeToken('none', 'second');
    await world.deps.audit.anchors.anchorNow();
  });
  afterAll(async () => {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (...args: readonly string[]) =>
    runCommand(['audit', ...args], { CLAVIS_URL: url, CLAVIS_TOKEN: world.admin.tokenSecret });
  const inFolder = (name: string) => join(folder, name);

  async function exportTo(name: string): Promise<string[]> {
    const { code, out, err } = await run('export');
    expect(code, err).toBe(0);
    await writeFile(inFolder(name), out);
    return out.split('\n').filter((line) => line !== '');
  }

  it('the server says that its record holds, and against how many anchors', async () => {
    const { code, out } = await run('verify');
    expect(code).toBe(0);
    expect(out).toMatch(/^anchor key [A-Za-z0-9+/]{43}=\n\d+ records hold, against 1 anchors\n$/);
    const check = await new ClavisClient({ baseUrl: url, token: world.admin.tokenSecret }).audit.verify();
    expect(check).toMatchObject({ ok: true, anchors: 1, firstBad: null, anchorFault: null });
  });

  it('an export holds every record and is checked without the server, with the anchors and their key', async () => {
    const lines = await exportTo('whole.jsonl');
    expect(lines.length).toBeGreaterThanOrEqual(3);
    const { anchors } = world.deps.audit;
    await writeFile(
      inFolder('anchors.jsonl'),
      (await anchors.read()).map((anchor) => `${JSON.stringify(anchor)}\n`).join(''),
    );
    const offline = await runCommand(
      [
        'audit',
        'verify',
        '--file',
        inFolder('whole.jsonl'),
        '--anchors',
        inFolder('anchors.jsonl'),
        '--anchor-key',
        anchors.publicKey,
      ],
      {},
    );
    expect(offline, offline.err).toMatchObject({
      code: 0,
      out: `${String(lines.length)} records hold, against 1 anchors\n`,
    });
  });

  it.each<[string, (lines: string[]) => string[], string]>([
    [
      'a changed name',
      (lines) => lines.map((line, at) => (at === 1 ? line.replace('"actorName":"', '"actorName":"m') : line)),
      'record 2 is bad: its content does not match its hash',
    ],
    ['a missing record', (lines) => lines.filter((_, at) => at !== 1), 'record 2 is bad: it is missing'],
    ['a cut end', (lines) => lines.slice(0, 1), 'are missing'],
    ['a line that is none', (lines) => ['x', ...lines], 'is no audit record'],
  ])('%s in an export is found and named, with exit code 1', async (_what, tamper, message) => {
    const lines = await exportTo('whole.jsonl');
    await writeFile(inFolder('tampered.jsonl'), `${tamper(lines).join('\n')}\n`);
    const anchors = inFolder('anchors.jsonl');
    await writeFile(
      anchors,
      (await world.deps.audit.anchors.read()).map((anchor) => `${JSON.stringify(anchor)}\n`).join(''),
    );
    const { code, err } = await runCommand(
      ['audit', 'verify', '--file', inFolder('tampered.jsonl'), '--anchors', anchors],
      {},
    );
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  it('a part is a part, and only when it is said to be one', async () => {
    const lines = await exportTo('whole.jsonl');
    await writeFile(inFolder('part.jsonl'), lines.slice(1).join('\n'));
    const part = ['audit', 'verify', '--file', inFolder('part.jsonl')];
    expect(await runCommand(part, {})).toMatchObject({ code: 1, err: 'record 1 is bad: it is missing\n' });
    expect(await runCommand([...part, '--part'], {})).toMatchObject({ code: 0 });
  });

  it('a record changed in the database is named by `clavis audit verify`, with exit code 1', async () => {
    const own = await createWorld();
    try {
      await own.makeToken('none', 'first');
      const { pool } = own.database;
      await pool.query('ALTER TABLE audit_record DISABLE TRIGGER audit_record_no_change');
      await pool.query(`UPDATE audit_record SET actor_name = 'mallory' WHERE sequence = 2`);
      const env = { CLAVIS_URL: own.server.listeningOrigin, CLAVIS_TOKEN: own.admin.tokenSecret };
      const { code, err } = await runCommand(['audit', 'verify'], env);
      expect({ code, err }).toEqual({ code: 1, err: 'record 2 is bad: its content does not match its hash\n' });
    } finally {
      await own.close();
    }
  });

  it('a span of time is exported by its days', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const whole = await run('export', '--from', today, '--to', today);
    expect(whole.out.split('\n').length).toBeGreaterThan(3);
    expect((await run('export', '--from', '2999-01-01')).out).toBe('');
    expect(await run('export', '--from', 'yesterday')).toMatchObject({ code: 1 });
  });

  it('the tail shows the newest and, followed, what comes', async () => {
    const last = await run('tail', '-n', '1');
    expect(last.out.trim().split('\n')).toHaveLength(1);
    const stop = new AbortController();
    const following = new ClavisClient({ baseUrl: url, token: world.admin.tokenSecret }).audit;
    const head = await following.headSequence();
    const seen = (async () => {
      for await (const record of following.follow(head, { signal: stop.signal })) {
        if (record.action === 'api-token.create') return record;
      }
      return null;
    })();
    await world.makeToken('none', 'third');
    expect(await seen).toMatchObject({ action: 'api-token.create', actorName: 'ada' });
    stop.abort();
  });

  it('nobody but an admin reads it', async () => {
    const { secret } = await world.makeToken('default', 'not an admin');
    const env = { CLAVIS_URL: url, CLAVIS_TOKEN: secret };
    for (const command of ['tail', 'export', 'verify']) {
      const { code, out, err } = await runCommand(['audit', command], env);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain('audit.read');
    }
    expect(await readFile(inFolder('whole.jsonl'), 'utf8')).not.toContain(secret);
  });
});
