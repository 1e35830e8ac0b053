import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createSecret, digestSecret, fixedClock, newGuid, type SecretKind } from '../../foundation/index.ts';
import { openDatabase, sql, transact } from '../../postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { insertSecret } from './insert-secret.ts';
import {
  authenticateBearer,
  authenticateSession,
  beginSession,
  bumpPolicyEpoch,
  createLocalUser,
  createUserBearer,
  insertApiToken,
  noOrigin,
  purgeApiToken,
  type IdentityDeps,
  type InsertedApiToken,
  type Principal,
} from '../index.ts';
import { revokeSecret } from './revoke-secret.ts';

describe('authenticating', () => {
  let database: TestDatabase;
  let deps: IdentityDeps;
  let person: Principal;
  beforeAll(async () => {
    database = await createTestDatabase();
    deps = { db: database.db, clock: fixedClock() };
    person = await transact(deps.db, (tx) =>
      createLocalUser(tx, { username: 'jsmith', role: 'member', passwordHash: null, createdBy: 'test' }),
    );
  });
  afterAll(() => database.close());

  const makeToken = (validitySeconds: number | null = null): Promise<InsertedApiToken> =>
    transact(deps.db, (tx) =>
      insertApiToken(tx, { displayName: 'T', description: '', role: 'default', validitySeconds, createdBy: 'jsmith' }),
    );
  const setState = (actorId: string, state: 'active' | 'disabled' | 'deleted') =>
    deps.db.updateTable('actor').set({ state }).where('id', '=', actorId).execute();
  /** Moves everything about an actor's secrets into the past; the database's clock cannot be moved. */
  const age = (actorId: string, interval: string) =>
    transact(deps.db, async (tx) => {
      const past = sql`${interval}::interval`;
      await sql`UPDATE secret SET created_at = created_at - ${past}, expires_at = expires_at - ${past} WHERE actor_id = ${actorId}`.execute(
        tx,
      );
      await sql`UPDATE api_token SET expires_at = expires_at - ${past} WHERE actor_id = ${actorId}`.execute(tx);
    });
  const bearerOf = async (holder: Principal) => {
    const { sessionId } = await transact(deps.db, (tx) => beginSession(tx, holder, noOrigin));
    return createUserBearer(deps, holder, { sessionId });
  };
  const bearer = (text: string | undefined) => authenticateBearer(deps, text);

  it('an API token is its actor, with the epoch it was read at', async () => {
    const { token, secret } = await makeToken();
    const epoch = await transact(deps.db, bumpPolicyEpoch);
    expect(await bearer(secret)).toMatchObject({
      status: 'valid',
      expiresAt: null,
      secretKind: 'api',
      principal: {
        actorId: token.actorId,
        kind: 'token',
        username: token.username,
        role: 'default',
        tokenId: token.id,
        clientId: token.clientId,
        epoch,
      },
    });
  });

  it('a user bearer is the person, for one hour', async () => {
    const { secret, expiresAt } = await bearerOf(person);
    const status = await bearer(secret);
    expect(status).toMatchObject({ status: 'valid', expiresAt, secretKind: 'usr', principal: { username: 'jsmith' } });
    expect(status).not.toHaveProperty('principal.tokenId');
    const secondsLeft = (expiresAt.getTime() - Date.now()) / 1000;
    expect(Math.abs(secondsLeft - 3600)).toBeLessThan(30);
  });

  it('an API token cannot have a user bearer, which would outlive its expiry', async () => {
    const status = await bearer((await makeToken()).secret);
    if (status.status !== 'valid') throw new Error('a new token is valid');
    const from = { sessionId: newGuid() };
    await expect(createUserBearer(deps, status.principal, from)).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it.each([undefined, ''])('no credential (%j) is missing', async (text) => {
    expect(await bearer(text)).toEqual({ status: 'missing' });
  });

  it('a damaged secret is refused without asking the database', async () => {
    // Nothing listens there: any statement would throw `store_unavailable`.
    const nowhere = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' });
    const secret = createSecret('api');
    const damaged = fc.oneof(
      fc.string({ minLength: 1, unit: 'binary' }),
      fc
        .nat(secret.length - 1)
        .map((at) => secret.slice(0, at) + (secret[at] === 'x' ? 'y' : 'x') + secret.slice(at + 1)),
      fc.integer({ min: 1, max: secret.length - 1 }).map((length) => secret.slice(0, length)),
      fc.constantFrom(
        ` ${secret}`,
        `${secret} `,
        `${secret}\n`,
        secret.toUpperCase(),
        `Bearer ${secret}`,
        secret + secret,
      ),
    );
    await fc.assert(
      fc.asyncProperty(damaged, async (text) => {
        expect(await authenticateBearer({ ...deps, db: nowhere.db }, text)).toEqual({ status: 'damaged' });
      }),
    );
    const asked = authenticateBearer({ ...deps, db: nowhere.db }, secret);
    await expect(asked).rejects.toMatchObject({ code: 'store_unavailable' });
    await nowhere.close();
  });

  it('never issued, revoked, purged and of the wrong kind answer alike', async () => {
    const revoked = await makeToken();
    await transact(deps.db, (tx) => revokeSecret(tx, { digest: digestSecret(revoked.secret) }));
    const purged = await makeToken();
    await transact(deps.db, (tx) => purgeApiToken(tx, purged.token.id));
    const issue = (kind: SecretKind) =>
      transact(deps.db, (tx) => insertSecret(tx, { actorId: person.actorId, kind, lifetimeSeconds: 600 }));
    const others = await Promise.all((['ref', 'acc', 'cli', 'ses'] as const).map(issue));
    const texts = [createSecret('api'), revoked.secret, purged.secret, ...others.map(({ text }) => text)];
    const statuses = await Promise.all(texts.map(async (text) => (await bearer(text)).status));
    // Retired ones are known to the audit only; the transport answers both alike.
    expect(statuses.every((status) => status === 'unknown' || status === 'retired')).toBe(true);
  });

  it('a bearer in the session cookie and a session in the bearer header are unknown', async () => {
    const { secret } = await makeToken();
    const { secret: userBearer } = await bearerOf(person);
    expect(await authenticateSession(deps, secret)).toEqual({ status: 'unknown' });
    expect(await authenticateSession(deps, userBearer)).toEqual({ status: 'unknown' });
  });

  it('an expired token says so to whoever holds it, and stays what it was', async () => {
    const { token, secret } = await makeToken(60);
    expect(await bearer(secret)).toMatchObject({ status: 'valid', expiresAt: token.expiresAt });
    await age(token.actorId, '59 seconds');
    expect(await bearer(secret)).toMatchObject({ status: 'valid' });
    await age(token.actorId, '2 seconds');
    expect(await bearer(secret)).toMatchObject({ status: 'expired' });
  });

  it('expiry goes by the clock of the database, not by that of the node', async () => {
    const { secret } = await makeToken(60);
    const far = { ...deps, clock: fixedClock(new Date('2999-01-01T00:00:00Z')) };
    expect(await authenticateBearer(far, secret)).toMatchObject({ status: 'valid' });
  });

  it('an actor that is disabled is refused from the next request on, and let in again once enabled', async () => {
    const { token, secret } = await makeToken();
    await setState(token.actorId, 'disabled');
    expect(await bearer(secret)).toMatchObject({ status: 'disabled' });
    await setState(token.actorId, 'active');
    expect(await bearer(secret)).toMatchObject({ status: 'valid' });
  });

  it('a deleted person’s bearer is unknown', async () => {
    const other = await transact(deps.db, (tx) =>
      createLocalUser(tx, { username: 'gone', role: 'member', passwordHash: null, createdBy: 'test' }),
    );
    const { secret } = await bearerOf(other);
    await setState(other.actorId, 'deleted');
    expect(await bearer(secret)).toEqual({ status: 'unknown' });
  });

  it('disabling whoever made a token changes nothing for the token', async () => {
    const { secret } = await makeToken();
    await setState(person.actorId, 'disabled');
    expect(await bearer(secret)).toMatchObject({ status: 'valid' });
    await setState(person.actorId, 'active');
  });

  it('revoking twice, or what never was, does no harm', async () => {
    const { secret, token } = await makeToken();
    const revoke = (digest: Buffer) => transact(deps.db, (tx) => revokeSecret(tx, { digest }));
    expect(await revoke(digestSecret(secret))).toMatchObject({ actorId: token.actorId });
    expect(await revoke(digestSecret(secret))).toBeNull();
    expect(await revoke(digestSecret(createSecret('api')))).toBeNull();
  });

  it('an actor never has a third live secret, nor two in one slot', async () => {
    const { token } = await makeToken();
    const insert = (slot: number) =>
      deps.db
        .insertInto('secret')
        .values({
          id: crypto.randomUUID(),
          actor_id: token.actorId,
          kind: 'api',
          digest: digestSecret(createSecret('api')),
          slot,
        })
        .execute();
    await insert(2);
    await expect(insert(1)).rejects.toThrow('secret_two_live_per_token');
    await expect(insert(2)).rejects.toThrow('secret_two_live_per_token');
    await expect(insert(3)).rejects.toThrow('secret_slot_check');
  });

  it('the statement that authenticates finds the secret by its index', async () => {
    const plan = await transact(deps.db, async (tx) => {
      await sql`SET LOCAL enable_seqscan = off`.execute(tx);
      return sql`EXPLAIN SELECT * FROM secret WHERE digest = ${Buffer.alloc(32)}`.execute(tx);
    });
    expect(JSON.stringify(plan.rows)).toContain('Index Scan using secret_digest_key');
  });
});
