import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hash } from '@node-rs/argon2';
import { createLogger, fixedClock, newNanoid } from '../../foundation/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import {
  authenticateBearer,
  authenticateSession,
  createIdentity,
  createLocalUser,
  signIn,
  signOut,
  type Identity,
} from '../index.ts';
import { hashPassword } from './password-hash.ts';

describe('signing in', () => {
  let database: TestDatabase;
  let deps: Identity;
  let passwordHash: string;
  let username: string;
  const password = newNanoid(24);
  beforeAll(async () => {
    database = await createTestDatabase();
    deps = createIdentity({ db: database.db, clock: fixedClock(), log: createLogger({ level: 'silent' }) });
    passwordHash = await hashPassword(password);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    username = `user-${newNanoid(8).toLowerCase()}`;
    await sql`DELETE FROM sign_in_budget`.execute(deps.db);
    await makeUser(username, passwordHash);
  });

  const makeUser = (name: string, storedHash: string | null) =>
    transact(deps.db, (tx) =>
      createLocalUser(tx, { username: name, role: 'member', passwordHash: storedHash, createdBy: 'test' }),
    );
  const attempt = (changes: { username?: string; password?: string; address?: string } = {}) =>
    signIn(deps, { username, password, address: '192.0.2.1', ...changes });
  const wrong = { code: 'token_invalid', message: 'the user name or the password is wrong' };
  const ageSession = (interval: string) =>
    sql`UPDATE secret SET created_at = created_at - ${interval}::interval,
          last_used_at = last_used_at - ${interval}::interval, expires_at = expires_at - ${interval}::interval
        WHERE kind = 'ses'`.execute(deps.db);
  const passwordHashOf = async (name: string) => {
    const account = await deps.db
      .selectFrom('local_account')
      .innerJoin('actor', 'actor.id', 'actor_id')
      .where('username', '=', name)
      .select(['password_hash', 'last_login_at'])
      .executeTakeFirstOrThrow();
    return account;
  };

  it('the right password begins a session of twelve hours and marks the login', async () => {
    const { principal, session, expiresAt } = await attempt();
    expect(principal).toMatchObject({ kind: 'user', username, role: 'member' });
    expect(Math.abs((expiresAt.getTime() - Date.now()) / 1000 - 43_200)).toBeLessThan(30);
    expect(await authenticateSession(deps, session)).toMatchObject({ status: 'valid', principal, secretKind: 'ses' });
    expect(await authenticateBearer(deps, session)).toEqual({ status: 'unknown' });
    expect((await passwordHashOf(username)).last_login_at).toBeInstanceOf(Date);
  });

  it('unknown name, wrong password, no password and inactive account answer alike', async () => {
    await makeUser(`${username}-sso`, null);
    await expect(attempt({ username: 'nobody' })).rejects.toMatchObject(wrong);
    await expect(attempt({ username: `${username}\u0000` })).rejects.toMatchObject(wrong);
    await expect(attempt({ password: `${password}x` })).rejects.toMatchObject(wrong);
    await expect(attempt({ password: '' })).rejects.toMatchObject(wrong);
    await expect(attempt({ password: password + 'x'.repeat(2000) })).rejects.toMatchObject(wrong);
    await expect(attempt({ username: `${username}-sso` })).rejects.toMatchObject(wrong);
    await deps.db.updateTable('actor').set({ state: 'disabled' }).where('username', '=', username).execute();
    await expect(attempt()).rejects.toMatchObject(wrong);
  });

  it('a password is the same password in whichever form its accents were typed', async () => {
    const composed = 'é à la carte, vraiment';
    await makeUser(`${username}-fr`, await hashPassword(composed.normalize('NFC')));
    await expect(attempt({ username: `${username}-fr`, password: composed.normalize('NFD') })).resolves.toBeDefined();
  });

  it('a session ends with signing out, again and again', async () => {
    const { session } = await attempt();
    await signOut(deps, session);
    expect(await authenticateSession(deps, session)).toMatchObject({ status: 'retired' });
    await signOut(deps, session);
    await signOut(deps, 'no session at all');
  });

  it('an idle hour ends a session; using it does not let it outlive twelve hours', async () => {
    const { session } = await attempt();
    await ageSession('59 minutes');
    expect(await authenticateSession(deps, session)).toMatchObject({ status: 'valid' });
    await deps.marks?.flush();
    await ageSession('59 minutes');
    expect(await authenticateSession(deps, session)).toMatchObject({ status: 'valid' });
    await ageSession('2 minutes');
    expect(await authenticateSession(deps, session)).toMatchObject({ status: 'expired' });
    await deps.marks?.flush();
    await sql`UPDATE secret SET last_used_at = now(), expires_at = now() WHERE kind = 'ses'`.execute(deps.db);
    expect(await authenticateSession(deps, session)).toMatchObject({ status: 'expired' });
  });

  it('a hash made at another cost is made anew at the next sign-in', async () => {
    const cheap = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await makeUser(`${username}-old`, cheap);
    await attempt({ username: `${username}-old` });
    expect((await passwordHashOf(`${username}-old`)).password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await expect(attempt({ username: `${username}-old` })).resolves.toBeDefined();
  });

  it('the eleventh guess from one network is refused, in parallel too, while the owner elsewhere signs in', async () => {
    const guesses = Array.from({ length: 14 }, () => attempt({ password: 'wrong' }));
    const codes = (await Promise.allSettled(guesses)).map((guess) =>
      guess.status === 'rejected' ? (guess.reason as { code: string }).code : 'let in',
    );
    expect(codes.filter((code) => code === 'token_invalid')).toHaveLength(10);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(4);
    await expect(attempt()).rejects.toMatchObject({ code: 'rate_limited', message: /try again in 1[45] minutes/ });
    await expect(attempt({ address: '198.51.100.7' })).resolves.toBeDefined();
  });

  it('the budget is whole again after its fifteen minutes, and after the owner signed in', async () => {
    for (let count = 0; count < 9; count += 1)
      await expect(attempt({ password: 'wrong' })).rejects.toMatchObject(wrong);
    await attempt();
    for (let count = 0; count < 10; count += 1)
      await expect(attempt({ password: 'wrong' })).rejects.toMatchObject(wrong);
    await expect(attempt()).rejects.toMatchObject({ code: 'rate_limited' });
    await sql`UPDATE sign_in_budget SET window_ends_at = now() - interval '1 second'`.execute(deps.db);
    await expect(attempt()).resolves.toBeDefined();
  });

  it('one network cannot try one password on everybody', async () => {
    await attempt({ username: 'somebody', password: 'wrong', address: '203.0.113.9' }).catch(() => undefined);
    await sql`UPDATE sign_in_budget SET attempts = 100 WHERE attempts = 1`.execute(deps.db);
    const next = attempt({ username: 'somebody-else', address: '203.0.113.9' });
    await expect(next).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('refusals are on record without the name that was typed, which may be a password', async () => {
    const typed = newNanoid(24);
    await expect(attempt({ username: typed })).rejects.toMatchObject(wrong);
    await expect(attempt({ password: 'wrong' })).rejects.toMatchObject(wrong);
    const rows = await deps.db
      .selectFrom('audit_record')
      .where('action', '=', 'session.refuse')
      .orderBy('sequence', 'desc')
      .limit(2)
      .select(['actor_name', 'object_id'])
      .execute();
    expect(rows).toMatchObject([{ actor_name: username }, { actor_name: '$system', object_id: 'unknown' }]);
    const { rows: budget } = await database.pool.query('SELECT sign_in_budget::text AS text FROM sign_in_budget');
    expect(JSON.stringify(budget)).not.toContain(typed);
  });

  it('sessions that ended days ago are removed when their owner gets a new one', async () => {
    const { session } = await attempt();
    await ageSession('3 days');
    expect(await authenticateSession(deps, session)).toMatchObject({ status: 'expired' });
    await attempt();
    expect(await authenticateSession(deps, session)).toEqual({ status: 'unknown' });
  });
});
