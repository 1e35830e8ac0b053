import { LRUCache } from 'lru-cache';

/** What is known of one text. Times are milliseconds, means in which the last run counts a fifth. */
interface Sighting {
  runs: number;
  plainMs: number | null;
  preparedMs: number | null;
}

const lastCounts = 0.2;

function meanWith(mean: number | null, ms: number): number {
  return mean === null ? ms : mean + lastCounts * (ms - mean);
}

/** Characters of the longest text that is prepared: a plan takes some thirty times as many bytes on each connection. */
const lengthMax = 16_000;

/** So often a text is run before it is worth a preparation. */
const runsBefore = 3;

/**
 * Which composed statements are worth preparing. A prepared statement may be planned for all values alike, which saves most of the
 * time of a small search and can waste more than that of another, when its values are common where others are rare. So it is tried with what
 * comes again, and left for a while where it took twice as long.
 */
export class RepeatedStatements {
  readonly #sightings = new LRUCache<string, Sighting>({ max: 300 });
  readonly #refused: LRUCache<string, true>;

  /** `refusedMs`: how long a text goes unprepared that was slower prepared; ten minutes when absent. */
  constructor({ refusedMs = 10 * 60_000 }: { readonly refusedMs?: number } = {}) {
    this.#refused = new LRUCache({ max: 300, ttl: refusedMs });
  }

  isWorthPreparing(text: string): boolean {
    return (this.#sightings.get(text)?.runs ?? 0) >= runsBefore && !this.#refused.has(text);
  }

  /** Says how long one run took. */
  note(text: string, { ms, isPrepared }: { readonly ms: number; readonly isPrepared: boolean }): void {
    if (text.length > lengthMax) return;
    const sighting: Sighting = this.#sightings.get(text) ?? { runs: 0, plainMs: null, preparedMs: null };
    sighting.runs += 1;
    if (isPrepared) sighting.preparedMs = meanWith(sighting.preparedMs, ms);
    else sighting.plainMs = meanWith(sighting.plainMs, ms);
    this.#sightings.set(text, sighting);
    if (isPrepared && (sighting.preparedMs ?? 0) > 2 * (sighting.plainMs ?? 0) + 5) {
      this.#refused.set(text, true);
      sighting.preparedMs = null;
    }
  }
}
