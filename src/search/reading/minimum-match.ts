import { refuseValue } from './members.ts';
import { type Place } from './place.ts';

/**
 * `minimum_should_match` as a count out of `total`: a count, a share (`75%`), or either below zero for how many may be
 * missing (`-1`, `-25%`). Shares are rounded down, as Elasticsearch does.
 */
export function readMinimumMatch(json: unknown, total: number, at: Place): number | null {
  const text = typeof json === 'number' || typeof json === 'string' ? String(json).trim() : '';
  const match = /^(-?)(\d{1,6})(%?)$/.exec(text);
  if (match === null) {
    refuseValue(at, json, 'a count such as 2 or -1, or a share such as 75% or -25%');
    return null;
  }
  const amount = Number(match[2]);
  const count = match[3] === '%' ? Math.floor((total * amount) / 100) : amount;
  return Math.max(0, match[1] === '-' ? total - count : count);
}
