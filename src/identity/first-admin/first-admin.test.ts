import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../audit/index.ts';
import { fixedClock, newNanoid } from '../../foundation/index.ts';
import { sql } from '../../postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import {
  authenticateBearer,
  bootstrapAdmin,
  claimFirstAdmin,
  createFirstAdminCode,
  signIn,
  type IdentityDeps,
} from '../index.ts';
import { PasswordGate } from '../sign-in/password-gate.ts';

describe('the first admin', () => {
  let database: TestDatabase;
  let deps: IdentityDeps;
  beforeEach(async () => {
    database = await createTestDatabase();
    deps = { db: database.db, clock: fixedClock() };
  });
  afterEach(() => database.close());

  async function newCode(): Promise<string> {
    const created = await createFirstAdminCode(deps);
    if (created === null) throw new Error('there is no admin yet');
    return created.code;
  }
  const account = () => ({ username: 'first', password: newNanoid(24) });
  async function admins(): Promise<string[]> {
    const rows = await deps.db
      .selectFrom('actor')
      .where('role', '=', 'admin')
      .where('kind', '=', 'user')
      .select('username')
      .execute();
    return rows.map(({ username }) => username);
  }

  it('whoever has the code of the console becomes the admin and can sign in', async () => {
    const claim = { ...account(), code: await newCode(), email: 'first@example.org' };
    expect(await claimFirstAdmin(deps, claim)).toMatchObject({ kind: 'user', username: 'first', role: 'admin' });
    const signedIn = await signIn({ ...deps, passwordGate: new PasswordGate() }, { ...claim, address: '192.0.2.1' });
    expect(signedIn.principal).toMatchObject({ username: 'first', role: 'admin' });
    expect(await verifyAudit(deps.db)).toMatchObject({ intact: true });
  });

  it('of claims at the same moment with one code exactly one makes an admin', async () => {
    const code = await newCode();
    const claims = ['one', 'two', 'three', 'four'].map((username) =>
      claimFirstAdmin(deps, { ...account(), username, code }),
    );
    const outcomes = await Promise.allSettled(claims);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'state_conflict' });
    }
    expect(await admins()).toHaveLength(1);
  });

  it('a claim and a bootstrap at the same moment make one admin', async () => {
    const code = await newCode();
    const outcomes = await Promise.allSettled([
      claimFirstAdmin(deps, { ...account(), code }),
      bootstrapAdmin(deps, { username: 'script' }),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await admins()).toHaveLength(1);
  });

  it('a code works once', async () => {
    const code = await newCode();
    await claimFirstAdmin(deps, { ...account(), code });
    // The admin is gone again, as after a restored backup: the spent code must still not work.
    await deps.db.updateTable('actor').set({ state: 'deleted' }).execute();
    const again = claimFirstAdmin(deps, { ...account(), username: 'second', code });
    await expect(again).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it('wrong, expired and replaced codes answer alike', async () => {
    const expired = await newCode();
    await sql`UPDATE first_admin_code SET expires_at = now()`.execute(deps.db);
    const messages = new Set<string>();
    const refuse = async (code: string) => {
      const error: unknown = await claimFirstAdmin(deps, { ...account(), code }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'permission_denied' });
      messages.add(error instanceof Error ? error.message : '');
    };
    await refuse(expired);
    const replaced = await newCode();
    await newCode();
    await refuse(replaced);
    await refuse('');
    await refuse('wrong');
    expect(messages.size).toBe(1);
    expect(await admins()).toEqual([]);
  });

  it('the code lives fifteen minutes by the clock of the database', async () => {
    await newCode();
    const { rows } = await sql<{ seconds: number }>`
      SELECT extract(epoch FROM expires_at - created_at)::int AS seconds FROM first_admin_code`.execute(deps.db);
    expect(rows).toEqual([{ seconds: 900 }]);
  });

  it('once there is an admin there are no codes, and disabling the admin brings none back', async () => {
    await bootstrapAdmin(deps, { username: 'script' });
    expect(await createFirstAdminCode(deps)).toBeNull();
    await deps.db.updateTable('actor').set({ state: 'disabled' }).execute();
    expect(await createFirstAdminCode(deps)).toBeNull();
    const claim = claimFirstAdmin(deps, { ...account(), code: 'any' });
    await expect(claim).rejects.toMatchObject({ code: 'state_conflict' });
  });

  it('all that is wrong with the account is said at once, and the code stays usable', async () => {
    const code = await newCode();
    const refused = claimFirstAdmin(deps, { code, username: 'Jo Smith', password: 'short', email: 'nobody' });
    await expect(refused).rejects.toMatchObject({
      code: 'field_invalid',
      details: [{ path: 'username' }, { path: 'password' }, { path: 'email' }],
    });
    await expect(claimFirstAdmin(deps, { ...account(), code })).resolves.toMatchObject({ role: 'admin' });
  });

  it.each(['service-account-x', 'apikey-x', '', 'a/b', 'UPPER', 'a'.repeat(65), '$admin', 'a b'])(
    'the name %j is refused',
    async (username) => {
      const refused = bootstrapAdmin(deps, { username });
      await expect(refused).rejects.toMatchObject({ code: 'field_invalid', details: [{ path: 'username' }] });
      expect(await admins()).toEqual([]);
    },
  );

  it('bootstrapping makes an admin who can sign in and an admin token that works, once', async () => {
    const made = await bootstrapAdmin(deps, { username: 'script' });
    const { username, password } = made;
    const signingIn = { ...deps, passwordGate: new PasswordGate() };
    await expect(signIn(signingIn, { username, password, address: '::1' })).resolves.toBeDefined();
    const status = await authenticateBearer(deps, made.tokenSecret);
    expect(status).toMatchObject({ status: 'valid', expiresAt: null, principal: { kind: 'token', role: 'admin' } });
    const again = bootstrapAdmin(deps, { username: 'other' });
    await expect(again).rejects.toMatchObject({ code: 'state_conflict' });
    const tokens = await deps.db.selectFrom('api_token').select('display_name').execute();
    expect(tokens).toEqual([{ display_name: 'bootstrap' }]);
  });
});
