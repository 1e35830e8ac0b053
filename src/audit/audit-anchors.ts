import type { KeyObject } from 'node:crypto';
import { anchorKeyText, signAnchor, type AuditAnchor, type SignedAnchor } from '../chain/index.ts';
import type { Clock, Logger } from '../foundation/index.ts';
import type { Db } from '../postgres/index.ts';
import { appendAnchor, readAnchors, readLastAnchor } from './anchor-file.ts';
import { errorWord } from './error-word.ts';
import { readAuditHead } from './read-audit-head.ts';
import { within } from './within.ts';

export interface AuditAnchorsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where anchors are kept: outside the database, best on another machine's disk. One file per node. */
  readonly file: string;
  /** Ed25519, see `deriveAnchorKey`: the first signs, all are believed. */
  readonly keys: readonly [KeyObject, ...KeyObject[]];
  /** How often the end of the chain is looked at; two seconds when absent. */
  readonly lookMs?: number;
}

/** What the anchors of this node are at. */
export interface AnchorState {
  readonly sequence: number;
  /** When the last anchor was written; `null` before the first. */
  readonly at: Date | null;
  readonly lastError: string | null;
}

const lookMsDefault = 2_000;
const anchorMsMax = 60_000;
const anchorRecordsMax = 1_000;
const writeMsMax = 5_000;

/**
 * Keeps the promise that a past cannot be rewritten unnoticed: every minute, or after 1,000 records, the end of the chain is signed and
 * written to a file in a second place. Before each anchor the one before it is held against the database; a record that is not what
 * it was is an error in the log at once.
 */
export class AuditAnchors {
  readonly #deps: AuditAnchorsDeps;
  #last: SignedAnchor | null = null;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  #lastError: string | null = null;

  constructor(deps: AuditAnchorsDeps) {
    this.#deps = deps;
  }

  get state(): AnchorState {
    const at = this.#last === null ? null : new Date(this.#last.at);
    return { sequence: this.#last?.sequence ?? 0, at, lastError: this.#lastError };
  }

  /** The public half of the key that signs now, in base64; who keeps it elsewhere can check anchors without this server. */
  get publicKey(): string {
    return anchorKeyText(this.#deps.keys[0]);
  }

  /** Every anchor in the file of this node. Throws `state_conflict` when one of them is not genuine. */
  read(): Promise<readonly SignedAnchor[]> {
    return readAnchors(this.#deps.file, this.#deps.keys);
  }

  /** Begins to look; does not wait. A file that cannot be read or written is told in the log and tried again. */
  start(): void {
    this.#timer ??= setInterval(() => void this.#look(false), this.#deps.lookMs ?? lookMsDefault).unref();
  }

  /** Writes a last anchor. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#looking;
    await this.#look(true);
  }

  /** Anchors the end of the chain now, unless it is anchored already. Throws what hindered it. */
  async anchorNow(): Promise<void> {
    await this.#anchorWhenDue(true);
  }

  /** One look at a time: a disk that hangs is not asked again while it does. */
  async #look(isLast: boolean): Promise<void> {
    if (this.#looking !== null) return;
    const work = this.#anchorWhenDue(isLast);
    this.#looking = work
      .then(() => this.#note(null))
      .catch((error: unknown) => this.#note(error))
      .finally(() => (this.#looking = null));
    await within(writeMsMax, this.#looking).catch((error: unknown) => this.#note(error));
  }

  #note(error: unknown): void {
    const word = error === null ? null : errorWord(error);
    if (word !== null && word !== this.#lastError)
      this.#deps.log.warn({ err: error }, 'the audit record cannot be anchored');
    this.#lastError = word;
  }

  async #anchorWhenDue(isLast: boolean): Promise<void> {
    this.#last ??= await readLastAnchor(this.#deps.file);
    const head = await readAuditHead(this.#deps.db);
    if (head === null || head.sequence === this.#last?.sequence) return;
    const ageMs = this.#last === null ? Infinity : this.#deps.clock.now().getTime() - Date.parse(this.#last.at);
    const records = head.sequence - (this.#last?.sequence ?? 0);
    if (!isLast && ageMs < anchorMsMax && records < anchorRecordsMax) return;
    await this.#holdAgainstLast();
    await this.#write(head);
  }

  async #holdAgainstLast(): Promise<void> {
    const last = this.#last;
    if (last === null) return;
    const row = await this.#deps.db
      .selectFrom('audit_record')
      .select('hash')
      .where('sequence', '=', last.sequence)
      .executeTakeFirst();
    if (row?.hash.toString('hex') === last.hash) return;
    this.#deps.log.error({ sequence: last.sequence }, 'an anchored audit record is not what it was; verify the record');
  }

  async #write(head: AuditAnchor): Promise<void> {
    const anchor = signAnchor(head, this.#deps.clock.now(), this.#deps.keys[0]);
    await appendAnchor(this.#deps.file, anchor);
    this.#last = anchor;
  }
}
