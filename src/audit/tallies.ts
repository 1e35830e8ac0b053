import type { Clock } from '../foundation/index.ts';
import { systemActor, type AuditEntry } from './audit-entry.ts';

interface Tally {
  readonly entry: AuditEntry;
  readonly since: Date;
  count: number;
}

/** Kinds of things that are told apart at a time; beyond, they are counted as one kind per action. */
const kindsMax = 1_000;

/** Counts things that anybody may cause as often as they like, so that each kind of them becomes one record. */
export class Tallies {
  readonly #clock: Clock;
  #tallies = new Map<string, Tally>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(entry: AuditEntry): void {
    const { actor, action, objectKind, objectId, origin } = entry;
    const kind = JSON.stringify([actor.actorId, actor.username, action, objectKind, objectId, origin?.address ?? null]);
    const isNewKind = !this.#tallies.has(kind);
    if (isNewKind && this.#tallies.size >= kindsMax) {
      this.#count(action, { actor: systemActor, action, objectKind, objectId: 'others' });
    } else {
      this.#count(kind, entry);
    }
  }

  /** One entry per kind since the last time, with `count` and `since` in its detail. */
  take(): AuditEntry[] {
    const taken = [...this.#tallies.values()];
    this.#tallies = new Map();
    return taken.map(({ entry, since, count }) => ({
      ...entry,
      detail: { ...entry.detail, count, since: since.toISOString() },
    }));
  }

  #count(kind: string, entry: AuditEntry): void {
    const known = this.#tallies.get(kind);
    if (known === undefined) this.#tallies.set(kind, { entry, since: this.#clock.now(), count: 1 });
    else known.count += 1;
  }
}
