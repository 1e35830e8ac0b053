import { spend, type Spending } from './gcra.ts';
import { IdleTable, keyOfText } from './idle-table.ts';

/** Limits are counted in requests a minute. */
const periodMs = 60_000;

/** Room for a million actors at once in 32 MiB, most of which the system hands out only when it is written to. */
const slots = 2 ** 21;

export interface ActorBudgetDeps {
  /** The workspace's limit for actors that have none of their own; 0 is no limit. */
  readonly requestsPerMinute: number;
  /** Nodes that share each limit, this one included. */
  readonly liveNodes: () => number;
  /** Milliseconds by a clock that only goes forward: setting the system's clock must neither open nor lock a budget. */
  readonly monotonicMs: () => number;
}

/** What came of a request, and the limit it was held against. */
export interface ActorBudget extends Spending {
  /** Requests a minute over all nodes. */
  readonly requestsPerMinute: number;
  /** The part of it that falls to this node, at least 1. */
  readonly nodeLimit: number;
}

/**
 * How many requests each actor still has. Counted per actor, not per secret, so that rotating resets nothing, and by each
 * node for itself: no round trip, and nothing to fail (docs/decisions/0021).
 */
export class ActorBudgets {
  readonly #deps: ActorBudgetDeps;
  readonly #table = new IdleTable(slots);

  constructor(deps: ActorBudgetDeps) {
    this.#deps = deps;
  }

  /** Spends one request of an actor; `own` is its own limit, `null` for the workspace's. `null` when there is no limit. */
  spend(actorId: string, own: number | null): ActorBudget | null {
    const requestsPerMinute = own ?? this.#deps.requestsPerMinute;
    if (requestsPerMinute === 0) return null;
    const share = requestsPerMinute / this.#deps.liveNodes();
    const key = keyOfText(actorId);
    const spending = spend(this.#table.get(key), this.#deps.monotonicMs(), { count: share, periodMs });
    if (spending.allowed) this.#table.set(key, spending.state);
    return { ...spending, requestsPerMinute, nodeLimit: Math.max(1, Math.floor(share)) };
  }

  get bytes(): number {
    return this.#table.bytes;
  }
}
