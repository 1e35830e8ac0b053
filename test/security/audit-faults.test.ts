import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePortableRecord } from '../../src/chain/index.ts';
import {
  AuditSinks,
  createAuditJournal,
  createJsonlSink,
  createWebhookSink,
  type AuditJournal,
} from '../../src/audit/index.ts';
import { operations, type OperationId } from '../../src/contract/index.ts';
import { createHttpServer } from '../../src/http/index.ts';
import { createIdentity } from '../../src/identity/index.ts';
import { openDatabase, sql, StoreWatch, type OpenDatabase } from '../../src/postgres/index.ts';
import { createCuttableWay, type CuttableWay } from '../support/cuttable-way.ts';
import { eventually } from '../support/eventually.ts';
import { newConnection } from './route-case.ts';
import { createWorld, type World } from './world.ts';

/** What is promised: no answer later than this, and no repaired place without records for longer than that. */
const answerMsMax = 20_000;
const recoveryMsMax = 10_000;

/** A receiver whose ways to fail are chosen while it runs. */
async function createReceiver() {
  let mode: 'works' | 'hangs' | 'fails' | 'hangs up' | 'is slow' = 'works';
  const sockets = new Set<Socket>();
  const answer = (socket: Socket): void => {
    const status = mode === 'fails' ? '500 Internal Server Error' : '204 No Content';
    const send = () => socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
    if (mode === 'hangs up') socket.destroy();
    else if (mode === 'is slow') setTimeout(send, 10_000).unref();
    else if (mode !== 'hangs') send();
  };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => answer(socket));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${String(port)}/audit`,
    behave: (next: typeof mode) => (mode = next),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

/** A change of state and the record of it: as many of the one as of the other, whatever goes wrong. */
const pairs: readonly { readonly state: string; readonly action: string }[] = [
  { state: 'SELECT count(*) FROM api_token', action: 'api-token.create' },
  { state: `SELECT count(*) FROM asset WHERE type_name = 'Connection'`, action: 'asset.save' },
  { state: 'SELECT count(*) FROM credential', action: 'credential.create' },
];

describe('faults of what keeps and tells the audit record', () => {
  let world: World;
  let way: CuttableWay;
  let behind: OpenDatabase;
  let journal: AuditJournal;
  let watch: StoreWatch;
  let sinks: AuditSinks;
  let server: FastifyInstance;
  let receiver: Awaited<ReturnType<typeof createReceiver>>;
  let folder: string;
  let file: string;
  let powerless: string;
  let offsets: number[];

  beforeAll(async () => {
    world = await createWorld();
    powerless = (await world.makeToken('none')).secret;
    way = await createCuttableWay(world.database.url);
    behind = openDatabase({ url: way.url });
    folder = await mkdtemp(join(tmpdir(), 'clavis faults '));
    file = join(folder, 'place', 'audit.jsonl');
    await mkdir(join(folder, 'place'));
    receiver = await createReceiver();
    const { db } = behind;
    const { clock, log } = world.deps;
    journal = createAuditJournal({ db, clock, log });
    watch = new StoreWatch({ url: way.url });
    watch.start();
    const webhook = createWebhookSink({ url: receiver.url, secret: 'x'.repeat(32), clock });
    sinks = new AuditSinks({ db, log, sinks: [createJsonlSink(file), webhook], lookMs: 250 });
    sinks.start();
    server = createHttpServer({
      ...world.deps,
      identity: createIdentity({ db, clock, log }),
      access: { ...world.deps.access, db },
      catalog: { ...world.deps.catalog, db },
      workflows: { ...world.deps.workflows, db },
      audit: { ...world.deps.audit, db, sinks },
      journal,
      storeLoss: watch,
    });
    offsets = await countDifferences();
  });

  afterAll(async () => {
    watch.stop();
    await sinks.stop();
    await server.close();
    await receiver.close();
    await behind.close();
    await way.cut();
    await world.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function count(text: string): Promise<number> {
    const { rows } = await world.database.pool.query<{ count: number }>(text);
    return Number(rows[0]?.count);
  }

  /** How many more states than records there are; what the world was made with counts too. */
  function countDifferences(): Promise<number[]> {
    const records = (action: string) => count(`SELECT count(*) FROM audit_record WHERE action = '${action}'`);
    return Promise.all(pairs.map(async ({ state, action }) => (await count(state)) - (await records(action))));
  }

  const ask = (id: OperationId, body: object | undefined, secret = world.admin.tokenSecret) =>
    server.inject({
      method: operations[id].method,
      url: operations[id].path,
      headers: { authorization: `Bearer ${secret}` },
      ...(body === undefined ? {} : { payload: body }),
    });

  /** One of each: three changes, a denial, a refused sign-in, a read. Gives the statuses. */
  async function askEverything(): Promise<number[]> {
    const token = { displayName: 'made under a fault', description: '', role: 'none', personaQualifiedNames: [] };
    const startedAt = performance.now();
    const answers = await Promise.all([
      ask('createNativeApiToken', { ...token, validitySeconds: 3600 }),
      ask('saveEntities', newConnection([]).body),
      ask('createCredential', { name: 'x', connectorConfigName: 'atlan-connectors-glue' }),
      ask('listUsers', undefined, powerless),
      ask('signIn', { username: 'nobody', password: 'wrong' }),
      ask('getCurrentUser', undefined),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(answerMsMax);
    return answers.map(({ statusCode }) => statusCode);
  }

  const working = [200, 200, 200, 403, 401, 200];

  async function everythingWorks(): Promise<void> {
    await sql`DELETE FROM sign_in_budget`.execute(world.database.db);
    expect(await askEverything()).toEqual(working);
    expect(await countDifferences()).toEqual(offsets);
  }

  const behindOf = async () => {
    const answer = await ask('getReadiness', undefined);
    expect(answer.statusCode).toBe(200);
    return answer.json<{ sinks: { name: string; behind: number; lastError: string | null }[] }>().sinks;
  };
  const isToldEverything = () =>
    eventually(
      'every sink is told of everything',
      async () =>
        (await behindOf()).every(({ behind, lastError }) => behind === 0 && lastError === null) ? true : null,
      recoveryMsMax,
    );
  const failureOf = (name: string) =>
    eventually(
      'the failure shows',
      async () => (await behindOf()).find((sink) => sink.name === name)?.lastError ?? null,
    );

  const place = () => join(folder, 'place');
  const aside = () => join(folder, 'aside');

  it('nothing is wrong before anything is', async () => {
    await everythingWorks();
    await isToldEverything();
  });

  describe.each<[string, () => Promise<unknown>]>([
    ['a full disk', () => symlink('/dev/full', file)],
    ['a folder in its place', () => mkdir(file)],
    ['a folder that is gone', () => rm(place(), { recursive: true })],
    [
      'a file in place of its folder',
      async () => {
        await rm(place(), { recursive: true });
        await writeFile(place(), '');
      },
    ],
    ['a link to itself', () => symlink(file, file)],
  ])('a file that cannot be written: %s', (_fault, spoil) => {
    it('changes no answer, is told, and is made up for once it is over', async () => {
      await isToldEverything();
      await rename(place(), aside());
      await mkdir(place());
      await spoil();
      await everythingWorks();
      expect(await failureOf('jsonl')).toMatch(/^E[A-Z]+$/);
      await everythingWorks();
      await rm(place(), { recursive: true, force: true });
      await rename(aside(), place());
      await isToldEverything();
      const numbers = (await readFile(file, 'utf8'))
        .split('\n')
        .flatMap((line) => parsePortableRecord(line)?.sequence ?? []);
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
    });
  });

  it.each(['hangs', 'fails', 'hangs up', 'is slow'] as const)(
    'a receiver that %s changes no answer, is told, and is made up for once it is over',
    async (mode) => {
      await isToldEverything();
      receiver.behave(mode);
      await everythingWorks();
      expect(await failureOf('webhook')).toMatch(
        /^(?:no answer within 5000 ms|TimeoutError|status 500|UND_ERR_SOCKET|ECONNRESET|SocketError)$/,
      );
      await everythingWorks();
      receiver.behave('works');
      await isToldEverything();
    },
  );

  it('a file that is deleted or replaced under the server is begun anew; no record is lost', async () => {
    await isToldEverything();
    const before = await count('SELECT max(sequence) AS count FROM audit_record');
    await rm(file);
    await everythingWorks();
    await isToldEverything();
    const numbers = (await readFile(file, 'utf8'))
      .split('\n')
      .flatMap((line) => parsePortableRecord(line)?.sequence ?? []);
    expect(numbers[0]).toBe(before + 1);
  });

  it('a database that refuses connections: 503 at once, nothing changes without its record, and all goes on when it is back', async () => {
    await way.cut();
    expect(await askEverything()).toEqual([503, 503, 503, 503, 503, 503]);
    await way.repair();
    await eventually(
      'it works again',
      async () => ((await ask('getReadiness', undefined)).statusCode === 200 ? true : null),
      recoveryMsMax,
    );
    await everythingWorks();
    await isToldEverything();
  });

  it('a database that says nothing: 503 within five seconds, for those who wait and for those who come', async () => {
    way.hang();
    expect(await askEverything()).toEqual([503, 503, 503, 503, 503, 503]);
    expect(await askEverything()).toEqual([503, 503, 503, 503, 503, 503]);
    expect((await ask('getHealth', undefined)).statusCode).toBe(200);
    way.resume();
    await eventually(
      'it works again',
      async () => ((await ask('getReadiness', undefined)).statusCode === 200 ? true : null),
      recoveryMsMax,
    );
    await eventually('what was begun has come to its end', async () =>
      (await countDifferences()).join() === offsets.join() ? true : null,
    );
    await everythingWorks();
    await isToldEverything();
  });

  it('a database that only reads: what would change something is 503, and so is a denial that cannot be recorded', async () => {
    const { pool, url } = world.database;
    const name = new URL(url).pathname.slice(1);
    const endOthers = () =>
      pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
    await pool.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await endOthers();
    await eventually('the connections are new', async () =>
      (await ask('getCurrentUser', undefined)).statusCode === 200 ? true : null,
    );
    expect(await askEverything()).toEqual([503, 503, 503, 503, 503, 200]);
    const client = openDatabase({ url });
    await sql`SET default_transaction_read_only = off`.execute(client.db).catch(() => undefined);
    await client.pool.query(`BEGIN READ WRITE; ALTER DATABASE ${name} RESET default_transaction_read_only; COMMIT`);
    await client.close();
    await endOthers();
    await eventually(
      'it writes again',
      async () => ((await askEverything()).join() === working.join() ? true : null),
      recoveryMsMax,
    );
    expect(await countDifferences()).toEqual(offsets);
    await isToldEverything();
  });

  it('a change without a record, or a record without a change, would be seen', async () => {
    const { pool } = world.database;
    await pool.query(`ALTER TABLE audit_record DISABLE TRIGGER audit_record_no_change`);
    const removed = `DELETE FROM audit_record WHERE sequence = (SELECT max(sequence) FROM audit_record WHERE action = 'asset.save')`;
    await pool.query(removed);
    expect(await countDifferences()).not.toEqual(offsets);
  });
});
