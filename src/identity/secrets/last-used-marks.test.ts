import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogger, fixedClock, type FixedClock } from '../../foundation/index.ts';
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
    marks = new LastUsedMarks({ db: database.db, clock, log });
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
    expect(await agoSeconds()).toBeLessThan(5);
  });

  it('the mark is the time of the use by the clock of the database, whatever the node’s clock says', async () => {
    await use();
    clock.advance(40_000);
    await marks.flush();
    expect(Math.abs((await agoSeconds()) - 40)).toBeLessThan(5);
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
    const switching = { get db() { return isBroken ? broken.db : database.db; }, clock, log }; // prettier-ignore
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
