import { CatalogError, type Clock, type Logger } from '../foundation/index.ts';
import { sql, transact, type Db } from '../postgres/index.ts';
import { appendEntries } from './append-entries.ts';
import { guardEntry, type AuditEntry } from './audit-entry.ts';
import { JournalQueue, type Queued, type Waiter } from './journal-queue.ts';
import { Tallies } from './tallies.ts';
import { within } from './within.ts';

export interface AuditJournalDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Where everything is recorded that changes nothing: refused sign-ins, denials, uses of secrets. What changes something uses
 * `recordAudit` in its own transaction.
 */
export interface AuditJournal {
  /**
   * Resolves once the record is committed, in one transaction with whatever else waited at that moment. Rejects with
   * `store_unavailable`, after five seconds at the latest; a record that was just being written may still appear then.
   */
  record(entry: AuditEntry): Promise<void>;
  /**
   * Queues a record that nobody waits for. It is written as soon as the store can. While the store is away 10,000 wait; beyond, one
   * record `audit.merge` counts them by action. A process that is killed loses those that wait.
   */
  note(entry: AuditEntry): void;
  /**
   * Counts a thing that anybody may cause as often as they like. Once a minute one record per kind of thing says how often it
   * happened (`detail.count`) and from when on (`detail.since`). Two entries are of one kind when actor, action, object and address agree.
   */
  tally(entry: AuditEntry): void;
  /** Resolves when everything before is committed, tallies too. Rejects with `store_unavailable` when that cannot be now. */
  flush(): Promise<void>;
  start(): void;
  /** Writes what is left, for five seconds at most. */
  stop(): Promise<void>;
}

/** How long anybody waits for a record, and how long the database may take for one batch. */
const waitMsMax = 5_000;
/** After this, a batch that the database neither wrote nor refused is given up. */
const batchMsMax = 7_000;
/** Given-up batches that may hold a connection each, before no further one is begun. */
const abandonedMax = 2;
const notesMax = 10_000;
const tallyMs = 60_000;
const retryMs = 1_000;

function unavailable(cause: unknown): CatalogError {
  return new CatalogError('store_unavailable', 'the audit record cannot be written; try again shortly', { cause });
}

/** SQLSTATE class 22: a value that the table cannot hold. Trying again does not help. */
function isBadValue(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^22/.test(String(error.code));
}

function createWaiter(resolve: () => void, reject: (error: CatalogError) => void): Waiter {
  let isWaiting = true;
  const settle = (finish: () => void) => {
    clearTimeout(timer);
    isWaiting = false;
    finish();
  };
  const failed = (cause: unknown) => settle(() => reject(unavailable(cause)));
  const timer = setTimeout(() => failed(new Error(`no answer within ${String(waitMsMax)} ms`)), waitMsMax);
  return { isWaiting: () => isWaiting, done: () => settle(resolve), failed };
}

/**
 * One transaction at a time; everything that comes while it runs is the next one (group commit). A lone record waits for one
 * commit, a thousand at once for two.
 */
class GroupCommitJournal implements AuditJournal {
  readonly #deps: AuditJournalDeps;
  readonly #queue = new JournalQueue(notesMax);
  readonly #tallies: Tallies;
  #writing: Promise<void> | null = null;
  #abandoned = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #tallyTimer: NodeJS.Timeout | undefined;

  constructor(deps: AuditJournalDeps) {
    this.#deps = deps;
    this.#tallies = new Tallies(deps.clock);
  }

  record(entry: AuditEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      // An entry that may not be recorded rejects here, alone.
      this.#queue.addWaiting(guardEntry(entry), createWaiter(resolve, reject));
      this.#write();
    });
  }

  note(entry: AuditEntry): void {
    this.#queue.addNote(entry);
    // While the store is away, the timer tries again for all notes together.
    if (this.#retryTimer === undefined) this.#write();
  }

  tally(entry: AuditEntry): void {
    this.#tallies.add(entry);
  }

  async flush(): Promise<void> {
    this.#noteTallies();
    const written = (async () => {
      while (!this.#queue.isEmpty || this.#writing !== null) await this.#startWriting();
    })();
    await within(waitMsMax, written).catch((cause: unknown) => {
      throw unavailable(cause);
    });
  }

  start(): void {
    this.#tallyTimer ??= setInterval(() => this.#noteTallies(), tallyMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#tallyTimer);
    this.#tallyTimer = undefined;
    await this.flush().catch((error: unknown) => {
      const facts = { err: error, records: this.#queue.length };
      this.#deps.log.error(facts, 'audit records were not written before the end');
    });
    clearTimeout(this.#retryTimer);
  }

  #noteTallies(): void {
    for (const entry of this.#tallies.take()) this.#queue.addNote(entry);
    if (!this.#queue.isEmpty) this.#write();
  }

  /** Begins a batch unless one is under way; failures reach those who wait, and the log. */
  #write(): void {
    if (this.#writing === null) this.#startWriting().catch(() => undefined);
  }

  #startWriting(): Promise<void> {
    this.#writing ??= this.#writeBatch(this.#queue.takeBatch()).finally(() => {
      this.#writing = null;
      if (!this.#queue.isEmpty && this.#retryTimer === undefined) this.#write();
    });
    return this.#writing;
  }

  async #writeBatch(batch: readonly Queued[]): Promise<void> {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    try {
      await this.#commit(batch);
      for (const { waiter } of batch) waiter?.done();
    } catch (error) {
      if (isBadValue(error)) await this.#writeOneByOne(batch);
      else {
        this.#postpone(batch, error);
        throw error;
      }
    }
  }

  #postpone(batch: readonly Queued[], error: unknown): void {
    for (const { waiter } of batch) waiter?.failed(error);
    this.#queue.putBack(batch.filter(({ waiter }) => waiter === undefined));
    this.#queue.dropLate();
    this.#deps.log.warn({ err: error, waiting: this.#queue.length }, 'audit records cannot be written; trying again');
    this.#retryTimer = setTimeout(() => this.#write(), retryMs).unref();
  }

  /** No entry that is wrong by itself may keep the others out, nor come back for ever. */
  async #writeOneByOne(batch: readonly Queued[]): Promise<void> {
    for (const queued of batch) {
      try {
        await this.#commit([queued]);
        queued.waiter?.done();
      } catch (error) {
        if (!isBadValue(error)) this.#postpone([queued], error);
        else {
          queued.waiter?.failed(error);
          this.#deps.log.error({ err: error, action: queued.entry.action }, 'an audit record cannot be stored');
        }
      }
    }
  }

  /**
   * The database ends what takes too long, and with it the lock that everybody waits for; a database that says nothing at all
   * is given up from here, and its connection with it.
   */
  async #commit(batch: readonly Queued[]): Promise<void> {
    if (batch.length === 0) return;
    if (this.#abandoned >= abandonedMax) throw new Error('the database does not answer');
    const limit = String(waitMsMax);
    const commit = transact(this.#deps.db, async (tx) => {
      await sql`SELECT set_config('statement_timeout', ${limit}, true),
                       set_config('idle_in_transaction_session_timeout', ${limit}, true)`.execute(tx);
      await appendEntries(
        tx,
        batch.map(({ entry }) => entry),
      );
    });
    let isSettled = false;
    const settled = commit.finally(() => (isSettled = true));
    await within(batchMsMax, settled).catch((error: unknown) => {
      if (!isSettled) {
        this.#abandoned += 1;
        settled.catch(() => undefined).finally(() => (this.#abandoned -= 1));
      }
      throw error;
    });
  }
}

/** The one journal of a process. It works before `start` too, but for tallies, which only `flush` and `stop` write then. */
export function createAuditJournal(deps: AuditJournalDeps): AuditJournal {
  return new GroupCommitJournal(deps);
}
