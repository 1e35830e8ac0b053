import { CatalogError } from '../../foundation/index.ts';
import { spend, type Rate } from './gcra.ts';
import { IdleTable, keyOfDigest } from './idle-table.ts';
import { networkOf } from './network-of.ts';

/** Failures of one site at one door before it has to wait. */
export const failuresPerMinuteDefault = 30;

/** The first wait; each further one is twice as long, up to the last. */
const firstWaitMs = 2_000;
const lastWaitMs = 5 * 60_000;
/** A site that behaved for so long starts anew. */
const forgetMs = 15 * 60_000;

/** Attempts with secrets nobody has seen here, from a site that has to wait: room for a neighbour who did nothing. */
const trials: Rate = { count: 5, periodMs: 1_000 };
/** The same over all sites that failed lately, which bounds what any number of them costs the database. */
const strangers: Rate = { count: 6_000, periodMs: 60_000 };

/** Sites remembered at a time, some 20 MiB; the one that failed longest ago gives way. */
const sitesMax = 100_000;
/** Secrets remembered as good, 16 bytes each. */
const knownSlots = 2 ** 17;

/** What a site has done at one door; the numbers are times in milliseconds. */
interface Site {
  failures: number;
  strikes: number;
  waitsUntil: number;
  trials: number;
  failedAt: number;
}

export interface FailureBudgetDeps {
  readonly failuresPerMinute: number;
  readonly monotonicMs: () => number;
}

function refuse(waitMs: number): never {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  const message = `too many failed attempts from this address; try again in ${String(retryAfterSeconds)} seconds`;
  throw new CatalogError('rate_limited', message, { retryAfterSeconds });
}

/**
 * Failed attempts per site (an IPv4 address, a /64 of IPv6) and per door, so that a script with a dead token does not shut
 * the sign-in page for its neighbours. In memory, by each node for itself.
 * SECURITY: no budget hangs on a token or account, so no stranger can lock one. A secret that was good before is always
 * looked up, wherever it comes from: that is no cache of validity, only the right to be asked about.
 */
export class FailureBudgets {
  readonly #rate: Rate;
  readonly #monotonicMs: () => number;
  readonly #sites = new Map<string, Site>();
  readonly #known = new IdleTable(knownSlots);
  #strangers = 0;

  constructor({ failuresPerMinute, monotonicMs }: FailureBudgetDeps) {
    this.#rate = { count: failuresPerMinute, periodMs: 60_000 };
    this.#monotonicMs = monotonicMs;
  }

  /** Throws `rate_limited` while the site has to wait at this door; with `hasTrials` a few attempts a second are let through. */
  require(address: string, door: string, hasTrials = false): void {
    const nowMs = this.#monotonicMs();
    const site = this.#find(`${door} ${networkOf(address)}`, nowMs);
    if (site === null || nowMs >= site.waitsUntil) return;
    if (!hasTrials) refuse(site.waitsUntil - nowMs);
    this.#spendTrial(site, nowMs);
  }

  /** Counts a failed attempt. Once the budget is spent the site waits, twice as long each time. */
  note(address: string, door: string): void {
    const nowMs = this.#monotonicMs();
    const site = this.#siteFor(`${door} ${networkOf(address)}`, nowMs);
    const { allowed, state } = spend(site.failures, nowMs, this.#rate);
    site.failures = state;
    if (allowed || nowMs < site.waitsUntil) return;
    site.waitsUntil = nowMs + Math.min(lastWaitMs, firstWaitMs * 2 ** site.strikes);
    site.strikes += 1;
  }

  /**
   * Throws `rate_limited` when the database must not be asked about a secret: the site has to wait, the secret was never
   * good here, and the few look-ups that are left for such a site are taken.
   */
  requireLookUp(address: string, digest: Buffer): void {
    if (this.#sites.size === 0) return;
    const nowMs = this.#monotonicMs();
    const site = this.#find(`secret ${networkOf(address)}`, nowMs);
    if (site === null || this.#known.get(keyOfDigest(digest)) !== 0) return;
    if (nowMs < site.waitsUntil) this.#spendTrial(site, nowMs);
    const all = spend(this.#strangers, nowMs, strangers);
    if (!all.allowed) refuse(all.retryAfterSeconds * 1000);
    this.#strangers = all.state;
  }

  /** Tells what the database said of a secret: whether whoever presented it holds a real one. */
  noteLookUp(address: string, digest: Buffer, isHeld: boolean): void {
    if (isHeld) {
      this.#known.set(keyOfDigest(digest), Math.max(1, this.#monotonicMs()));
      return;
    }
    this.#known.delete(keyOfDigest(digest));
    this.note(address, 'secret');
  }

  #spendTrial(site: Site, nowMs: number): void {
    const trial = spend(site.trials, nowMs, trials);
    if (!trial.allowed) refuse(site.waitsUntil - nowMs);
    site.trials = trial.state;
  }

  /** A site that failed lately. */
  #find(key: string, nowMs: number): Site | null {
    const site = this.#sites.get(key);
    return site === undefined || nowMs - site.failedAt > forgetMs ? null : site;
  }

  #siteFor(key: string, nowMs: number): Site {
    const fresh: Site = { failures: 0, strikes: 0, waitsUntil: 0, trials: 0, failedAt: nowMs };
    const site = this.#find(key, nowMs) ?? fresh;
    site.failedAt = nowMs;
    // A map keeps its keys in the order they were added: the first one failed longest ago.
    this.#sites.delete(key);
    this.#sites.set(key, site);
    if (this.#sites.size > sitesMax) {
      const [oldest] = this.#sites.keys();
      if (oldest !== undefined) this.#sites.delete(oldest);
    }
    return site;
  }
}
