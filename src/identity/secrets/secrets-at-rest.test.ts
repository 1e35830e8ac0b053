import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger, newNanoid, systemClock } from '../../foundation/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import {
  authenticateBearer,
  bootstrapAdmin,
  claimFirstAdmin,
  createFirstAdminCode,
  createIdentity,
  createUserBearer,
  signIn,
  signOut,
  type Identity,
} from '../index.ts';

/** The forms in which a secret might lie about. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, ''), [...secret].reverse().join('')];
}

describe('secrets at rest', () => {
  let database: TestDatabase;
  let deps: Identity;
  beforeAll(async () => {
    database = await createTestDatabase();
    deps = createIdentity({ db: database.db, clock: systemClock, log: createLogger({ level: 'silent' }) });
  });
  afterAll(() => database.close());

  /** Every row of every table as text. */
  async function dump(): Promise<string> {
    const tables = await database.pool.query<{ name: string }>(
      "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    const texts = await Promise.all(
      tables.rows.map(async ({ name }) => {
        const { rows } = await database.pool.query<{ text: string }>(`SELECT row::text AS text FROM ${name} AS row`);
        return rows.map(({ text }) => text).join('\n');
      }),
    );
    return texts.join('\n');
  }

  it('no secret, password or code that was used is anywhere in the database, in any form', async () => {
    const created = await createFirstAdminCode(deps);
    if (created === null) throw new Error('there is no admin yet');
    const password = newNanoid(24);
    const canary = newNanoid(24);
    const claim = { code: created.code, username: 'first', password, email: 'first@example.org' };
    const principal = await claimFirstAdmin(deps, claim);
    const { session, sessionId } = await signIn(deps, { username: 'first', password, address: '192.0.2.1' });
    const refused = signIn(deps, { username: canary, password: canary, address: '192.0.2.1' });
    await expect(refused).rejects.toMatchObject({ code: 'token_invalid' });
    const bearer = await createUserBearer(deps, principal, { sessionId });
    await authenticateBearer(deps, bearer.secret);
    await deps.marks?.flush();
    await signOut(deps, session);
    await deps.db.updateTable('actor').set({ state: 'deleted' }).execute();
    const bootstrapped = await bootstrapAdmin(deps, { username: 'script' });

    const text = await dump();
    // The dump is whole: what may be there is there.
    expect(text).toContain('first@example.org');
    const secrets = [
      created.code,
      password,
      canary,
      session,
      bearer.secret,
      bootstrapped.password,
      bootstrapped.tokenSecret,
    ];
    for (const form of secrets.flatMap(formsOf)) expect(text.includes(form)).toBe(false);
  });
});
