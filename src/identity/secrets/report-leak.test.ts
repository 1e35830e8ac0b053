import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { createLogger, createSecret, systemClock, type SecretKind } from '../../foundation/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import {
  authenticateBearer,
  createIdentity,
  createLocalUser,
  insertApiToken,
  purgeApiToken,
  suspendApiToken,
  type Identity,
  type Principal,
} from '../index.ts';
import { insertSecret } from './insert-secret.ts';
import { reportLeak } from './report-leak.ts';

const origin = { address: '192.0.2.7', client: 'scanner/1' };
const log = createLogger({ level: 'error', destination: { write: () => undefined } });

let database: TestDatabase;
let identity: Identity;
let person: Principal;

beforeAll(async () => {
  database = await createTestDatabase();
  identity = createIdentity({ db: database.db, clock: systemClock, log, failuresPerMinute: 1_000_000 });
  person = await transact(database.db, (tx) =>
    createLocalUser(tx, { username: 'jsmith', role: 'member', passwordHash: null, createdBy: 'test' }),
  );
});
afterAll(() => database.close());

const makeToken = (validitySeconds: number | null = null) =>
  transact(database.db, (tx) =>
    insertApiToken(tx, { displayName: 'T', description: '', role: 'none', validitySeconds, createdBy: 'jsmith' }),
  );
const makeSecret = (kind: SecretKind, parentId?: string) =>
  transact(database.db, (tx) =>
    insertSecret(tx, {
      actorId: person.actorId,
      kind,
      lifetimeSeconds: 600,
      ...(parentId === undefined ? {} : { parentId }),
    }),
  );
const report = (secret: string, source: string | null = null, deps = identity) =>
  reportLeak(deps, { secret, source, origin });
const statusOf = async (secret: string) => (await authenticateBearer(identity, secret)).status;

interface Recorded {
  readonly objectKind: string;
  readonly objectId: string;
  readonly detail: Record<string, unknown>;
}

async function recorded(): Promise<Recorded[]> {
  const rows = await database.db
    .selectFrom('audit_record')
    .select(['object_kind as objectKind', 'object_id as objectId', 'detail'])
    .where('action', '=', 'secret.leak-report')
    .orderBy('sequence')
    .execute();
  return rows.map((row) => ({
    ...row,
    detail: (typeof row.detail === 'string' ? JSON.parse(row.detail) : row.detail) as Record<string, unknown>,
  }));
}

async function isRetired(id: string): Promise<boolean> {
  const row = await database.db
    .selectFrom('secret')
    .select('retired_at')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return row.retired_at !== null;
}

describe('a leak report', () => {
  it('of a live API token suspends it at once, whatever other secrets it has, and is recorded with its source', async () => {
    const { token, secret } = await makeToken();
    await report(secret, 'a public paste');
    expect(await statusOf(secret)).toBe('disabled');
    expect((await recorded()).at(-1)).toMatchObject({
      objectKind: 'api-token',
      objectId: token.id,
      detail: { kind: 'api', username: token.username, outcome: 'suspended', source: 'a public paste' },
    });
    const { rows } = await sql`SELECT suspended_by, suspension_reason FROM api_token WHERE id = ${token.id}`.execute(
      database.db,
    );
    expect(rows).toEqual([{ suspended_by: '$system', suspension_reason: 'reported as leaked' }]);
    expect(JSON.stringify(await recorded())).not.toContain(secret);
  });

  it.each([
    ['as a URI of RFC 8959', (secret: string) => `secret-token:${secret}`],
    ['as a URI in other letters', (secret: string) => `Secret-Token:${secret}`],
    ['with blanks and a line end', (secret: string) => `  ${secret}\r\n`],
  ])('understands a secret %s', async (_how, wrap) => {
    const { secret } = await makeToken();
    await report(wrap(secret));
    expect(await statusOf(secret)).toBe('disabled');
  });

  it.each(['ses', 'usr', 'ref', 'acc', 'cli'] as const)('of a secret of kind %s ends it', async (kind) => {
    const { id, text } = await makeSecret(kind);
    await report(text);
    expect(await isRetired(id)).toBe(true);
    expect((await recorded()).at(-1)).toMatchObject({
      objectKind: 'secret',
      objectId: id,
      detail: { outcome: 'retired' },
    });
  });

  it('of a session ends what was made from it, and what was made from that; of a bearer its session goes on', async () => {
    const session = await makeSecret('ses');
    const bearer = await makeSecret('usr', session.id);
    const exchanged = await makeSecret('usr', bearer.id);
    const other = await makeSecret('usr');
    await report(exchanged.text);
    expect(await Promise.all([session, bearer, exchanged].map(({ id }) => isRetired(id)))).toEqual([
      false,
      false,
      true,
    ]);
    await report(session.text);
    expect(await Promise.all([session, bearer, other].map(({ id }) => isRetired(id)))).toEqual([true, true, false]);
  });

  it('of what is dead, foreign, damaged or repeated does nothing and says nothing: 6 kinds, 100 each', async () => {
    const dead = async () => {
      const { token, secret } = await makeToken();
      await transact(database.db, (tx) => purgeApiToken(tx, token.id));
      return secret;
    };
    const suspended = async () => {
      const { token, secret } = await makeToken();
      await transact(database.db, (tx) => suspendApiToken(tx, { id: token.id, by: 'ada', reason: 'mine' }));
      return secret;
    };
    const repeated = (await makeToken()).secret;
    await report(repeated);
    const before = await recorded();
    const kinds: readonly (() => string | Promise<string>)[] = [
      dead,
      suspended,
      () => createSecret('api'),
      () => createSecret('api').slice(0, -1),
      () => 'ghp_0000000000000000000000000000000000000000',
      () => repeated,
    ];
    for (const make of kinds) {
      const secrets = await Promise.all(Array.from({ length: 100 }, make));
      const answers = await Promise.all(secrets.map((secret) => report(secret)));
      expect(new Set(answers)).toEqual(new Set([undefined]));
    }
    expect(await recorded()).toEqual(before);
    const { rows } =
      await sql`SELECT FROM api_token WHERE suspension_reason = 'reported as leaked' AND suspended_by <> '$system'`.execute(
        database.db,
      );
    expect(rows).toEqual([]);
  });

  it('comes a thousand at once: every live one is dead within a second of its answer, each recorded once', async () => {
    const live = await Promise.all(Array.from({ length: 50 }, () => makeToken()));
    const others = Array.from({ length: 900 }, () => createSecret('api'));
    const before = (await recorded()).length;
    const secrets = [...live.flatMap(({ secret }) => [secret, secret]), ...others];
    expect(secrets).toHaveLength(1000);
    await Promise.all(secrets.map((secret) => report(secret)));
    const statuses = await Promise.all(live.map(({ secret }) => statusOf(secret)));
    expect(statuses.every((status) => status === 'disabled')).toBe(true);
    expect((await recorded()).length - before).toBe(live.length);
  }, 60_000);

  it('that hits nothing counts against the address; one that hits never does', async () => {
    // The time stands still, so that however slow this runs no budget grows back.
    const limits = { failuresPerMinute: 3, monotonicMs: () => 1_000 };
    const strict = createIdentity({ db: database.db, clock: systemClock, log, ...limits });
    for (let at = 0; at < 10; at += 1) await report((await makeToken()).secret, null, strict);
    const misses = Array.from({ length: 20 }, () => createSecret('api'));
    const failures: unknown[] = [];
    for (const miss of misses) await report(miss, null, strict).catch((error: unknown) => failures.push(error));
    expect(failures.length).toBeGreaterThan(0);
    const { secret } = await makeToken();
    await expect(report(secret, null, strict)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await statusOf(secret)).toBe('valid');
    const elsewhere = { secret, source: null, origin: { address: '198.51.100.1', client: null } };
    await reportLeak(strict, elsewhere);
    expect(await statusOf(secret)).toBe('disabled');
  });

  it('negative control: a token that nobody reports goes on', async () => {
    const { secret } = await makeToken();
    await report(createSecret('api'));
    expect(await statusOf(secret)).toBe('valid');
  });
});
