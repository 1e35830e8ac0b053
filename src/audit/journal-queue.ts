import { guardEntry, systemActor, type AuditEntry, type GuardedEntry } from './audit-entry.ts';

/** An entry that waits to be written; somebody may be waiting with it. */
export interface Queued {
  readonly entry: GuardedEntry;
  /** Absent for a note. */
  readonly waiter?: Waiter;
}

export interface Waiter {
  /** Whether it still waits. What nobody waits for any more, and was never promised, is not written. */
  isWaiting(): boolean;
  done(): void;
  failed(cause: unknown): void;
}

/** Entries of one transaction. A thousand take some 30 ms, in which nobody else can append. */
const batchMax = 1_000;

/**
 * What waits to be written, in order. Notes wait for a store that is away, up to `notesMax`; beyond, they are counted by action, and
 * one record says how many were merged: the queue is bounded, and nothing vanishes without a trace.
 */
export class JournalQueue {
  readonly #notesMax: number;
  #queue: Queued[] = [];
  #notes = 0;
  #merged = new Map<string, number>();

  constructor(notesMax: number) {
    this.#notesMax = notesMax;
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0 && this.#merged.size === 0;
  }

  get length(): number {
    return this.#queue.length;
  }

  addWaiting(entry: GuardedEntry, waiter: Waiter): void {
    this.#queue.push({ entry, waiter });
  }

  addNote(entry: AuditEntry): void {
    if (this.#notes >= this.#notesMax) {
      this.#merged.set(entry.action, (this.#merged.get(entry.action) ?? 0) + 1);
    } else {
      this.#queue.push({ entry: guardEntry(entry) });
      this.#notes += 1;
    }
  }

  /** The next entries, at most as many as one transaction takes. Those whose waiter has gone are left out. */
  takeBatch(limit = batchMax): Queued[] {
    this.#addMerged();
    const taken = this.#queue.splice(0, limit);
    this.#notes -= taken.filter(({ waiter }) => waiter === undefined).length;
    return taken.filter(({ waiter }) => waiter?.isWaiting() !== false);
  }

  /** Puts notes back that could not be written, before everything else. */
  putBack(notes: readonly Queued[]): void {
    this.#queue.unshift(...notes);
    this.#notes += notes.length;
  }

  /** Drops those who wait no more; for a store that does not answer, while nothing is taken. */
  dropLate(): void {
    this.#queue = this.#queue.filter(({ waiter }) => waiter?.isWaiting() !== false);
  }

  #addMerged(): void {
    if (this.#merged.size === 0) return;
    const detail = { merged: Object.fromEntries(this.#merged) };
    this.#merged = new Map();
    this.#queue.push({
      entry: guardEntry({
        actor: systemActor,
        action: 'audit.merge',
        objectKind: 'audit',
        objectId: 'journal',
        detail,
      }),
    });
    this.#notes += 1;
  }
}
