import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { amendApiToken, rotateApiToken } from '../../../src/access/index.ts';
import { createLogger } from '../../../src/foundation/index.ts';
import {
  authenticateBearer,
  createIdentity,
  getApiToken,
  rotateTokenSecret,
  type Principal,
} from '../../../src/identity/index.ts';
import { sql, transact } from '../../../src/postgres/index.ts';
import { createSmallWorkspace, type SmallWorkspace, type TestToken } from '../../support/small-workspace.ts';

// A rotation must lock nobody out, whenever its answer is lost and however many are asked for at once, and must touch no right.

/** Rotates a token, as itself where the secret that was presented is given, and gives the new secret. */
type Rotate = (token: TestToken, presentedSecretId: string | null) => Promise<string>;

const dayMs = 86_400_000;
let workspace: SmallWorkspace;
let admin: Principal;
let identity: ReturnType<typeof createIdentity>;

const rotate: Rotate = async ({ principal, record }, presentedSecretId) => {
  const by = presentedSecretId === null ? admin : principal;
  return (await rotateApiToken(workspace, by, { id: record.id, presentedSecretId })).text;
};

async function makeToken(name = 'etl'): Promise<TestToken> {
  const token = await workspace.addToken(name, 'read');
  const persona = await workspace.savePersona({ name: 'Readers' });
  await workspace.linkToken(persona.guid, token);
  const amendment = { mayRotateItself: true, scopes: { readOnly: true }, allowedNetworks: ['192.0.2.0/24'] };
  await amendApiToken(workspace, admin, { id: token.record.id, expected: 'any', amendment });
  return token;
}

/** Presents a secret from where the token may be used. */
async function present(text: string): Promise<string | null> {
  const status = await authenticateBearer(identity, text, { address: '192.0.2.7', client: null });
  return status.status === 'valid' ? status.secretId : null;
}

async function liveSecrets({ record }: TestToken): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM secret WHERE actor_id = ${record.actorId}
      AND retired_at IS NULL AND coalesce(retires_at > now(), true)`.execute(workspace.db);
  return rows[0]?.count ?? 0;
}

/** Everything that a rotation must leave alone. */
async function rightsOf({ record }: TestToken): Promise<unknown> {
  const {
    lastUsedAt: _at,
    lastUsedNetwork: _network,
    useCount: _count,
    ...token
  } = await getApiToken(workspace.db, record.id);
  const links = await workspace.db
    .selectFrom('persona_member')
    .selectAll()
    .where('subject', '=', record.username)
    .execute();
  return { token, links };
}

/** Answers that one caller loses one after the other. */
const losses = 5;

/** Loses some answers and then gets one; gives the secret that came and how often the caller stood outside. */
async function loseAnswers(token: TestToken, held: string, turn: Rotate): Promise<[string, number]> {
  let lockOuts = 0;
  for (let lost = 0; lost < losses; lost += 1) {
    const secretId = await present(held);
    if (secretId === null) return [held, lockOuts + 1];
    await turn(token, secretId);
    if ((await liveSecrets(token)) > 2) throw new Error('more than two live secrets');
  }
  const secretId = await present(held);
  if (secretId === null) lockOuts += 1;
  const text = await turn(token, secretId);
  return [text, (await present(text)) === null ? lockOuts + 1 : lockOuts];
}

/** What one of several callers does at the same moment. */
type Move = 'rotate as a manager' | 'rotate with the first secret' | 'use the newest secret' | 'count the live ones';

const moves: readonly Move[] = [
  'rotate as a manager',
  'rotate with the first secret',
  'use the newest secret',
  'count the live ones',
];

interface Race {
  readonly token: TestToken;
  readonly firstSecretId: string;
  /** Every secret that somebody was given, the newest last. */
  readonly given: string[];
  liveMost: number;
}

async function play(race: Race, move: Move, turn: Rotate): Promise<void> {
  switch (move) {
    case 'rotate as a manager':
      race.given.push(await turn(race.token, null));
      return;
    case 'rotate with the first secret':
      race.given.push(await turn(race.token, race.firstSecretId));
      return;
    case 'use the newest secret':
      await present(race.given.at(-1) ?? '');
      return;
    case 'count the live ones':
      race.liveMost = Math.max(race.liveMost, await liveSecrets(race.token));
  }
}

async function race(token: TestToken, plan: readonly Move[], turn: Rotate): Promise<Race & { readonly open: number }> {
  const going = { token, firstSecretId: (await present(token.secret)) ?? '', given: [token.secret], liveMost: 0 };
  await Promise.all(plan.map((move) => play(going, move, turn)));
  await play(going, 'count the live ones', turn);
  const open = await Promise.all(going.given.map(present));
  return { ...going, open: open.filter((secretId) => secretId !== null).length };
}

export interface RotationSize {
  /** A multiple of a hundred. */
  readonly lostAnswers: number;
  readonly interleavings: number;
}

/** Answers that are lost before the next token is taken. */
const answersPerToken = 100;

const timeoutMs = 3_600_000;

/** T15: rotation locks nobody out, keeps at most two secrets live and touches no right. */
export function describeTokenRotation({ lostAnswers, interleavings }: RotationSize): void {
  beforeAll(async () => {
    workspace = await createSmallWorkspace();
    admin = await workspace.addUser('boss', 'admin');
    const log = createLogger({ level: 'error', destination: { write: () => undefined } });
    identity = createIdentity({ ...workspace, log, failuresPerMinute: 1_000_000 });
  });
  afterEach(() => identity.marks?.flush());
  afterAll(() => workspace.close());

  describe('a rotation whose answer is lost', () => {
    it(
      `can be asked for again with the secret the caller has: ${String(lostAnswers)} lost answers, nobody outside`,
      async () => {
        let outside = 0;
        for (let at = 0; at < lostAnswers / answersPerToken; at += 1) {
          const token = await makeToken();
          const rights = await rightsOf(token);
          let held = token.secret;
          for (let round = 0; round < answersPerToken / losses; round += 1) {
            const [text, lockOuts] = await loseAnswers(token, held, rotate);
            outside += lockOuts;
            held = text;
            // The use of the secret that was received is noted, so that the next round begins with one secret in use.
            await identity.marks?.flush();
          }
          expect(await rightsOf(token)).toEqual(rights);
        }
        expect(outside).toBe(0);
      },
      timeoutMs,
    );

    it('negative control: with a rotation that ends the old secret at once, the same rounds find callers outside', async () => {
      const token = await makeToken();
      const abrupt: Rotate = async ({ record }) =>
        transact(workspace.db, async (tx) => {
          const held = await getApiToken(tx, record.id);
          return (await rotateTokenSecret(tx, { token: held, overlapSeconds: 0, presentedSecretId: null })).text;
        });
      const [, lockOuts] = await loseAnswers(token, token.secret, abrupt);
      expect(lockOuts).toBeGreaterThan(0);
    });
  });

  describe('rotations at the same moment', () => {
    it(
      `leave at most two live secrets, one of them in somebody’s hand, and every right as it was: ${String(interleavings)} interleavings`,
      async () => {
        const token = await makeToken();
        const rights = await rightsOf(token);
        const plans = fc.array(fc.constantFrom(...moves), { minLength: 2, maxLength: 4 });
        await fc.assert(
          fc.asyncProperty(plans, async (plan) => {
            // Begins each time with one secret, which nothing has followed yet.
            await identity.marks?.flush();
            await workspace.db.deleteFrom('secret').where('actor_id', '=', token.record.actorId).execute();
            const secret = await rotate(token, null);
            const { liveMost, open } = await race({ ...token, secret }, ['rotate as a manager', ...plan], rotate);
            expect(liveMost).toBeLessThanOrEqual(2);
            expect(open).toBeGreaterThan(0);
          }),
          { numRuns: interleavings, endOnFailure: true },
        );
        await identity.marks?.flush();
        const { token: now, links } = (await rightsOf(token)) as { token: object; links: unknown };
        expect({ token: now, links }).toEqual(rights);
      },
      timeoutMs,
    );

    it.each([10, 25, 50])(
      '%d at once give as many secrets, of which the last one works, and the first',
      async (count) => {
        const token = await makeToken();
        const plan = Array.from({ length: count }, (): Move => 'rotate as a manager');
        const { given, open, liveMost } = await race(token, plan, rotate);
        expect(new Set(given).size).toBe(count + 1);
        expect(open).toBe(2);
        expect(liveMost).toBe(2);
        expect(await present(token.secret)).not.toBeNull();
        const { rows } = await sql<{ retiresAt: Date }>`
        SELECT retires_at AS "retiresAt" FROM secret WHERE actor_id = ${token.record.actorId} AND retires_at > now()`.execute(
          workspace.db,
        );
        expect(rows).toHaveLength(1);
        expect((rows[0]?.retiresAt.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(dayMs);
      },
    );
  });

  describe('negative control', () => {
    it('without the row lock and the index of two slots, the same races find more than two live secrets', async () => {
      const bare = await createSmallWorkspace();
      await sql`DROP INDEX secret_two_live_per_token`.execute(bare.db);
      const token = await bare.addToken('etl', 'read');
      const unguarded = () =>
        transact(bare.db, async (tx) => {
          const held = await getApiToken(tx, token.record.id);
          return rotateTokenSecret(tx, { token: held, overlapSeconds: 600, presentedSecretId: null });
        });
      let most = 0;
      for (let attempt = 0; attempt < 30 && most <= 2; attempt += 1) {
        await Promise.all(Array.from({ length: 8 }, unguarded));
        const { rows } = await sql<{ count: number }>`
          SELECT count(*) AS count FROM secret WHERE actor_id = ${token.record.actorId} AND retired_at IS NULL`.execute(
          bare.db,
        );
        most = Math.max(most, rows[0]?.count ?? 0);
      }
      await bare.close();
      expect(most).toBeGreaterThan(2);
    });
  });
}
