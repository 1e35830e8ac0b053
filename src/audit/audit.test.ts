import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createSecret, digestSecret } from '../foundation/index.ts';
import { sql, transact } from '../postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { canonicalJson, chainStart, sealRecord } from '../chain/index.ts';
import { readAuditHead, recordAudit, systemActor, verifyAudit, type AuditEntry } from './index.ts';

const entry: AuditEntry = { actor: systemActor, action: 'thing.make', objectKind: 'thing', objectId: 'one' };

describe('audit', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  /** What someone who owns the database can do: take the trigger away, change, put it back. */
  async function tamper(change: ReturnType<typeof sql>): Promise<void> {
    await sql`ALTER TABLE audit_record DISABLE TRIGGER audit_record_no_change`.execute(database.db);
    await change.execute(database.db);
    await sql`ALTER TABLE audit_record ENABLE TRIGGER audit_record_no_change`.execute(database.db);
  }

  const record = (changes: Partial<AuditEntry> = {}) =>
    transact(database.db, (tx) => recordAudit(tx, { ...entry, ...changes }));

  async function lastDetail(): Promise<unknown> {
    const row = await database.db
      .selectFrom('audit_record')
      .select('detail')
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    return row.detail;
  }

  beforeEach(() => tamper(sql`DELETE FROM audit_record`));

  it('an empty record is intact and has no head', async () => {
    expect(await verifyAudit(database.db)).toEqual({ intact: true, recordCount: 0 });
    expect(await readAuditHead(database.db)).toBeNull();
  });

  it('records written at the same moment form one chain', async () => {
    await Promise.all(Array.from({ length: 24 }, (_, index) => record({ objectId: `thing-${index}` })));
    expect(await verifyAudit(database.db)).toEqual({ intact: true, recordCount: 24 });
  });

  it('a record of a transaction that fails is gone with it, and the chain goes on', async () => {
    await record();
    const failing = transact(database.db, async (tx) => {
      await recordAudit(tx, entry);
      throw new Error('after the record');
    });
    await expect(failing).rejects.toThrow('after the record');
    await record();
    expect(await verifyAudit(database.db)).toEqual({ intact: true, recordCount: 2 });
  });

  it('two records of one transaction follow each other', async () => {
    await transact(database.db, async (tx) => {
      await recordAudit(tx, entry);
      await recordAudit(tx, entry);
    });
    expect(await verifyAudit(database.db)).toEqual({ intact: true, recordCount: 2 });
  });

  it.each(['UPDATE audit_record SET action = action', 'DELETE FROM audit_record', 'TRUNCATE audit_record'])(
    'the database refuses: %s',
    async (statement) => {
      await record();
      await expect(database.pool.query(statement)).rejects.toThrow('cannot be changed or removed');
    },
  );

  it.each([
    ['at', sql`at = at + interval '1 second'`],
    ['actor_id', sql`actor_id = gen_random_uuid()`],
    ['actor_name', sql`actor_name = 'mallory'`],
    ['on_behalf_of_actor_id', sql`on_behalf_of_actor_id = gen_random_uuid()`],
    ['on_behalf_of_actor_name', sql`on_behalf_of_actor_name = 'mallory'`],
    ['action', sql`action = 'thing.look'`],
    ['object_kind', sql`object_kind = 'other'`],
    ['object_id', sql`object_id = 'two'`],
    ['detail', sql`detail = '{"size":2}'`],
    ['seal_version', sql`seal_version = 1, origin_address = NULL, origin_client = NULL`],
    ['origin_address', sql`origin_address = '192.0.2.66'`],
    ['origin_client', sql`origin_client = NULL`],
    ['previous_hash', sql`previous_hash = sha256('x')`],
    ['hash', sql`hash = sha256('x')`],
  ])('a changed `%s` is found at its record', async (_column, change) => {
    const origin = { address: '192.0.2.1', client: 'curl' };
    for (let index = 0; index < 4; index += 1) await record({ detail: { size: 1 }, origin });
    await tamper(sql`UPDATE audit_record SET ${change} WHERE sequence = 3`);
    expect(await verifyAudit(database.db)).toMatchObject({ intact: false, sequence: 3 });
  });

  it('records that an older release sealed, without an origin, hold and are continued', async () => {
    const old = { sequence: 1, at: new Date('2026-01-01T00:00:00.000Z'), actorId: null, actorName: 'ada' };
    const fields = {
      ...{ ...old, onBehalfOfActorId: null, onBehalfOfActorName: null, sealVersion: 1 as const },
      ...{ action: 'thing.make', objectKind: 'thing', objectId: 'one', detailText: '{}' },
      ...{ originAddress: null, originClient: null },
    };
    await database.db
      .insertInto('audit_record')
      .values({
        ...{
          sequence: 1,
          at: fields.at,
          actor_name: 'ada',
          action: 'thing.make',
          object_kind: 'thing',
          object_id: 'one',
        },
        ...{ detail: '{}', previous_hash: chainStart, hash: sealRecord(chainStart, fields) },
      })
      .execute();
    await record({ origin: { address: '192.0.2.1', client: 'curl' } });
    expect(await verifyAudit(database.db)).toEqual({ intact: true, recordCount: 2 });
    await expect(
      database.pool.query(`ALTER TABLE audit_record DISABLE TRIGGER audit_record_no_change;
        UPDATE audit_record SET origin_address = '192.0.2.66' WHERE sequence = 1`),
    ).rejects.toThrow('audit_record_origin_is_sealed');
  });

  it('a removed record is named by its number', async () => {
    for (let index = 0; index < 4; index += 1) await record();
    await tamper(sql`DELETE FROM audit_record WHERE sequence = 2`);
    expect(await verifyAudit(database.db)).toEqual({ intact: false, sequence: 2, reason: 'it is missing' });
  });

  it('two records that changed places are found', async () => {
    for (let index = 0; index < 4; index += 1) await record({ objectId: `thing-${index}` });
    await tamper(sql`UPDATE audit_record SET sequence = -sequence + 1000 WHERE sequence IN (2, 3)`);
    await tamper(sql`UPDATE audit_record SET sequence = CASE sequence WHEN 998 THEN 3 ELSE 2 END WHERE sequence > 900`);
    expect(await verifyAudit(database.db)).toMatchObject({ intact: false, sequence: 2 });
  });

  it('a record cut off the end, or a history written anew, is found with an anchor only', async () => {
    await record();
    await record();
    const anchor = await readAuditHead(database.db);
    if (anchor === null) throw new Error('two records have a head');
    expect(await verifyAudit(database.db, [anchor])).toEqual({ intact: true, recordCount: 2 });
    await tamper(sql`DELETE FROM audit_record WHERE sequence = 2`);
    expect(await verifyAudit(database.db)).toEqual({ intact: true, recordCount: 1 });
    expect(await verifyAudit(database.db, [anchor])).toMatchObject({ intact: false, sequence: 2 });
    await record({ objectId: 'another history' });
    expect(await verifyAudit(database.db, [anchor])).toMatchObject({ intact: false, sequence: 2 });
  });

  it('whatever JSON a detail holds, the chain verifies', async () => {
    const detail = fc.dictionary(fc.string({ unit: 'binary', maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), {
      maxKeys: 4,
    });
    await fc.assert(
      fc.asyncProperty(detail, async (value) => {
        // The generated value is JSON by construction; its type says `unknown`.
        await record({ detail: value as Record<string, string> });
        expect((await verifyAudit(database.db)).intact).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('canonical JSON does not depend on the order of keys', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
    expect(canonicalJson({ a: true, b: [1, { c: 'x', d: null }] })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
  });

  it('one of our secrets is recorded as its SHA-256, wherever it stands', async () => {
    const secret = createSecret('api');
    const mark = `sha256:${digestSecret(secret).toString('hex')}`;
    await record({ detail: { note: `used ${secret} here`, list: [{ [secret]: secret }] }, objectId: secret });
    expect(await lastDetail()).toEqual({ note: `used ${mark} here`, list: [{ [mark]: mark }] });
    const { rows } = await database.pool.query('SELECT audit_record::text AS text FROM audit_record');
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('credentials of other systems are taken out', async () => {
    const key = 'AKIA' + 'A'.repeat(16);
    const pem = '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----';
    await record({ detail: { note: [`Authorization: Bearer abc.def`, `id ${key}`, pem] } });
    expect(await lastDetail()).toEqual({ note: ['Authorization: [redacted]', 'id [redacted]', '[redacted]'] });
  });

  it.each(['password', 'Password', 'password_hash', 'accessToken', 'private-key', 'authorization'])(
    'a value under `%s` is refused together with the change it belongs to',
    async (name) => {
      await expect(record({ detail: { nested: { [name]: 'x' } } })).rejects.toMatchObject({ code: 'internal' });
      expect(await readAuditHead(database.db)).toBeNull();
    },
  );
});
