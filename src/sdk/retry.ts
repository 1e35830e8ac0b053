/** Statuses that say "not now" rather than "no". 500 is not among them: it is a fault, and repeating it helps nobody. */
const transientStatuses = new Set([429, 502, 503]);

/** The longest wait that a server's `Retry-After` may impose, so that a wrong header cannot stop a script for hours. */
const retryAfterMsMax = 30_000;
const firstWaitMs = 250;

export function isTransient(status: number): boolean {
  return transientStatuses.has(status);
}

/** Milliseconds asked for by a `Retry-After` header (seconds or an HTTP date, RFC 9110 section 10.2.3), or null. */
export function parseRetryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  if (Number.isNaN(waitMs)) return null;
  return Math.min(Math.max(waitMs, 0), retryAfterMsMax);
}

/** The wait before attempt `attempt` (1 = first repetition): doubling, with jitter so that many clients do not return together. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const full = firstWaitMs * 2 ** (attempt - 1);
  return Math.round(full / 2 + (random() * full) / 2);
}

/** Resolves after `waitMs`, or rejects with the signal's reason as soon as it is aborted. */
export function pause(waitMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, waitMs);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
