/** The one way to learn the time, handed in so that tests can stand still. */
export interface Clock {
  now(): Date;
}

/** A clock that a test moves by hand. */
export interface FixedClock extends Clock {
  advance(ms: number): void;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands at `start` (default: 2026-01-01T00:00:00Z) until `advance` is called. */
export function fixedClock(start: Date = new Date('2026-01-01T00:00:00Z')): FixedClock {
  let currentMs = start.getTime();
  return {
    now: () => new Date(currentMs),
    advance: (ms) => {
      currentMs += ms;
    },
  };
}
