import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditJournal, recordAudit, systemActor, verifyAudit, type AuditEntry } from '../src/audit/index.ts';
import { createLogger, systemClock } from '../src/foundation/index.ts';
import { migrate, openDatabase, startEmbedded, transact, type Db } from '../src/postgres/index.ts';
import { median, rounded, type BenchOptions, type Finding } from './median.ts';

const atOnce = [1, 16, 256] as const;

const entry: AuditEntry = {
  actor: systemActor,
  action: 'secret.use',
  objectKind: 'api-token',
  objectId: '00000000-0000-4000-8000-000000000000',
  detail: { network: '192.0.2.0/24', client: 'bench' },
};

type Recording = (entry: AuditEntry) => Promise<void>;

/** Records a second when so many callers each wait for their record before they ask for the next one. */
async function measureRecording(record: Recording, callers: number, seconds: number): Promise<number> {
  let written = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const call = async () => {
    while (performance.now() < endsAt) {
      await record(entry);
      written += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return written / ((performance.now() - startedAt) / 1000);
}

async function compare(ways: Readonly<Record<'journal' | 'alone', Recording>>, callers: number, options: BenchOptions) {
  const seconds = options.isQuick ? 0.3 : 2;
  const journal: number[] = [];
  const alone: number[] = [];
  for (let turn = 0; turn <= (options.isQuick ? 1 : 5); turn += 1) {
    journal.push(await measureRecording(ways.journal, callers, seconds));
    alone.push(await measureRecording(ways.alone, callers, seconds));
  }
  // The first turn warms both sides up.
  const ratios = journal.map((value, turn) => value / (alone[turn] ?? Number.NaN)).slice(1);
  return {
    bench: `audit/${String(callers)}-at-once`,
    ratio: rounded(median(ratios)),
    goal: null,
    figures: {
      journalPerSecond: rounded(median(journal.slice(1)), 0),
      oneTransactionEachPerSecond: rounded(median(alone.slice(1)), 0),
    },
  };
}

async function measureVerification(db: Db): Promise<Finding> {
  const startedAt = performance.now();
  const verdict = await verifyAudit(db);
  const seconds = (performance.now() - startedAt) / 1000;
  if (!verdict.intact) throw new Error('the chain that the bench wrote does not verify');
  const figures = { recordsPerSecond: rounded(verdict.recordCount / seconds, 0), records: verdict.recordCount };
  return { bench: 'audit/verify', ratio: null, goal: null, figures };
}

/** Group commit of the journal against one transaction for each record, both into one chain; and reading the chain again. */
export async function benchAudit(options: BenchOptions): Promise<readonly Finding[]> {
  const log = createLogger({ level: 'warn' });
  const dataDir = await mkdtemp(join(tmpdir(), 'clavis-bench-'));
  const postgres = await startEmbedded({ dataDir, log });
  await migrate(postgres.url);
  const database = openDatabase({ url: postgres.url });
  const { db } = database;
  const journal = createAuditJournal({ db, clock: systemClock, log });
  const ways = {
    journal: (one: AuditEntry) => journal.record(one),
    alone: (one: AuditEntry) => transact(db, (tx) => recordAudit(tx, one)),
  };
  try {
    const findings: Finding[] = [];
    for (const callers of atOnce) findings.push(await compare(ways, callers, options));
    return [...findings, await measureVerification(db)];
  } finally {
    await journal.stop();
    await database.close();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
