import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogger, fixedClock, type Logger } from '../foundation/index.ts';
import { openDatabase, sql } from '../postgres/index.ts';
import { createCuttableWay, type CuttableWay } from '../../test/support/cuttable-way.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { createAuditJournal, systemActor, verifyAudit, type AuditEntry, type AuditJournal } from './index.ts';
import { JournalQueue } from './journal-queue.ts';

const entry = (objectId: string, changes: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ actor: systemActor, action: 'request.deny', objectKind: 'operation', objectId },
  ...changes,
});

describe('the audit journal', () => {
  let database: TestDatabase;
  let log: Logger;
  let journal: AuditJournal;
  const logged: string[] = [];
  const clock = fixedClock();

  beforeAll(async () => {
    database = await createTestDatabase();
    log = createLogger({ level: 'info', destination: { write: (line) => logged.push(line) } });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    logged.length = 0;
    await sql`ALTER TABLE audit_record DISABLE TRIGGER audit_record_no_change`.execute(database.db);
    await sql`DELETE FROM audit_record`.execute(database.db);
    await sql`ALTER TABLE audit_record ENABLE TRIGGER audit_record_no_change`.execute(database.db);
    journal = createAuditJournal({ db: database.db, clock, log });
  });

  const readRows = () => database.db.selectFrom('audit_record').selectAll().orderBy('sequence').execute();
  const transactions = async () => {
    const { rows } = await sql<{ count: number }>`SELECT count(DISTINCT xmin::text) AS count FROM audit_record`.execute(
      database.db,
    );
    return rows[0]?.count ?? 0;
  };

  it('a record is committed when it resolves', async () => {
    await journal.record(entry('one', { origin: { address: '192.0.2.1', client: 'curl' } }));
    expect(await readRows()).toMatchObject([
      { sequence: 1, object_id: 'one', origin_address: '192.0.2.1', origin_client: 'curl', seal_version: 2 },
    ]);
    expect(await verifyAudit(database.db)).toEqual({ intact: true, recordCount: 1 });
  });

  it('500 at the same moment are one chain, in the order they came, in a handful of transactions', async () => {
    await Promise.all(Array.from({ length: 500 }, (_, index) => journal.record(entry(String(index)))));
    expect((await readRows()).map((row) => row.object_id)).toEqual(
      Array.from({ length: 500 }, (_, index) => String(index)),
    );
    expect(await transactions()).toBeLessThanOrEqual(3);
    expect(await verifyAudit(database.db)).toEqual({ intact: true, recordCount: 500 });
  });

  it('two journals, as of two nodes, make one chain', async () => {
    const other = createAuditJournal({ db: database.db, clock, log });
    const record = (index: number) => (index % 2 === 0 ? journal : other).record(entry(String(index)));
    await Promise.all(Array.from({ length: 200 }, (_, index) => record(index)));
    expect(await verifyAudit(database.db)).toEqual({ intact: true, recordCount: 200 });
  });

  it('a detail that may not be recorded rejects its own record and no other', async () => {
    const bad = journal.record(entry('bad', { detail: { password: 'x' } }));
    const good = journal.record(entry('good'));
    await expect(bad).rejects.toMatchObject({ code: 'internal' });
    await good;
    expect(await readRows()).toHaveLength(1);
  });

  it('texts that no column can hold are stored without what is wrong in them, and verify', async () => {
    await journal.record(entry('a\u0000b\ud800c', { origin: { address: null, client: '\ud83d'.repeat(300) } }));
    expect((await readRows())[0]?.object_id).toBe('a\ufffdb\ufffdc');
    expect(await verifyAudit(database.db)).toMatchObject({ intact: true });
  });

  it('an entry that the table refuses keeps out no other, and does not come back for ever', async () => {
    const wrongId = { actorId: 'no uuid', username: 'x' };
    const bad = journal.record(entry('bad', { actor: wrongId }));
    journal.note(entry('bad note', { actor: wrongId }));
    const good = journal.record(entry('good'));
    await expect(bad).rejects.toMatchObject({ code: 'store_unavailable' });
    await good;
    await journal.flush();
    expect(await readRows()).toMatchObject([{ object_id: 'good' }]);
    expect(logged.join('')).toContain('cannot be stored');
  });

  it('a thing that happens often is one record per minute, actor and address, with its count', async () => {
    const guess = (address: string) => entry(address, { origin: { address, client: null } });
    for (let count = 0; count < 30; count += 1) journal.tally(guess('192.0.2.1'));
    for (let count = 0; count < 5; count += 1) journal.tally(guess('192.0.2.2'));
    await journal.flush();
    expect(await readRows()).toMatchObject([
      { object_id: '192.0.2.1', detail: { count: 30, since: '2026-01-01T00:00:00.000Z' } },
      { object_id: '192.0.2.2', detail: { count: 5 } },
    ]);
  });

  it('of ten thousand addresses a thousand are told apart, and the others are counted as one', async () => {
    for (let count = 0; count < 10_000; count += 1) journal.tally(entry(`192.0.2.${String(count)}`));
    await journal.flush();
    const rows = await readRows();
    expect(rows).toHaveLength(1_001);
    expect(rows.at(-1)).toMatchObject({ object_id: 'others', detail: { count: 9_000 } });
  });

  it('notes beyond the limit are merged into one record that counts them', () => {
    const queue = new JournalQueue(2);
    for (const action of ['a.one', 'a.one', 'a.one', 'a.two', 'a.one']) queue.addNote(entry('x', { action }));
    const batch = queue.takeBatch();
    expect(batch.map((queued) => queued.entry.action)).toEqual(['a.one', 'a.one', 'audit.merge']);
    expect(batch.at(-1)?.entry.detailText).toBe('{"merged":{"a.one":2,"a.two":1}}');
    expect(queue.isEmpty).toBe(true);
  });

  describe('while the database is away', () => {
    let way: CuttableWay;
    beforeEach(async () => {
      way = await createCuttableWay(database.url);
    });

    it('a record rejects with `store_unavailable`; notes wait and are written, without a restart, when it is back', async () => {
      const behind = openDatabase({ url: way.url });
      const cut = createAuditJournal({ db: behind.db, clock, log });
      await cut.record(entry('before'));
      await way.cut();
      const startedAt = performance.now();
      cut.note(entry('noted'));
      await expect(cut.record(entry('lost'))).rejects.toMatchObject({ code: 'store_unavailable' });
      expect(performance.now() - startedAt).toBeLessThan(20_000);
      await expect(cut.flush()).rejects.toMatchObject({ code: 'store_unavailable' });
      await way.repair();
      await eventually('the note is written', async () => ((await readRows()).length === 2 ? true : null), 10_000);
      expect((await readRows()).map((row) => row.object_id)).toEqual(['before', 'noted']);
      await cut.stop();
      await behind.close();
      await way.cut();
    });

    it('a database that says nothing makes nobody wait longer than five seconds', async () => {
      const behind = openDatabase({ url: way.url });
      const stuck = createAuditJournal({ db: behind.db, clock, log });
      await stuck.record(entry('before'));
      way.hang();
      const startedAt = performance.now();
      const results = await Promise.allSettled([stuck.record(entry('one')), stuck.record(entry('two'))]);
      expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
      expect(performance.now() - startedAt).toBeLessThan(20_000);
      way.resume();
      await eventually(
        'records are written again',
        () =>
          stuck.record(entry('after')).then(
            () => true,
            () => null,
          ),
        10_000,
      );
      expect(await verifyAudit(database.db)).toMatchObject({ intact: true });
      await stuck.stop();
      await behind.close();
      await way.cut();
    });
  });
});
