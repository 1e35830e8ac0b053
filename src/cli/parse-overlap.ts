import { InvalidArgumentError } from 'commander';
import { parseDurationSeconds } from './parse-duration.ts';

const overlapSecondsMax = 30 * 86_400;

/** How long a secret that was replaced works on at most, in seconds; `0` ends it now. */
export function parseOverlapSeconds(text: string): number {
  const seconds = text === '0' ? 0 : parseDurationSeconds(text);
  if (seconds === 'never' || seconds > overlapSecondsMax) {
    throw new InvalidArgumentError('give a duration up to 30d, such as 24h or 30m, or 0');
  }
  return seconds;
}
