import { createHmac, randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createChainCheck, parsePortableRecord, type PortableRecord } from '../../chain/index.ts';
import { createLogger, systemClock } from '../../foundation/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import { startAnsweringServer, type Answer, type AnsweringServer } from '../../../test/support/answering-server.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import {
  AuditSinks,
  createJsonlSink,
  createOtlpSink,
  createWebhookSink,
  readSinkStates,
  recordAudit,
  systemActor,
  type AuditSink,
  type SinkState,
} from '../index.ts';

/** How soon a repaired place must be told again. */
const recoveryMsMax = 10_000;

describe('audit sinks', () => {
  let database: TestDatabase;
  let folder: string;
  let file: string;
  const open: { stop(): Promise<void> }[] = [];
  const log = createLogger({ level: 'silent' });

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clavis sinks '));
    file = join(folder, 'audit.jsonl');
    await sql`ALTER TABLE audit_record DISABLE TRIGGER audit_record_no_change`.execute(database.db);
    await sql`DELETE FROM audit_record`.execute(database.db);
    await sql`ALTER TABLE audit_record ENABLE TRIGGER audit_record_no_change`.execute(database.db);
    await sql`DELETE FROM audit_sink`.execute(database.db);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  function start(...sinks: readonly AuditSink[]): AuditSinks {
    const started = new AuditSinks({ db: database.db, log, sinks, lookMs: 50 });
    started.start();
    open.push(started);
    return started;
  }

  async function serve(answer: () => Answer): Promise<AnsweringServer> {
    const server = await startAnsweringServer(answer);
    open.push({ stop: () => server.close() });
    return server;
  }

  const record = (objectId: string) =>
    transact(database.db, (tx) =>
      recordAudit(tx, { actor: systemActor, action: 'thing.make', objectKind: 'thing', objectId, detail: { size: 1 } }),
    );
  async function recordMany(from: number, to: number): Promise<void> {
    for (let number = from; number <= to; number += 1) await record(`thing ${String(number)}`);
  }
  const linesOf = async (path: string) =>
    (await readFile(path, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  const numbersIn = async (path: string) =>
    (await linesOf(path)).flatMap((line) => parsePortableRecord(line)?.sequence ?? []);
  const fileHolds = (path: string, count: number) =>
    eventually(
      `${String(count)} records in the file`,
      async () => ((await numbersIn(path)).length >= count ? true : null),
      recoveryMsMax,
    );
  const failureOf = (sinks: AuditSinks) =>
    eventually('the failure shows', async () => (await sinks.readOwnStates())[0]?.lastError ?? null);
  const isTold = (states: readonly SinkState[]) =>
    states.length > 0 && states.every(({ behind, lastError }) => behind === 0 && lastError === null);
  const isUpToDate = (sinks: AuditSinks) =>
    eventually(
      'the sink is up to date',
      async () => (isTold(await sinks.readOwnStates()) ? true : null),
      recoveryMsMax,
    );

  it('a file gets every record once, in order, from the first; what it holds is a chain that verifies without the server', async () => {
    await recordMany(1, 3);
    const sinks = start(createJsonlSink(file));
    await recordMany(4, 6);
    await isUpToDate(sinks);
    expect(await numbersIn(file)).toEqual([1, 2, 3, 4, 5, 6]);
    const check = createChainCheck();
    for (const line of await linesOf(file)) {
      const one = parsePortableRecord(line);
      expect(one === null ? 'no record' : check.add(one)).toBeNull();
    }
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('a webhook gets batches with a signature that its receiver can check', async () => {
    const secret = randomBytes(24).toString('hex');
    const server = await serve(() => ({ status: 204 }));
    const sinks = start(createWebhookSink({ url: `${server.url}/audit`, secret, clock: systemClock }));
    await recordMany(1, 3);
    await isUpToDate(sinks);
    const bodies = server.seen.map(({ body }) => body as { records: PortableRecord[] });
    expect(bodies.flatMap(({ records }) => records.map(({ sequence }) => sequence))).toEqual([1, 2, 3]);
    for (const { headers, body } of server.seen) {
      const [, time, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['clavis-signature'])) ?? [];
      const expected = createHmac('sha256', secret)
        .update(`${String(time)}.${JSON.stringify(body)}`)
        .digest('hex');
      expect(mac).toBe(expected);
      expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(60);
    }
  });

  it('an OpenTelemetry collector gets log records in its own form', async () => {
    const server = await serve(() => ({ body: { partialSuccess: {} } }));
    const sinks = start(createOtlpSink(`${server.url}/v1/logs`));
    await recordMany(1, 2);
    await isUpToDate(sinks);
    expect(server.seen[0]).toMatchObject({
      url: '/v1/logs',
      body: {
        resourceLogs: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'clavis' } }] },
            scopeLogs: [
              {
                scope: { name: 'clavis.audit' },
                logRecords: expect.arrayContaining([
                  expect.objectContaining({
                    timeUnixNano: expect.stringMatching(/^\d{19}$/) as string,
                    severityNumber: 9,
                    attributes: expect.arrayContaining([
                      { key: 'event.name', value: { stringValue: 'thing.make' } },
                      { key: 'clavis.audit.sequence', value: { intValue: '1' } },
                    ]) as unknown,
                  }),
                ]) as unknown,
              },
            ],
          },
        ],
      },
    });
  });

  it('a collector that rejects some of a batch gets it again', async () => {
    let answers = 0;
    const server = await serve(() => {
      answers += 1;
      return { body: answers === 1 ? { partialSuccess: { rejectedLogRecords: '1' } } : {} };
    });
    const sinks = start(createOtlpSink(`${server.url}/v1/logs`));
    await record('one');
    await isUpToDate(sinks);
    expect(server.seen).toHaveLength(2);
  });

  it('a redirect is not followed: records go where the operator said', async () => {
    const elsewhere = await serve(() => ({ status: 200 }));
    const server = await serve(() => ({ status: 307, headers: { location: elsewhere.url } }));
    const sinks = start(createWebhookSink({ url: server.url, secret: 'x'.repeat(32), clock: systemClock }));
    await record('one');
    expect(await failureOf(sinks)).toBe('status 307');
    expect(elsewhere.seen).toEqual([]);
  });

  it('a file that was moved away, deleted or replaced is begun anew with the next record, none lost', async () => {
    const sinks = start(createJsonlSink(file));
    await recordMany(1, 2);
    await isUpToDate(sinks);
    await rename(file, `${file}.1`);
    await recordMany(3, 4);
    await isUpToDate(sinks);
    expect(await numbersIn(`${file}.1`)).toEqual([1, 2]);
    expect(await numbersIn(file)).toEqual([3, 4]);
    await rm(file);
    await record('thing 5');
    await isUpToDate(sinks);
    expect(await numbersIn(file)).toEqual([5]);
    await writeFile(file, 'something else');
    await record('thing 6');
    await isUpToDate(sinks);
    expect(await linesOf(file)).toHaveLength(2);
    expect(await numbersIn(file)).toEqual([6]);
  });

  describe.each<[string, (path: string) => Promise<unknown>, string]>([
    ['a full disk', (path) => symlink('/dev/full', path), 'ENOSPC'],
    ['a folder in its place', (path) => mkdir(path), 'EISDIR'],
    ['a folder that is gone', (path) => rm(join(path, '..'), { recursive: true }), 'ENOENT'],
    ['a link that leads nowhere but to itself', (path) => symlink(path, path), 'ELOOP'],
  ])('a file that is kept from taking records by %s', (_fault, spoil, word) => {
    it('says so, and gets all of them in order once that is over', async () => {
      const sinks = start(createJsonlSink(file));
      await recordMany(1, 2);
      await isUpToDate(sinks);
      await rename(file, `${file}.before`);
      await spoil(file);
      await recordMany(3, 5);
      expect(await failureOf(sinks)).toBe(word);
      expect((await sinks.readOwnStates())[0]).toMatchObject({ name: 'jsonl', behind: 3 });
      await mkdir(folder, { recursive: true });
      await rm(file, { recursive: true, force: true });
      await fileHolds(file, 3);
      expect(await numbersIn(file)).toEqual([3, 4, 5]);
      await isUpToDate(sinks);
    });
  });

  it('a pipe that nobody reads holds nothing up', async () => {
    const { execFile } = await import('node:child_process');
    await new Promise((resolve) => execFile('mkfifo', [file], resolve));
    const stuck: AuditSink = { ...createJsonlSink(file), name: 'pipe' };
    const other = join(folder, 'other.jsonl');
    start(stuck);
    start(createJsonlSink(other));
    await recordMany(1, 3);
    await fileHolds(other, 3);
  });

  it('one that hangs is given up after five seconds, holds up no other, and is not begun twice', async () => {
    let calls = 0;
    let release: () => void = () => undefined;
    const hanging: AuditSink = {
      kind: 'webhook',
      name: 'hanging',
      deliver: async () => {
        calls += 1;
        if (calls === 1) await new Promise<void>((resolve) => (release = resolve));
      },
    };
    const sinks = start(hanging, createJsonlSink(file));
    await recordMany(1, 3);
    await fileHolds(file, 3);
    expect(
      await eventually(
        'it is given up',
        async () => (await sinks.readOwnStates()).find(({ name }) => name === 'webhook')?.lastError ?? null,
        8_000,
      ),
    ).toMatch(/no answer within 5000 ms|has not ended/);
    expect(calls).toBe(1);
    release();
    await isUpToDate(sinks);
    expect(calls).toBe(2);
  });

  it('a receiver that is slow, fails or hangs up gets every record in the end, in order', async () => {
    let answers = 0;
    const answer = (): Answer => {
      answers += 1;
      if (answers === 1) return { status: 500 };
      if (answers === 2) return { hangUp: true };
      return { status: 200 };
    };
    const server = await serve(answer);
    const sinks = start(createWebhookSink({ url: server.url, secret: 'x'.repeat(32), clock: systemClock }));
    await recordMany(1, 3);
    await isUpToDate(sinks);
    const accepted = server.seen.slice(2).flatMap(({ body }) => (body as { records: PortableRecord[] }).records);
    expect(accepted.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('a receiver whose name is gone from the DNS is told of, without its name', async () => {
    const sinks = start(
      createWebhookSink({ url: 'https://audit.invalid/x', secret: 'x'.repeat(32), clock: systemClock }),
    );
    await record('one');
    expect(await failureOf(sinks)).toMatch(/^E[A-Z_]+$/);
  });

  it('of two nodes one delivers, and the other goes on where it stopped', async () => {
    const delivered: [string, number][] = [];
    const sinkOf = (node: string): AuditSink => ({
      kind: 'webhook',
      name: 'webhook',
      deliver: async (records) =>
        void delivered.push(...records.map(({ sequence }): [string, number] => [node, sequence])),
    });
    const one = start(sinkOf('one'));
    await recordMany(1, 3);
    await isUpToDate(one);
    const other = start(sinkOf('other'));
    await recordMany(4, 6);
    await isUpToDate(one);
    await one.stop();
    await sql`UPDATE audit_sink SET lease_ends_at = now()`.execute(database.db);
    await recordMany(7, 9);
    await isUpToDate(other);
    expect(delivered.map(([, sequence]) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(delivered.map(([node]) => node))).toEqual(new Set(['one', 'other']));
  });

  it('what was half-written is not joined with what follows', async () => {
    await appendFile(file, '{"sequence":');
    const sinks = start(createJsonlSink(file));
    await recordMany(1, 2);
    await isUpToDate(sinks);
    expect(await numbersIn(file)).toEqual([1, 2]);
    expect((await readSinkStates(database.db)).map(({ deliveredSequence }) => deliveredSequence)).toEqual([2]);
  });
});
