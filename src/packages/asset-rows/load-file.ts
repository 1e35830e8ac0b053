import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import { type RunContext, type StepContext } from '../../workflows/index.ts';
import { readRows, type Row } from '../delimited-files/index.ts';
import { type ObjectStore } from '../object-stores/index.ts';
import { type AssetDraft } from './asset-draft.ts';
import { describeProblem, RowProblems, type RowProblem } from './row-problems.ts';
import { type BatchOutcome, type Settle } from './save-drafts.ts';

/** How a file of rows becomes assets. */
export interface FileLoad {
  readonly key: string;
  readonly separator: string;
  /** Columns without which nothing can be done with the file. */
  readonly required: readonly string[];
  readonly batchSize: number;
  /** Nothing is written when a row is bad, and the run fails; else the other rows are. */
  readonly failsOnErrors: boolean;
  /** How often the file is read: what lies in others comes after them, in whichever order the file has them. */
  readonly levels: number;
  /** Problems of the heading as a whole. */
  checkHeading(columns: readonly string[]): readonly string[];
  /**
   * What a row says on one level. What is wrong with it goes to `problems` once: on the first level all that the row itself shows, whichever level it
   * is of, and later only what could not be known then.
   */
  readRow(row: Row, level: number, problems: RowProblem[]): readonly AssetDraft[] | Promise<readonly AssetDraft[]>;
  saveBatch(drafts: readonly AssetDraft[], level: number, settle: Settle): Promise<BatchOutcome>;
}

/** What a file was found to be. */
export interface CheckedFile {
  readonly rows: number;
  readonly version: string;
}

/** How far a file has come. */
export interface FilePlace {
  readonly level: number;
  /** The last row of that level that was dealt with. */
  readonly row: number;
}

interface Rows {
  readonly version: string;
  readonly rows: AsyncGenerator<Row>;
}

async function openRows(ctx: RunContext, store: ObjectStore, load: FileLoad): Promise<Rows> {
  const { key, separator, required } = load;
  const { version, bytes } = await store.open(key, ctx.signal);
  return { version, rows: readRows(bytes, { file: store.describe(key), separator, required }) };
}

/**
 * Reads a whole file without writing anything. Throws `field_invalid` with the bad rows, the first fifty of them also in the log, when bad rows fail
 * the run, and for a file that is none in any case.
 */
export async function checkFile(ctx: RunContext, store: ObjectStore, load: FileLoad): Promise<CheckedFile> {
  const { version, rows } = await openRows(ctx, store, load);
  const problems = new RowProblems();
  let count = 0;
  for await (const row of rows) {
    if (count === 0) requireHeading(load, store, [...row.cells.keys()]);
    count += 1;
    for (const problem of await rowProblems(load, row)) problems.add(problem);
  }
  if (!load.failsOnErrors || problems.rows === 0) return { rows: count, version };
  for (const problem of problems.list) await ctx.log('error', describeProblem(problem));
  throw problems.asError(store.describe(load.key));
}

function requireHeading(load: FileLoad, store: ObjectStore, columns: readonly string[]): void {
  const problems = load.checkHeading(columns);
  if (problems.length === 0) return;
  throw new CatalogError('field_invalid', `${store.describe(load.key)}, line 1: ${problems.join('; ')}`, {
    details: problems.map((message) => ({ path: 'line 1', message })),
  });
}

async function rowProblems(load: FileLoad, row: Row): Promise<readonly RowProblem[]> {
  if (row.problem !== null) return [{ line: row.line, column: null, message: row.problem }];
  const problems: RowProblem[] = [];
  await load.readRow(row, 0, problems);
  return problems;
}

/** One file of a run that is being loaded. */
export interface Loading {
  readonly ctx: StepContext;
  readonly store: ObjectStore;
  readonly load: FileLoad;
  /** What the plan saw. */
  readonly version: string;
  /** What the checkpoint says beside the place in this file. */
  readonly beside: JsonObject;
}

interface Batch {
  readonly level: number;
  readonly drafts: AssetDraft[];
  /** Rows of the file since the batch before. */
  rows: number;
  failed: number;
  /** Where an attempt goes on that begins after this batch. */
  next: FilePlace;
}

// A level may take few of the rows of a file; even so an attempt should not begin too far back.
const rowsPerDraftMax = 10;

/**
 * Loads a file from a place on, batch by batch, each in one transaction with its checkpoint and totals. Throws `field_invalid` when the file is another
 * one than the plan saw, and with all bad rows of the first batch that cannot be saved when bad rows fail the run.
 */
export async function loadFile(loading: Loading, from: FilePlace): Promise<void> {
  const problems = new RowProblems();
  for (let level = from.level; level < loading.load.levels; level += 1) {
    await loadLevel(loading, { level, row: level === from.level ? from.row : 0 }, problems);
  }
}

async function loadLevel(loading: Loading, from: FilePlace, problems: RowProblems): Promise<void> {
  const { ctx, store, load } = loading;
  const { version, rows } = await openRows(ctx, store, load);
  requireSame(loading, version);
  const noting = { loading, problems };
  const { level } = from;
  const start = (row: number): Batch => ({ level, drafts: [], rows: 0, failed: 0, next: { level, row } });
  let batch = start(from.row);
  for await (const row of rows) {
    if (row.number <= from.row) continue;
    ctx.signal.throwIfAborted();
    await takeRow(noting, batch, row);
    if (batch.drafts.length < load.batchSize && batch.rows < load.batchSize * rowsPerDraftMax) continue;
    await saveBatch(noting, batch);
    batch = start(row.number);
  }
  batch.next = { level: level + 1, row: 0 };
  await saveBatch(noting, batch);
}

function requireSame({ store, load, version }: Loading, found: string): void {
  if (found === version) return;
  throw new CatalogError('field_invalid', `${store.describe(load.key)} was changed while it was loaded; run it again`);
}

interface Noting {
  readonly loading: Loading;
  readonly problems: RowProblems;
}

async function note({ loading, problems }: Noting, problem: RowProblem): Promise<void> {
  if (problems.add(problem)) await loading.ctx.log('warn', `${describeProblem(problem)}; passed over`);
}

async function takeRow(noting: Noting, batch: Batch, row: Row): Promise<void> {
  const { load } = noting.loading;
  const { level } = batch;
  const problems: RowProblem[] = [];
  if (row.problem !== null && level === 0) problems.push({ line: row.line, column: null, message: row.problem });
  const drafts = row.problem === null ? await load.readRow(row, level, problems) : [];
  batch.rows += 1;
  batch.next = { level, row: row.number };
  if (problems.length === 0) {
    batch.drafts.push(...drafts);
    return;
  }
  // Where bad rows fail the run, the check has done so.
  batch.failed += 1;
  for (const problem of problems) await note(noting, problem);
}

async function saveBatch(noting: Noting, batch: Batch): Promise<void> {
  const { ctx, store, load, beside } = noting.loading;
  const settle: Settle = async (tx, { created, updated, skipped, problems }) => {
    const failed = batch.failed + new Set(problems.map(({ line }) => line)).size;
    const rows = batch.level === 0 ? batch.rows : 0;
    const counts = Object.entries({ rows, created, updated, skipped, failed }).filter(([, count]) => count !== 0);
    await ctx.progress(Object.fromEntries(counts), tx);
    await ctx.saveCheckpoint(tx, { ...beside, ...batch.next });
  };
  const { problems } = await load.saveBatch(batch.drafts, batch.level, settle);
  if (!load.failsOnErrors) {
    for (const problem of problems) await note(noting, problem);
    return;
  }
  if (problems.length === 0) return;
  for (const problem of problems) if (noting.problems.add(problem)) await ctx.log('error', describeProblem(problem));
  throw noting.problems.asError(store.describe(load.key));
}
