/** So many requests in so much time. `count` may be a fraction: the part of a limit that falls to one node of several. */
export interface Rate {
  readonly count: number;
  readonly periodMs: number;
}

/** What came of one request. */
export interface Spending {
  readonly allowed: boolean;
  /** The state to keep; of a refused request the one before it, so that refusals cost nothing. */
  readonly state: number;
  /** Requests that would be allowed right after this one. */
  readonly remaining: number;
  /** Seconds, rounded up, until the whole budget is there again; of a refused request, until the next one is allowed. */
  readonly resetSeconds: number;
  /** Seconds, rounded up, until the next request is allowed; 0 when this one was. */
  readonly retryAfterSeconds: number;
}

/** Sums of intervals are not exact in floating point; a microsecond decides for the caller, so that a budget of seven is seven. */
const roundingMs = 0.001;

/**
 * The generic cell rate algorithm (ITU-T I.371): `state` is the time, by a clock that only goes forward, at which the
 * budget would be whole again; 0 for whoever never asked. All of `count` may be spent at once; after that one request
 * comes back every `periodMs / count`. So within any span of t at most `count * (1 + t / periodMs)` pass, and the state is
 * one number that needs no sweeping.
 */
export function spend(state: number, nowMs: number, { count, periodMs }: Rate): Spending {
  const intervalMs = periodMs / count;
  // A share of less than one request per period still lets one through, and then waits for longer than the period.
  const toleranceMs = Math.max(periodMs, intervalMs);
  const usedMs = Math.max(state - nowMs, 0);
  const afterMs = usedMs + intervalMs;
  const overMs = afterMs - toleranceMs;
  if (overMs > roundingMs) {
    const waitSeconds = Math.max(1, Math.ceil(overMs / 1000));
    return { allowed: false, state, remaining: 0, resetSeconds: waitSeconds, retryAfterSeconds: waitSeconds };
  }
  const remaining = Math.max(0, Math.floor((toleranceMs - afterMs + roundingMs) / intervalMs));
  const resetSeconds = Math.ceil(afterMs / 1000);
  return { allowed: true, state: nowMs + afterMs, remaining, resetSeconds, retryAfterSeconds: 0 };
}
