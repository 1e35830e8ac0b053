import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { fixedClock, newNanoid } from '../../foundation/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import { authenticateSession, createLocalUser, createSignInCode, signInWithCode, type IdentityDeps } from '../index.ts';

describe('one-time sign-in code', () => {
  let database: TestDatabase;
  let deps: IdentityDeps;

  beforeEach(async () => {
    database = await createTestDatabase();
    deps = { db: database.db, clock: fixedClock() };
    await transact(deps.db, (tx) =>
      createLocalUser(tx, { username: 'ada', role: 'admin', passwordHash: null, createdBy: '$system' }),
    );
  });
  afterEach(() => database.close());

  it('signs its person in once and never again', async () => {
    const { code } = await createSignInCode(deps, { username: 'ada' });
    const { session, principal } = await signInWithCode(deps, { code });
    expect(principal).toMatchObject({ username: 'ada', role: 'admin' });
    expect(await authenticateSession(deps, session)).toMatchObject({ status: 'valid' });
    await expect(signInWithCode(deps, { code })).rejects.toMatchObject({ code: 'token_invalid' });
  });

  it('of uses at the same moment exactly one begins a session', async () => {
    const { code } = await createSignInCode(deps, { username: 'ada' });
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => signInWithCode(deps, { code })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('a made-up, an expired and a replaced code answer alike, and so does the code of a disabled person', async () => {
    const refusal = { code: 'token_invalid', message: 'the sign-in code is wrong, used or expired' };
    const replaced = await createSignInCode(deps, { username: 'ada' });
    const expired = await createSignInCode(deps, { username: 'ada' });
    await expect(signInWithCode(deps, { code: newNanoid(22) })).rejects.toMatchObject(refusal);
    await expect(signInWithCode(deps, { code: replaced.code })).rejects.toMatchObject(refusal);
    await sql`UPDATE sign_in_code SET expires_at = now()`.execute(deps.db);
    await expect(signInWithCode(deps, { code: expired.code })).rejects.toMatchObject(refusal);
    const last = await createSignInCode(deps, { username: 'ada' });
    await sql`UPDATE actor SET state = 'disabled'`.execute(deps.db);
    await expect(signInWithCode(deps, { code: last.code })).rejects.toMatchObject(refusal);
  });

  it('of codes made at the same moment one is live', async () => {
    const made = await Promise.all([1, 2, 3].map(() => createSignInCode(deps, { username: 'ada' })));
    const outcomes = await Promise.allSettled(made.map(({ code }) => signInWithCode(deps, { code })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is made for people who are there, and for nobody else', async () => {
    await expect(createSignInCode(deps, { username: 'nobody' })).rejects.toMatchObject({ code: 'record_not_found' });
  });
});
