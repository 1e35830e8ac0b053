import { requireNoProblems } from '../../foundation/index.ts';

/** From this many seconds on (13 years of 365 days) the Atlan wire means "never expires". */
export const neverExpiresSeconds = 409_968_000;

/**
 * How long a new API token lives, in seconds; `null` for no expiry. Absent, `null`, negative and 409968000 or more all mean
 * no expiry (Atlan wire, creating an API token); every other number is kept as it is. Throws `field_invalid` for 0
 * and for what is not a whole number.
 */
export function parseValiditySeconds(seconds: number | null | undefined): number | null {
  if (seconds === undefined || seconds === null) return null;
  if (seconds === 0 || !Number.isInteger(seconds)) {
    const message = `must be a whole number of seconds above 0, or negative, absent or null for no expiry; got \`${seconds}\``;
    requireNoProblems('field_invalid', [{ path: 'validitySeconds', message }]);
  }
  return seconds < 0 || seconds >= neverExpiresSeconds ? null : seconds;
}
