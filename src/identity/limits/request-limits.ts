import { isCatalogError, type ErrorCode } from '../../foundation/index.ts';
import type { IdentityDeps } from '../deps.ts';
import { ActorBudgets } from './actor-budgets.ts';
import { FailureBudgets, failuresPerMinuteDefault } from './failure-budgets.ts';

/** The budgets of one process. */
export interface RequestLimits {
  readonly actors: ActorBudgets;
  readonly failures: FailureBudgets;
}

export interface LimitSettings {
  /** What an actor without a limit of its own may ask in a minute over all nodes; 0, the default, is no limit. */
  readonly requestsPerMinute?: number;
  /** Failed attempts of one site in a minute; 30 when absent. */
  readonly failuresPerMinute?: number;
  /** `performance.now` when absent. */
  readonly monotonicMs?: () => number;
}

export function createRequestLimits(settings: LimitSettings, liveNodes: () => number): RequestLimits {
  const { requestsPerMinute = 0, failuresPerMinute = failuresPerMinuteDefault } = settings;
  const monotonicMs = settings.monotonicMs ?? (() => performance.now());
  return {
    actors: new ActorBudgets({ requestsPerMinute, liveNodes, monotonicMs }),
    failures: new FailureBudgets({ failuresPerMinute, monotonicMs }),
  };
}

/** A public entrance with a failure budget of its own per site. */
export type Door = 'set-up' | 'sign-in-code' | 'leak-report' | 'invitation' | 'oauth' | 'single-sign-on';

/**
 * Behind this door nobody has a neighbour: a site that waits is told so every time. At the others it still has a few attempts
 * a second, so that nobody shuts out whoever shares the address; what opens them has 131 random bits or more.
 */
const lonelyDoor: Door = 'set-up';

/**
 * For operations that anybody may call: throws `rate_limited`, with the seconds to wait, when the site of this address
 * failed too often at this door. Comes before any work; `noteFailure` follows when the attempt was wrong.
 */
export function requireFailureBudget(deps: IdentityDeps, address: string | null, door: Door): void {
  if (address !== null) deps.limits?.failures.require(address, door, door !== lonelyDoor);
}

/** Counts a wrong attempt: a code, invitation or client secret that did not match. */
export function noteFailure(deps: IdentityDeps, address: string | null, door: Door): void {
  if (address !== null) deps.limits?.failures.note(address, door);
}

/** What somebody without a credential tries, and by which refusal one sees that it was a wrong guess. */
export interface PublicAttempt<T> {
  readonly address: string | null;
  readonly door: Door;
  readonly wrongGuess: ErrorCode;
  readonly run: () => Promise<T>;
}

/** Runs an attempt within the failure budget of its site; throws `rate_limited`, and whatever the attempt throws. */
export async function withinFailureBudget<T>(deps: IdentityDeps, attempt: PublicAttempt<T>): Promise<T> {
  const { address, door, wrongGuess, run } = attempt;
  requireFailureBudget(deps, address, door);
  try {
    return await run();
  } catch (error) {
    if (isCatalogError(error) && error.code === wrongGuess) noteFailure(deps, address, door);
    throw error;
  }
}
