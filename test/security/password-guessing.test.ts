import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogger, systemClock } from '../../src/foundation/index.ts';
import { createIdentity, signIn, type Identity } from '../../src/identity/index.ts';
import { sql } from '../../src/postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { reportFigures } from '../support/report-figures.ts';
import { makeOwners, spray, type Owner } from './threats/password-guessing.ts';

/** T17 of the threat table, its part about passwords; the full size is in `test/long`. */
describe('guessing passwords', () => {
  let database: TestDatabase;
  let identity: Identity;
  beforeAll(async () => {
    database = await createTestDatabase();
    const log = createLogger({ level: 'silent' });
    identity = createIdentity({ db: database.db, clock: systemClock, log });
  });
  afterAll(() => database.close());
  beforeEach(() => sql`DELETE FROM sign_in_budget`.execute(identity.db));

  const outcomeOf = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 'in',
      (error: unknown) => (error as { code: string }).code,
    );
  const guess = ({ username }: Owner, address: string) =>
    outcomeOf(signIn(identity, { username, password: 'a wrong guess', address }));

  it('50 accounts × 50 guesses from ten networks: nobody gets in, nobody is shut out', async () => {
    const owners = await makeOwners(identity, 50);
    const outcome = await spray(identity, { owners, guessesPerOwner: 50, networks: 10 });
    reportFigures('T17 passwords', { ...outcome });
    expect(outcome).toMatchObject({ tried: 2500, hits: 0 });
    // A hundred a network and quarter of an hour, whatever they are spread over.
    expect(outcome.compared).toBeLessThanOrEqual(1000);
    for (const owner of owners) expect(await outcomeOf(signIn(identity, owner))).toBe('in');
  }, 120_000);

  it('one account from ever new networks: after a hundred it is slow going, and its owner is let in as ever', async () => {
    const [owner] = await makeOwners(identity, 1);
    if (owner === undefined) throw new Error('there is one');
    const outcome = await spray(identity, { owners: [owner], guessesPerOwner: 150, networks: 150 });
    expect(outcome.hits).toBe(0);
    expect(outcome.compared).toBeLessThanOrEqual(105);
    // From a network of theirs at once, from a new one when the strangers have stopped for a quarter of an hour.
    const elsewhere = { ...owner, address: '192.0.2.77' };
    expect(await outcomeOf(signIn(identity, elsewhere))).toBe('rate_limited');
    expect(await outcomeOf(signIn(identity, owner))).toBe('in');
    // Having signed in, they are as new, wherever they go.
    expect(await outcomeOf(signIn(identity, elsewhere))).toBe('in');
  });

  it('a stranger in the owner’s own network shuts them out there for a quarter of an hour, not elsewhere', async () => {
    const [owner] = await makeOwners(identity, 1);
    if (owner === undefined) throw new Error('there is one');
    for (let count = 0; count < 10; count += 1) await guess(owner, owner.address);
    expect(await outcomeOf(signIn(identity, owner))).toBe('rate_limited');
    expect(await outcomeOf(signIn(identity, { ...owner, address: '192.0.2.78' }))).toBe('in');
  });

  it('names that are no account are counted alike, so counting tells nothing', async () => {
    const [owner] = await makeOwners(identity, 1);
    if (owner === undefined) throw new Error('there is one');
    const nobody = { ...owner, username: 'nobody-at-all' };
    await guess(owner, '203.0.113.1');
    await guess(nobody, '203.0.113.2');
    // As after a hundred guesses from a hundred networks.
    await sql`UPDATE sign_in_budget SET attempts = 100`.execute(identity.db);
    const codes = { owner: [] as string[], nobody: [] as string[] };
    for (let count = 0; count < 8; count += 1) {
      const address = `203.0.113.${String(100 + count)}`;
      codes.owner.push(await guess(owner, address));
      codes.nobody.push(await guess(nobody, address));
    }
    expect(codes.owner).toContain('rate_limited');
    expect(codes.nobody).toEqual(codes.owner);
  });

  // Negative control: with the counts forgotten between guesses, every one of them reaches a password.
  it('without the counts every guess would be compared', async () => {
    const counted = await makeOwners(identity, 1);
    expect(await spray(identity, { owners: counted, guessesPerOwner: 30, networks: 1 })).toMatchObject({
      compared: 10,
    });
    await sql`
      CREATE FUNCTION forget_budget() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN NEW.attempts := 1; RETURN NEW; END $$`.execute(identity.db);
    await sql`
      CREATE TRIGGER forget_budget BEFORE INSERT OR UPDATE ON sign_in_budget
      FOR EACH ROW EXECUTE FUNCTION forget_budget()`.execute(identity.db);
    const owners = await makeOwners(identity, 1);
    expect(await spray(identity, { owners, guessesPerOwner: 30, networks: 1 })).toMatchObject({ compared: 30 });
    await sql`DROP TRIGGER forget_budget ON sign_in_budget`.execute(identity.db);
  });
});
