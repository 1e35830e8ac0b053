import { InvalidArgumentError } from 'commander';

const unitSeconds = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** `90d`, `12h`, `30m`, `45s` in seconds. Commander turns a parsed null into an empty text, so "never" stays a word here. */
export function parseDurationSeconds(text: string): number | 'never' {
  if (text === 'never') return 'never';
  const match = /^(\d+)([smhd])$/.exec(text);
  const unit = match?.[2] as keyof typeof unitSeconds | undefined;
  const seconds = match === null || unit === undefined ? 0 : Number(match[1]) * unitSeconds[unit];
  if (seconds <= 0) throw new InvalidArgumentError('give a number with a unit, such as 90d, 12h or 30m, or `never`');
  return seconds;
}
