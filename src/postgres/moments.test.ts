import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';

let database: TestDatabase;
let writers: pg.Client[];

beforeAll(async () => {
  database = await createTestDatabase();
  writers = [0, 1, 2].map(() => new pg.Client({ connectionString: database.url }));
  for (const writer of writers) await writer.connect();
});
afterAll(async () => {
  for (const writer of writers) await writer.end();
  await database.close();
});

/** What is in the table, and the moment at which that is so. */
async function look(client: Pick<pg.Client, 'query'>): Promise<{ moment: string | null; data: string }> {
  const { rows } = await client.query<{ moment: string | null; data: string }>(
    `SELECT moment_of('access') AS moment, (SELECT coalesce(string_agg(subject, ',' ORDER BY subject), '') FROM connection_admin) AS data`,
  );
  return rows[0] ?? { moment: null, data: '' };
}

let written = 0;
function insert(client: pg.Client): Promise<unknown> {
  written += 1;
  return client.query(
    `INSERT INTO connection_admin (connection_guid, qualified_name, subject_kind, subject) VALUES (gen_random_uuid(), 'c', 'actor', $1)`,
    [String(written).padStart(6, '0')],
  );
}

/** Makes the next transaction one that takes old marks out. */
async function advance(client: pg.Client): Promise<void> {
  for (let turn = 0; turn < 64; turn += 1) {
    const { rows } = await client.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id');
    if (BigInt(rows[0]?.id ?? 0) % 64n === 63n) return;
  }
}

type Step = 'begin' | 'write' | 'undo' | 'commit' | 'rollback' | 'advance';
const steps = fc.array(
  fc.tuple(
    fc.nat(2),
    fc.constantFrom<Step>('begin', 'write', 'write', 'undo', 'commit', 'commit', 'rollback', 'advance'),
  ),
  { minLength: 8, maxLength: 40 },
);

async function take(step: Step, writer: pg.Client, open: Set<pg.Client>): Promise<void> {
  const isOpen = open.has(writer);
  if (step === 'begin' && !isOpen) {
    await writer.query('BEGIN');
    open.add(writer);
  } else if (step === 'write') await insert(writer);
  else if (step === 'undo' && isOpen) {
    await writer.query('SAVEPOINT before');
    await insert(writer);
    await writer.query('ROLLBACK TO before');
  } else if ((step === 'commit' || step === 'rollback') && isOpen) {
    await writer.query(step);
    open.delete(writer);
  } else if (step === 'advance' && !isOpen) await advance(writer);
}

describe('a moment', () => {
  it('is never that of two different states, whoever commits when and whatever marks are taken out', async () => {
    const known = new Map<string, string>();
    let recognised = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const open = new Set<pg.Client>();
        for (const [number, step] of sequence) {
          const writer = writers[number];
          if (writer !== undefined) await take(step, writer, open);
          const { moment, data } = await look(database.pool);
          if (moment === null) throw new Error('an onlooker changes nothing and has a moment');
          if (known.has(moment)) recognised += 1;
          expect(known.get(moment) ?? data).toBe(data);
          known.set(moment, data);
        }
        for (const writer of open) await writer.query('ROLLBACK');
      }),
      { numRuns: 40 },
    );
    // It is worth something only if most looks find nothing changed.
    expect(recognised).toBeGreaterThan(known.size / 4);
  });

  it('is none for who is changing things, and is there again afterwards', async () => {
    const [writer] = writers;
    if (writer === undefined) throw new Error('no writer');
    await writer.query('BEGIN');
    expect((await look(writer)).moment).not.toBeNull();
    await insert(writer);
    expect((await look(writer)).moment).toBeNull();
    const before = (await look(database.pool)).moment;
    await writer.query('COMMIT');
    const after = (await look(writer)).moment;
    expect([after === null, after === before]).toEqual([false, false]);
    expect((await look(database.pool)).moment).toBe(after);
  });

  it('is another in another database', async () => {
    const other = await createTestDatabase();
    try {
      expect((await look(other.pool)).moment).not.toBe((await look(database.pool)).moment);
    } finally {
      await other.close();
    }
  });

  it('notices loaders that switch triggers off', async () => {
    const before = (await look(database.pool)).moment;
    const [writer] = writers;
    if (writer === undefined) throw new Error('no writer');
    await writer.query(`SET session_replication_role = 'replica'`);
    await insert(writer);
    await writer.query('RESET session_replication_role');
    expect((await look(database.pool)).moment).not.toBe(before);
  });

  it('has few marks after many changes', async () => {
    const [writer] = writers;
    if (writer === undefined) throw new Error('no writer');
    for (let turn = 0; turn < 300; turn += 1) await insert(writer);
    const { rows } = await writer.query<{ marks: number }>('SELECT count(*)::int AS marks FROM change_mark');
    expect(rows[0]?.marks).toBeLessThan(200);
  });
});
