import { requireNoProblems } from '../../foundation/index.ts';
import { neverExpiresSeconds, type WorkspaceSettings } from '../../identity/index.ts';

const daySeconds = 86_400;

function describeMax(seconds: number): string {
  const days = seconds / daySeconds;
  const inDays = Number.isInteger(days) ? ` (${String(days)} ${days === 1 ? 'day' : 'days'})` : '';
  return `\`${String(seconds)}\` seconds${inDays}`;
}

function problemOf(validitySeconds: number | null, tokens: WorkspaceSettings['tokens']): string | null {
  const { validitySecondsMax: max, neverExpiresAllowed } = tokens;
  if (max !== null && (validitySeconds === null || validitySeconds > max)) {
    const got = validitySeconds === null ? 'no expiry' : `\`${String(validitySeconds)}\``;
    return `must be at most ${describeMax(max)}, the maximum of this workspace; got ${got}`;
  }
  if (validitySeconds !== null || neverExpiresAllowed) return null;
  return `must be above 0 and below \`${String(neverExpiresSeconds)}\` seconds: no expiry, which is what else it means, is not allowed in this workspace`;
}

/**
 * Throws `field_invalid` when a new token would live longer than the workspace allows (`null`: without expiry, which is longer
 * than every maximum). Tokens that live already are never asked.
 */
export function requireValidity(validitySeconds: number | null, { tokens }: WorkspaceSettings): void {
  const message = problemOf(validitySeconds, tokens);
  requireNoProblems('field_invalid', message === null ? [] : [{ path: 'validitySeconds', message }]);
}
