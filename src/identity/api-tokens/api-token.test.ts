import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { fixedClock, newGuid } from '../../foundation/index.ts';
import { transact } from '../../postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { findApiToken } from './api-token.ts';
import {
  authenticateBearer,
  insertApiToken,
  listApiTokens,
  purgeApiToken,
  updateApiToken,
  type IdentityDeps,
  type NewApiToken,
} from '../index.ts';
import { parseValiditySeconds } from './token-validity.ts';

describe('how long a token lives', () => {
  it('every whole number of seconds from 1 to below 13 years is kept as it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 409_967_999 }), (seconds) => {
        expect(parseValiditySeconds(seconds)).toBe(seconds);
      }),
      { examples: [[1], [157_680_000], [157_680_001], [409_967_999], [2 ** 28]] },
    );
  });

  it('negative, absent, null and 13 years or more are no expiry', () => {
    const endless = fc.oneof(
      fc.integer({ max: -1, min: Number.MIN_SAFE_INTEGER }),
      fc.integer({ min: 409_968_000, max: Number.MAX_SAFE_INTEGER }),
      fc.constantFrom(undefined, null, -1),
    );
    fc.assert(
      fc.property(endless, (seconds) => {
        expect(parseValiditySeconds(seconds)).toBeNull();
      }),
    );
  });

  it('0 and what is no whole number are refused, saying what would be accepted', () => {
    const refused = fc.oneof(
      fc.constantFrom(0, -0, NaN, Infinity, -Infinity),
      fc.double().filter((seconds) => !Number.isInteger(seconds)),
    );
    fc.assert(
      fc.property(refused, (seconds) => {
        expect(() => parseValiditySeconds(seconds)).toThrow(
          /^validitySeconds: must be a whole number of seconds above 0/,
        );
      }),
    );
  });
});

describe('API tokens', () => {
  let database: TestDatabase;
  let deps: IdentityDeps;
  beforeAll(async () => {
    database = await createTestDatabase();
    deps = { db: database.db, clock: fixedClock() };
  });
  afterAll(() => database.close());

  const insert = (changes: Partial<NewApiToken> = {}) =>
    transact(deps.db, (tx) =>
      insertApiToken(tx, { displayName: 'T', description: '', role: 'none', createdBy: 'jsmith', ...changes }),
    );
  async function countRows(): Promise<unknown> {
    const { rows } = await database.pool.query(
      'SELECT (SELECT count(*) FROM actor) + (SELECT count(*) FROM api_token) + (SELECT count(*) FROM secret) AS n',
    );
    return rows;
  }

  it('a token has four different names, made from each other as on the wire', async () => {
    const { token } = await insert({ description: 'why', validitySeconds: 157_680_000 });
    expect(token.clientId).toBe(`apikey-${token.clientId.slice(7)}`);
    expect(token.username).toBe(`service-account-${token.clientId}`);
    expect(new Set([token.id, token.actorId, token.clientId.slice(7)]).size).toBe(3);
    expect(token).toMatchObject({
      displayName: 'T',
      description: 'why',
      role: 'none',
      createdBy: 'jsmith',
      lastUsedAt: null,
    });
    expect(token.validitySeconds).toBe(157_680_000);
    expect(((token.expiresAt?.getTime() ?? 0) - token.createdAt.getTime()) / 1000).toBe(157_680_000);
    expect(await findApiToken(deps.db, token.id)).toEqual(token);
    expect(await findApiToken(deps.db, token.id.toUpperCase())).toEqual(token);
  });

  it('any validity that is accepted gives an expiry the database can hold', async () => {
    for (const validitySeconds of [1, 409_967_999, 409_968_000, -1, Number.MAX_SAFE_INTEGER]) {
      const { token } = await insert({ validitySeconds });
      expect(token.expiresAt === null).toBe(validitySeconds < 1 || validitySeconds >= 409_968_000);
    }
  });

  it.each([
    { displayName: '' },
    { displayName: '   ' },
    { displayName: 'x'.repeat(256) },
    { displayName: 'a\u0000b' },
    { description: 'x'.repeat(4097) },
    { description: '\u0000' },
    { validitySeconds: 0 },
    { role: 'member' as const },
    { role: 'guest' as const },
  ])('refuses %j and leaves nothing behind', async (changes) => {
    const before = await countRows();
    await expect(insert(changes)).rejects.toMatchObject({ code: 'field_invalid' });
    expect(await countRows()).toEqual(before);
  });

  it('a token whose transaction fails leaves no actor and no secret behind', async () => {
    const before = await countRows();
    const failing = transact(deps.db, async (tx) => {
      await insertApiToken(tx, { displayName: 'T', description: '', role: 'none', createdBy: 'jsmith' });
      throw new Error('after the token');
    });
    await expect(failing).rejects.toThrow('after the token');
    expect(await countRows()).toEqual(before);
  });

  it('an update changes what it names; role, expiry, names and bearer stay', async () => {
    const { token, secret } = await insert({ description: 'old', validitySeconds: 600 });
    const update = (changes: object) => transact(deps.db, (tx) => updateApiToken(tx, { id: token.id, ...changes }));
    expect(await update({ displayName: 'New' })).toEqual({ ...token, displayName: 'New', version: 2 });
    const now = { ...token, displayName: 'New', description: '', version: 3 };
    expect(await update({ description: '' })).toEqual(now);
    expect(await update({})).toEqual(now);
    expect(await update({ displayName: 'New' })).toEqual(now);
    await expect(update({ displayName: ' ' })).rejects.toMatchObject({ code: 'field_invalid' });
    expect(await authenticateBearer(deps, secret)).toMatchObject({ status: 'valid', principal: { role: 'none' } });
  });

  it.each([newGuid(), 'no guid', '', "'; DROP TABLE actor; --", 'a\u0000b'])('there is no token %j', async (id) => {
    expect(await findApiToken(deps.db, id)).toBeNull();
    const missing = { code: 'record_not_found' };
    await expect(transact(deps.db, (tx) => purgeApiToken(tx, id))).rejects.toMatchObject(missing);
    await expect(transact(deps.db, (tx) => updateApiToken(tx, { id }))).rejects.toMatchObject(missing);
  });

  it('purging removes the token and its secrets, and its name stays taken', async () => {
    const { token, secret } = await insert();
    await transact(deps.db, (tx) => purgeApiToken(tx, token.id));
    expect(await authenticateBearer(deps, secret)).toEqual({ status: 'unknown' });
    expect(await findApiToken(deps.db, token.id)).toBeNull();
    const filter = { kind: 'compare', field: 'id', operator: 'eq', value: token.id } as const;
    expect((await listApiTokens(deps.db, { filter, sort: [], offset: 0 })).records).toEqual([]);
    const secrets = await deps.db.selectFrom('secret').where('actor_id', '=', token.actorId).selectAll().execute();
    expect(secrets).toEqual([]);
    const taken = deps.db
      .insertInto('actor')
      .values({ id: newGuid(), kind: 'token', username: token.username, role: 'none', created_by: 'x' })
      .execute();
    await expect(taken).rejects.toThrow('actor_username_key');
    await expect(transact(deps.db, (tx) => purgeApiToken(tx, token.id))).rejects.toMatchObject({
      code: 'record_not_found',
    });
  });

  it('no request that starts after a purge is let in, however many run at once', async () => {
    const { token, secret } = await insert();
    let isPurged = false;
    const knock = async () => {
      const startedAfter = isPurged;
      const { status } = await authenticateBearer(deps, secret);
      return startedAfter && status === 'valid';
    };
    const knocks = Array.from({ length: 6 }, async () => {
      let late = 0;
      for (let count = 0; count < 30; count += 1) late += (await knock()) ? 1 : 0;
      return late;
    });
    await transact(deps.db, (tx) => purgeApiToken(tx, token.id));
    isPurged = true;
    expect(await Promise.all(knocks)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await knock()).toBe(false);
  });
});
