import { toPortableRecord } from '../../chain/index.ts';
import { newGuid, type Logger } from '../../foundation/index.ts';
import type { Db } from '../../postgres/index.ts';
import { errorWord } from '../error-word.ts';
import { readRecords } from '../read-records.ts';
import { within } from '../within.ts';
import { blameSink, hasNews, holdSink, moveSink, registerSink } from './sink-cursor.ts';
import type { AuditSink } from './sink.ts';

export interface SinkDeliveryDeps {
  readonly db: Db;
  readonly log: Logger;
  readonly sink: AuditSink;
  /** How often it is looked for news; a second when absent. */
  readonly lookMs?: number;
}

const lookMsDefault = 1_000;
const attemptMsMax = 5_000;
/** After failures the pause grows to so many looks: with one attempt, a repaired place hears of us again within ten seconds. */
const pauseLooksMax = 4;
const batchMax = 500;

/**
 * Delivers records to one place, in order, each at least once, from where any node last came to. Reads the database and never stands
 * between a request and its answer; what a place cannot take now stays in the table.
 * Goes: look for news → take the lease → read the next records → deliver → note how far. A process that dies between the last two
 * delivers the same records again.
 */
export class SinkDelivery {
  readonly #deps: SinkDeliveryDeps;
  readonly #holder = newGuid();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = true;
  #round: Promise<void> = Promise.resolve();
  #stopping = new AbortController();
  /** An attempt that nobody waits for any more but that has not ended, such as a write to a disk that hangs. */
  #hanging: Promise<unknown> | null = null;
  #isRegistered = false;
  #isFailing = false;
  readonly #lookMs: number;
  #pauseLooks = 1;

  constructor(deps: SinkDeliveryDeps) {
    this.#deps = deps;
    this.#lookMs = deps.lookMs ?? lookMsDefault;
  }

  start(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    this.#stopping = new AbortController();
    this.#plan(0);
  }

  /** Breaks off what is under way; the records are delivered by another node or after the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#stopping.abort();
    await within(attemptMsMax, this.#round).catch(() => undefined);
  }

  #plan(delayMs: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#round = this.#deliverNext().then((delay) => this.#plan(delay));
    }, delayMs).unref();
  }

  /** One round; gives the pause before the next. Never throws. */
  async #deliverNext(): Promise<number> {
    try {
      const delivered = await this.#deliverBatch();
      if (delivered > 0 && this.#isFailing)
        this.#deps.log.info({ sink: this.#deps.sink.kind }, 'audit sink works again');
      if (delivered > 0) this.#isFailing = false;
      this.#pauseLooks = 1;
      return delivered === batchMax ? 0 : this.#lookMs;
    } catch (error) {
      await this.#blame(error);
      this.#pauseLooks = Math.min(this.#pauseLooks * 2, pauseLooksMax);
      return this.#pauseLooks * this.#lookMs;
    }
  }

  async #deliverBatch(): Promise<number> {
    const { db, sink } = this.#deps;
    if (this.#hanging !== null) throw new Error('the last attempt has not ended');
    if (!this.#isRegistered) await registerSink(db, sink.name);
    this.#isRegistered = true;
    if (!(await hasNews(db, sink.name))) return 0;
    const after = await holdSink(db, sink.name, this.#holder);
    if (after === null) return 0;
    const records = await readRecords(db, { after }, batchMax);
    const last = records.at(-1);
    if (last === undefined) return 0;
    await this.#attempt(records.map(toPortableRecord));
    await moveSink(db, sink.name, { holder: this.#holder, sequence: last.sequence });
    return records.length;
  }

  async #attempt(records: Parameters<AuditSink['deliver']>[0]): Promise<void> {
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(attemptMsMax)]);
    const attempt = this.#deps.sink.deliver(records, signal);
    this.#hanging = attempt;
    attempt.catch(() => undefined).finally(() => (this.#hanging = null));
    await within(attemptMsMax, attempt);
  }

  async #blame(error: unknown): Promise<void> {
    const { db, log, sink } = this.#deps;
    if (this.#isStopped) return;
    const word = errorWord(error);
    if (!this.#isFailing)
      log.warn({ sink: sink.kind, reason: word }, 'audit sink takes no records; they wait in the database');
    this.#isFailing = true;
    await blameSink(db, sink.name, { holder: this.#holder, word }).catch(() => undefined);
  }
}
