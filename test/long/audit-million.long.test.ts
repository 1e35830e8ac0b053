import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../src/audit/index.ts';
import { chainStart, sealRecord, type SealedFields } from '../../src/chain/index.ts';
import { copyRows, transact } from '../../src/postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { reportFigures } from '../support/report-figures.ts';

const length = 1_000_000;
const batch = 20_000;
const secondsMax = 30;
const growthBytesMax = 256 * 1024 * 1024;

/** T13: what it takes to verify a million records. */
describe('a chain of a million records', () => {
  let database: TestDatabase;
  let previous = chainStart;

  beforeAll(async () => {
    database = await createTestDatabase();
    for (let from = 1; from <= length; from += batch) await append(from);
    await database.pool.query('VACUUM ANALYZE audit_record');
  }, 600_000);
  afterAll(() => database.close());

  function fieldsAt(sequence: number): SealedFields {
    return {
      ...{ sealVersion: 2, sequence, at: new Date(Date.UTC(2026, 0, 1) + sequence) },
      ...{ actorId: null, actorName: 'jsmith', onBehalfOfActorId: null, onBehalfOfActorName: null },
      ...{ action: 'asset.save', objectKind: 'asset', objectId: `default/glue/1/table_${String(sequence)}` },
      detailText: `{"created":${String(sequence % 7)},"type":"Table"}`,
      ...{ originAddress: '192.0.2.1', originClient: 'Atlan-PythonSDK/9.10.3' },
    };
  }

  async function append(from: number): Promise<void> {
    const records = Array.from({ length: batch }, (_, index) => {
      const fields = fieldsAt(from + index);
      const previousHash = previous;
      previous = sealRecord(previousHash, fields);
      return { ...fields, previousHash, hash: previous };
    });
    const columns = {
      sequence: (record: (typeof records)[number]) => record.sequence,
      at: (record: (typeof records)[number]) => record.at.toISOString(),
      actor_name: (record: (typeof records)[number]) => record.actorName,
      action: (record: (typeof records)[number]) => record.action,
      object_kind: (record: (typeof records)[number]) => record.objectKind,
      object_id: (record: (typeof records)[number]) => record.objectId,
      detail: (record: (typeof records)[number]) => record.detailText,
      seal_version: () => 2,
      origin_address: (record: (typeof records)[number]) => record.originAddress,
      origin_client: (record: (typeof records)[number]) => record.originClient,
      previous_hash: (record: (typeof records)[number]) => `\\x${record.previousHash.toString('hex')}`,
      hash: (record: (typeof records)[number]) => `\\x${record.hash.toString('hex')}`,
    };
    await transact(database.db, (tx) => copyRows(tx, { table: 'audit_record', columns }, records));
  }

  it(`is verified within ${String(secondsMax)} seconds, in memory that does not grow with it`, async () => {
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
    const startedAt = performance.now();
    const verdict = await verifyAudit(database.db);
    const seconds = (performance.now() - startedAt) / 1000;
    clearInterval(watch);
    expect(verdict).toEqual({ intact: true, recordCount: length });
    reportFigures('T13', {
      records: length,
      seconds: seconds.toFixed(1),
      'MiB more': Math.round((peak - before) / 2 ** 20),
    });
    expect(seconds).toBeLessThan(secondsMax);
    expect(peak - before).toBeLessThan(growthBytesMax);
  });

  it('a change in its middle is named', async () => {
    await database.pool.query('ALTER TABLE audit_record DISABLE TRIGGER audit_record_no_change');
    await database.pool.query(`UPDATE audit_record SET actor_name = 'mallory' WHERE sequence = ${String(length / 2)}`);
    expect(await verifyAudit(database.db)).toMatchObject({ intact: false, sequence: length / 2 });
  });
});
