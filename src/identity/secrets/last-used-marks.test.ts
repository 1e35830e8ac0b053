import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogger, createSecret, digestSecret, fixedClock, type FixedClock } from '../../foundation/index.ts';
import { openDatabase, sql, transact } from '../../postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { findApiToken } from '../api-tokens/api-token.ts';
import { authenticateBearer, insertApiToken } from '../index.ts';
import { LastUsedMarks } from './last-used-marks.ts';
import { revokeSecret } from './revoke-secret.ts';

describe('last-used marks', () => {
  let database: TestDatabase;
  let clock: FixedClock;
  let marks: LastUsedMarks;
  let bearer: string;
  let tokenId: string;
  const log = createLogger({ level: 'silent' });
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    clock = fixedClock();
    marks = new LastUsedMarks({ db: database.db, log, monotonicMs: () => clock.now().getTime() });
    const made = await transact(database.db, (tx) =>
      insertApiToken(tx, { displayName: 'T', description: '', role: 'none', createdBy: 'test' }),
    );
    bearer = made.secret;
    tokenId = made.token.id;
  });

  const use = (db = database.db) => authenticateBearer({ db, clock, marks }, bearer);
  const lastUsed = async () => (await findApiToken(database.db, tokenId))?.lastUsedAt ?? null;
  /** Seconds between now, as the database has it, and the mark. */
  const agoSeconds = async () => Math.round((Date.now() - ((await lastUsed())?.getTime() ?? 0)) / 1000);

  it('a request writes nothing itself; the next flush does', async () => {
    await use();
    await use();
    expect(await lastUsed()).toBeNull();
    await marks.flush();
    expect(await agoSeconds()).toBeLessThan(15);
  });

  it('the mark is the time of the use by the clock of the database, whatever the node’s clock says', async () => {
    await use();
    clock.advance(40_000);
    await marks.flush();
    expect(Math.abs((await agoSeconds()) - 40)).toBeLessThan(15);
  });

  it('says from where, by what and how often, the newest use last', async () => {
    const from = (address: string, client: string | null) =>
      authenticateBearer({ db: database.db, clock, marks }, bearer, { address, client });
    await from('192.0.2.7', 'first/1');
    clock.advance(1000);
    await from('::ffff:198.51.100.9', `second/${'x'.repeat(300)}`);
    await marks.flush();
    await from('2001:db8::1%eth0', null);
    await marks.flush();
    const { rows } = await sql`
      SELECT last_used_network AS network, last_used_client AS client, use_count AS count FROM secret
      WHERE actor_id = (SELECT actor_id FROM api_token WHERE id = ${tokenId})`.execute(database.db);
    expect(rows).toEqual([{ network: '2001:db8::1', client: null, count: 3 }]);
  });

  it('the first use of a successor lets the secret before it live ten minutes more, not longer and not again', async () => {
    const { rows } = await sql<{ id: string }>`
      UPDATE secret SET retires_at = now() + interval '1 day'
      WHERE actor_id = (SELECT actor_id FROM api_token WHERE id = ${tokenId}) RETURNING id`.execute(database.db);
    const [old] = rows;
    const successor = createSecret('api');
    await sql`
      INSERT INTO secret (id, actor_id, kind, digest, slot, supersedes_id)
      SELECT gen_random_uuid(), actor_id, 'api', ${digestSecret(successor)}, 2, ${old?.id}
      FROM api_token WHERE id = ${tokenId}`.execute(database.db);
    const secondsLeft = async () => {
      const left = await sql<{ seconds: number }>`
        SELECT extract(epoch FROM retires_at - now())::int AS seconds FROM secret WHERE id = ${old?.id}`.execute(
        database.db,
      );
      return left.rows[0]?.seconds ?? 0;
    };
    const useBoth = async () => {
      await authenticateBearer({ db: database.db, clock, marks }, successor);
      expect((await use()).status).toBe('valid');
      await marks.flush();
    };
    await use();
    await marks.flush();
    expect(await secondsLeft()).toBeGreaterThan(86_000);
    await useBoth();
    expect(await secondsLeft()).toBeGreaterThan(590);
    expect(await secondsLeft()).toBeLessThanOrEqual(600);
    await sql`UPDATE secret SET retires_at = now() + interval '5 seconds' WHERE id = ${old?.id}`.execute(database.db);
    await useBoth();
    expect(await secondsLeft()).toBeLessThanOrEqual(5);
    await sql`UPDATE secret SET retires_at = now() WHERE id = ${old?.id}`.execute(database.db);
    expect((await use()).status).toBe('retired');
  });

  it('never goes backwards', async () => {
    await sql`UPDATE secret SET last_used_at = now() + interval '1 hour'`.execute(database.db);
    const before = await lastUsed();
    await use();
    await marks.flush();
    expect(await lastUsed()).toEqual(before);
  });

  it('a secret that ended leaves no mark, nor does a refused one', async () => {
    const status = await use();
    if (status.status !== 'valid') throw new Error('a new token is valid');
    await transact(database.db, (tx) => revokeSecret(tx, { id: status.secretId }));
    await use();
    await marks.flush();
    expect(await lastUsed()).toBeNull();
  });

  it('marks that cannot be written wait for the next time', async () => {
    const broken = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' });
    let isBroken = true;
    const switching = { get db() { return isBroken ? broken.db : database.db; }, log }; // prettier-ignore
    marks = new LastUsedMarks(switching);
    await use();
    await marks.flush();
    isBroken = false;
    await marks.flush();
    expect(await lastUsed()).not.toBeNull();
    await broken.close();
  });

  it('stopping writes what is left', async () => {
    marks.start();
    await use();
    await marks.stop();
    expect(await lastUsed()).not.toBeNull();
  });
});
