import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signAnchor } from '../chain/index.ts';
import { createLogger, fixedClock, type FixedClock } from '../foundation/index.ts';
import { sql, transact } from '../postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { AuditAnchors, deriveAnchorKey, recordAudit, systemActor, verifyWithAnchors } from './index.ts';

describe('audit anchors', () => {
  let database: TestDatabase;
  let folder: string;
  let file: string;
  let clock: FixedClock;
  let anchors: AuditAnchors;
  const logged: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => logged.push(line) } });
  const key = deriveAnchorKey(randomBytes(32));

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'clavis anchors '));
  });
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    logged.length = 0;
    await tamper(sql`DELETE FROM audit_record`);
    file = join(folder, randomBytes(4).toString('hex'), 'anchors.jsonl');
    clock = fixedClock();
    anchors = new AuditAnchors({ db: database.db, clock, log, file, keys: [key], lookMs: 10 });
  });

  async function tamper(change: ReturnType<typeof sql>): Promise<void> {
    await sql`ALTER TABLE audit_record DISABLE TRIGGER audit_record_no_change`.execute(database.db);
    await change.execute(database.db);
    await sql`ALTER TABLE audit_record ENABLE TRIGGER audit_record_no_change`.execute(database.db);
  }

  const record = (objectId = 'one') =>
    transact(database.db, (tx) =>
      recordAudit(tx, { actor: systemActor, action: 'thing.make', objectKind: 'thing', objectId }),
    );
  const lines = async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  const verify = () => verifyWithAnchors({ db: database.db, anchors });

  it('the first record is anchored at once, the next after a minute, and none twice', async () => {
    anchors.start();
    await record();
    await eventually('the first anchor', async () => ((await lines()).length === 1 ? true : null));
    await record();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await lines()).toHaveLength(1);
    clock.advance(60_000);
    await eventually('the second anchor', async () => ((await lines()).length === 2 ? true : null));
    await anchors.stop();
    expect(await lines()).toHaveLength(2);
    expect(anchors.state).toMatchObject({ sequence: 2, lastError: null });
  });

  it('a thousand records are anchored without waiting for the minute', async () => {
    await record();
    await anchors.anchorNow();
    await sql`INSERT INTO audit_record (sequence, at, actor_name, action, object_kind, object_id, detail, previous_hash, hash)
      SELECT 1 + n, now(), 'x', 'x', 'x', 'x', '{}', sha256('x'), sha256(n::text::bytea)
      FROM generate_series(1, 1000) AS n`.execute(database.db);
    anchors.start();
    await eventually('the second anchor', async () => ((await lines()).length === 2 ? true : null));
    await anchors.stop();
  });

  it('stopping anchors what came last, and the next start goes on from there', async () => {
    await record();
    await anchors.stop();
    const next = new AuditAnchors({ db: database.db, clock, log, file, keys: [key] });
    await next.anchorNow();
    expect(await lines()).toHaveLength(1);
    await record();
    await next.stop();
    expect(await lines()).toHaveLength(2);
    expect(await verify()).toEqual({
      verdict: { intact: true, recordCount: 2 },
      anchorCount: 2,
      anchorFault: null,
    });
  });

  it('an end that was cut off is found, and so is a history written anew', async () => {
    for (let count = 0; count < 3; count += 1) await record();
    await anchors.anchorNow();
    await tamper(sql`DELETE FROM audit_record WHERE sequence = 3`);
    expect((await verify()).verdict).toMatchObject({ intact: false, sequence: 3 });
    await tamper(sql`DELETE FROM audit_record`);
    for (let count = 0; count < 3; count += 1) await record('another history');
    expect((await verify()).verdict).toMatchObject({
      intact: false,
      sequence: 3,
      reason: expect.stringContaining('1 to 3') as string,
    });
    await record();
    await anchors.anchorNow();
    expect(logged.join('')).toContain('is not what it was');
  });

  it('the anchors of a former vault key still count', async () => {
    await record();
    await anchors.anchorNow();
    const renewed = new AuditAnchors({
      db: database.db,
      clock,
      log,
      file,
      keys: [deriveAnchorKey(randomBytes(32)), key],
    });
    await record();
    await renewed.anchorNow();
    expect(await renewed.read()).toHaveLength(2);
  });

  it('an anchor that somebody else made, or a line that is none, is a fault of its own', async () => {
    await record();
    await anchors.anchorNow();
    const own = await readFile(file, 'utf8');
    const forged = signAnchor({ sequence: 1, hash: 'ab'.repeat(32) }, clock.now(), deriveAnchorKey(randomBytes(32)));
    await appendFile(file, `${JSON.stringify(forged)}\n`);
    expect(await verify()).toMatchObject({ anchorFault: 'line 2 of the anchor file was not signed by this server' });
    await writeFile(file, `nonsense\n${own}`);
    expect(await verify()).toMatchObject({ anchorFault: 'line 1 of the anchor file is no anchor' });
  });

  it('an anchor that a power cut left half-written is passed over, and the next begins a new line', async () => {
    await record();
    await anchors.anchorNow();
    await record();
    await anchors.anchorNow();
    await truncate(file, (await readFile(file)).length - 20);
    expect(await verify()).toMatchObject({ verdict: { intact: true }, anchorCount: 1, anchorFault: null });
    const next = new AuditAnchors({ db: database.db, clock, log, file, keys: [key] });
    await next.anchorNow();
    expect(JSON.parse((await lines()).at(-1) ?? '')).toMatchObject({ sequence: 2 });
    expect(await verify()).toMatchObject({ verdict: { intact: true }, anchorCount: 2, anchorFault: null });
  });

  it('a place that cannot be written to is told, and tried again', async () => {
    await mkdir(file, { recursive: true });
    anchors.start();
    await record();
    await eventually('the fault shows', () => (anchors.state.lastError === null ? null : true));
    await rm(file, { recursive: true });
    await eventually('it works again', () =>
      anchors.state.lastError === null && anchors.state.sequence === 1 ? true : null,
    );
    await anchors.stop();
    expect(logged.filter((line) => line.includes('cannot be anchored'))).toHaveLength(1);
  });
});
