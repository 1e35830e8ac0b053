import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { createLogger, fixedClock } from '../../foundation/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import { createLocalUser, holdRefreshToken, issueRefreshToken, noOrigin } from '../index.ts';
import { ExpiryNotices } from '../api-tokens/expiry-notices.ts';
import { issueAccessToken } from './issue-access-token.ts';
import { regenerate } from './regenerate.ts';
import { sweepDeadTokens } from './sweep-dead-tokens.ts';

const dayMs = 86_400_000;
const start = new Date('2026-01-01T00:00:00Z');
const log = createLogger({ level: 'error', destination: { write: () => undefined } });
const settings = {
  ...{ enabled: true, passwordRoute: true, refreshTokenDays: 60, accessTokenHours: 24 },
  ...{ regenerateGraceDays: 7, activeAccessTokensMax: 1 },
};

let database: TestDatabase;
let made = 0;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.deleteFrom('secret').execute();
});

async function addPerson(): Promise<string> {
  made += 1;
  const person = { username: `person-${String(made)}`, role: 'member', passwordHash: null, createdBy: 'ada' } as const;
  return (await transact(database.db, (tx) => createLocalUser(tx, person))).actorId;
}

/** A refresh token that was made at the start; the database's clock cannot be moved, so it is given the times it would have. */
async function addToken(actorId: string, lifespanDays: number, name = 'nightly') {
  const { db } = database;
  const { token } = await transact(db, (tx) =>
    issueRefreshToken(tx, { actorId, name, lifespanDays, origin: noOrigin }),
  );
  const expiresAt = new Date(start.getTime() + lifespanDays * dayMs);
  await db
    .updateTable('secret')
    .set({ created_at: start, expires_at: expiresAt })
    .where('id', '=', token.secretId)
    .execute();
  return token;
}

async function noticesOf(id: number): Promise<number[]> {
  const { rows } = await sql<{ days: number }>`
    SELECT (detail ->> 'noticeDays')::int AS days FROM audit_record
    WHERE action = 'refresh-token.expiry-notice' AND object_id = ${String(id)} ORDER BY sequence`.execute(database.db);
  return rows.map(({ days }) => days);
}

const giveAt = (day: number) => {
  const clock = fixedClock(new Date(start.getTime() + day * dayMs));
  return new ExpiryNotices({ db: database.db, clock, log }).giveDue();
};

describe('notices of refresh tokens', () => {
  it('come 14, 7 and 1 days before the end, each once, on however many nodes', async () => {
    const token = await addToken(await addPerson(), 60);
    for (let day = 0; day <= 62; day += 1) await Promise.all([giveAt(day), giveAt(day)]);
    expect(await noticesOf(token.id)).toEqual([14, 7, 1]);
  });

  it('that came due while no server ran are given late', async () => {
    const token = await addToken(await addPerson(), 60);
    expect(await giveAt(70)).toBe(3);
    expect(await noticesOf(token.id)).toEqual([14, 7, 1]);
  });

  it.each([
    [7, [1]],
    [10, [7, 1]],
    [1, []],
  ])('of a token that lives %d days are those shorter than its life', async (days, expected) => {
    const token = await addToken(await addPerson(), days);
    await giveAt(days + 1);
    expect(await noticesOf(token.id)).toEqual(expected);
  });

  it('are for the youngest of one name only, and for every name', async () => {
    const actorId = await addPerson();
    const [older, younger, other] = [
      await addToken(actorId, 60),
      await addToken(actorId, 60),
      await addToken(actorId, 60, 'weekly'),
    ];
    await giveAt(61);
    expect(await noticesOf(older.id)).toEqual([]);
    expect(await noticesOf(younger.id)).toEqual([14, 7, 1]);
    expect(await noticesOf(other.id)).toEqual([14, 7, 1]);
  });

  it('are none for what is revoked, regenerated, or of somebody who is shut out', async () => {
    const { db } = database;
    const [regenerated, shutOut] = [await addPerson(), await addPerson()];
    const former = await addToken(regenerated, 60);
    await sql`UPDATE secret SET expires_at = now() + interval '1 day' WHERE id = ${former.secretId}`.execute(db);
    await transact(db, (tx) =>
      regenerate(tx, { actorId: regenerated, secretId: former.secretId, settings, origin: noOrigin }),
    );
    const gone = await addToken(shutOut, 60);
    await db.updateTable('actor').set({ state: 'disabled' }).where('id', '=', shutOut).execute();
    await giveAt(400);
    expect(await noticesOf(former.id)).toEqual([]);
    expect(await noticesOf(gone.id)).toEqual([]);
  });
});

describe('the sweep of dead tokens', () => {
  const age = (secretId: string, interval: string) =>
    sql`UPDATE secret SET created_at = created_at - ${interval}::interval, expires_at = expires_at - ${interval}::interval
      WHERE id = ${secretId}`.execute(database.db);
  const left = async () => {
    const { rows } = await sql<{ kind: string }>`SELECT kind FROM secret ORDER BY kind`.execute(database.db);
    return rows.map(({ kind }) => kind);
  };
  const make = async () => {
    const { db } = database;
    const actorId = await addPerson();
    return transact(db, async (tx) => {
      const { token } = await issueRefreshToken(tx, { actorId, name: 'x', lifespanDays: 60, origin: noOrigin });
      const held = await holdRefreshToken(tx, token.secretId);
      const access = await issueAccessToken(tx, { token: held, settings, origin: noOrigin });
      return { token, access };
    });
  };

  it('leaves what lives, and what ended less than a month ago', async () => {
    const { token } = await make();
    expect(await sweepDeadTokens(database.db)).toBe(0);
    await age(token.secretId, '89 days');
    expect(await sweepDeadTokens(database.db)).toBe(0);
    expect(await left()).toEqual(['acc', 'ref']);
  });

  it('leaves what may still be regenerated, for as long as the workspace lets it be', async () => {
    const { token, access } = await make();
    await sql`INSERT INTO workspace_setting (key, value) VALUES ('alation.regenerate_grace_days', '90')`.execute(
      database.db,
    );
    await age(token.secretId, '120 days');
    await age(access.id, '120 days');
    expect(await sweepDeadTokens(database.db)).toBe(1);
    expect(await left()).toEqual(['ref']);
    await sql`DELETE FROM workspace_setting WHERE key = 'alation.regenerate_grace_days'`.execute(database.db);
    await sweepDeadTokens(database.db);
    expect(await left()).toEqual([]);
  });

  it('takes what ended a month ago, and a refresh token only after its access tokens', async () => {
    const { token, access } = await make();
    await age(token.secretId, '91 days');
    expect(await sweepDeadTokens(database.db)).toBe(0);
    await age(access.id, '32 days');
    await sweepDeadTokens(database.db);
    await sweepDeadTokens(database.db);
    expect(await left()).toEqual([]);
    const { count } = await database.db
      .selectFrom('refresh_token')
      .select((build) => build.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe(0);
  });

  it('takes what was revoked a month ago, however long it would have lived, and thousands at once', async () => {
    const actorId = await addPerson();
    await sql`
      INSERT INTO secret (id, actor_id, kind, digest, expires_at, retired_at)
      SELECT gen_random_uuid(), ${actorId}, 'acc', sha256(n::text::bytea), now() + interval '1 year', now() - interval '31 days'
      FROM generate_series(1, 2500) AS n`.execute(database.db);
    expect(await sweepDeadTokens(database.db)).toBe(2500);
  });
});
