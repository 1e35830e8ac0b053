import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { createLogger, fixedClock, type Clock } from '../../foundation/index.ts';
import { openDatabase, sql, transact, type Db } from '../../postgres/index.ts';
import { createLocalUser, insertApiToken } from '../index.ts';
import { ExpiryNotices } from './expiry-notices.ts';

const dayMs = 86_400_000;
const start = new Date('2026-01-01T00:00:00Z');
const log = createLogger({ level: 'error', destination: { write: () => undefined } });

interface Notice {
  readonly tokenId: string;
  readonly noticeDays: number;
  readonly daysLeft: number;
  readonly responsible: string | null;
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.deleteFrom('secret').execute();
  await database.db.deleteFrom('api_token').execute();
});

/** A token that was made at the start and lives for so many days; null: without end. */
async function addToken(days: number | null, responsibleActorId: string | null = null): Promise<string> {
  const { db } = database;
  const { token } = await transact(db, (tx) =>
    insertApiToken(tx, {
      ...{ displayName: `for ${String(days)} days`, description: '', role: 'none', createdBy: 'ada' },
      responsibleActorId,
      validitySeconds: days === null ? null : days * 86_400,
    }),
  );
  // The database's clock cannot be moved: the token is given the times that it would have.
  const expiresAt = days === null ? null : new Date(start.getTime() + days * dayMs);
  await db.updateTable('api_token').set({ expires_at: expiresAt }).where('id', '=', token.id).execute();
  return token.id;
}

async function noticesSince(sequence: number): Promise<Notice[]> {
  const rows = await database.db
    .selectFrom('audit_record')
    .select('detail')
    .where('action', '=', 'api-token.expiry-notice')
    .where('sequence', '>', sequence)
    .orderBy('sequence')
    .execute();
  return rows.map(({ detail }) => (typeof detail === 'string' ? JSON.parse(detail) : detail) as Notice);
}

async function lastSequence(): Promise<number> {
  const { rows } = await sql<{ last: number }>`SELECT coalesce(max(sequence), 0) AS last FROM audit_record`.execute(
    database.db,
  );
  return rows[0]?.last ?? 0;
}

function notices(clock: Clock, db: Db = database.db): ExpiryNotices {
  return new ExpiryNotices({ db, clock, log });
}

describe('expiry notices', () => {
  it('come 30, 7 and 1 days before, each once, and name who answers for the token', async () => {
    const { actorId } = await transact(database.db, (tx) =>
      createLocalUser(tx, { username: 'ada', role: 'member', passwordHash: null, createdBy: 'test' }),
    );
    const tokenId = await addToken(60, actorId);
    await addToken(null);
    const before = await lastSequence();
    const clock = fixedClock(start);
    const given: number[] = [];
    for (let day = 0; day <= 70; day += 1) {
      const count = await notices(clock).giveDue();
      given.push(...Array.from({ length: count }, () => day));
      clock.advance(dayMs);
    }
    expect(given).toEqual([30, 53, 59]);
    expect(await noticesSince(before)).toMatchObject([
      { tokenId, noticeDays: 30, daysLeft: 30, responsible: 'ada' },
      { tokenId, noticeDays: 7, daysLeft: 7, responsible: 'ada' },
      { tokenId, noticeDays: 1, daysLeft: 1, responsible: 'ada' },
    ]);
  });

  it.each([
    [40, [30, 7, 1]],
    [30, [7, 1]],
    [10, [7, 1]],
    [7, [1]],
    [1, []],
    [0.01, []],
  ])('of a token that is made for %s days are %j: nobody is told of what was meant', async (days, expected) => {
    await addToken(days);
    const before = await lastSequence();
    const clock = fixedClock(start);
    for (let day = 0; day <= 45; day += 1) {
      await notices(clock).giveDue();
      clock.advance(dayMs);
    }
    expect((await noticesSince(before)).map(({ noticeDays }) => noticeDays)).toEqual(expected);
  });

  it('that came due while no server ran are given late, with the days that are left then', async () => {
    await addToken(60);
    const before = await lastSequence();
    const clock = fixedClock(start);
    clock.advance(57 * dayMs);
    expect(await notices(clock).giveDue()).toBe(2);
    clock.advance(10 * dayMs);
    expect(await notices(clock).giveDue()).toBe(1);
    const given = (await noticesSince(before)).map(({ noticeDays, daysLeft }) => [noticeDays, daysLeft]);
    expect(given).toEqual([
      [30, 3],
      [7, 3],
      [1, 0],
    ]);
  });

  it('that fail to be recorded were not given, and the next hour gives them', async () => {
    const tokenId = await addToken(60);
    const clock = fixedClock(new Date(start.getTime() + 31 * dayMs));
    await sql`ALTER TABLE audit_record ADD CONSTRAINT full_disk CHECK (action <> 'api-token.expiry-notice') NOT VALID`.execute(
      database.db,
    );
    await expect(notices(clock).giveDue()).rejects.toThrow('full_disk');
    await sql`ALTER TABLE audit_record DROP CONSTRAINT full_disk`.execute(database.db);
    const before = await lastSequence();
    expect(await notices(clock).giveDue()).toBe(1);
    expect(await noticesSince(before)).toMatchObject([{ tokenId, noticeDays: 30 }]);
  });

  // 1,000 tokens through 400 days. Two nodes, either of which may be new at any hour, look at the same moment; a third is away for days.
  it('are each given exactly once over a year, many nodes, restarts and pauses', async () => {
    const lifetimes = Array.from({ length: 1000 }, (_, index) => 1 + ((index * 7919) % 399));
    await sql`
      WITH made AS (
        SELECT gen_random_uuid() AS actor_id, gen_random_uuid() AS id, life.days, life.place
        FROM unnest(${lifetimes}::int[]) WITH ORDINALITY AS life (days, place)
      ), actors AS (
        INSERT INTO actor (id, kind, username, role, created_by)
        SELECT actor_id, 'token', 'service-account-apikey-' || actor_id, 'none', 'ada' FROM made
      )
      INSERT INTO api_token (id, actor_id, client_id, display_name, validity_seconds, expires_at)
      SELECT id, actor_id, 'apikey-' || actor_id, 'token ' || place, days * 86400, ${start}::timestamptz + make_interval(hours => days * 24)
      FROM made`.execute(database.db);
    const other = openDatabase({ url: database.url, connectionsMax: 2 });
    const before = await lastSequence();
    const clock = fixedClock(start);
    for (let day = 0; day <= 400; day += 1) {
      // Every tenth day nothing runs for three days, as when the whole cluster is down.
      if (day % 10 < 7) await Promise.all([notices(clock).giveDue(), notices(clock, other.db).giveDue()]);
      clock.advance(dayMs);
    }
    await notices(clock).giveDue();
    await other.close();
    const given = await noticesSince(before);
    const expected = lifetimes.reduce((sum, days) => sum + [30, 7, 1].filter((ahead) => days > ahead).length, 0);
    expect(new Set(given.map(({ tokenId, noticeDays }) => `${tokenId} ${String(noticeDays)}`)).size).toBe(expected);
    expect(given.length).toBe(expected);
  }, 120_000);

  it('negative control: without the row that says a notice was given, they come again', async () => {
    await addToken(60);
    const clock = fixedClock(new Date(start.getTime() + 31 * dayMs));
    const before = await lastSequence();
    await notices(clock).giveDue();
    await database.db.deleteFrom('expiry_notice').execute();
    await notices(clock).giveDue();
    expect(await noticesSince(before)).toHaveLength(2);
  });

  it('start looks at once and stop waits for what is being given', async () => {
    await addToken(60);
    const before = await lastSequence();
    const giving = notices(fixedClock(new Date(start.getTime() + 31 * dayMs)));
    giving.start();
    await giving.stop();
    expect(await noticesSince(before)).toHaveLength(1);
  });
});
