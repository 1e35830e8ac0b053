import { refuseValue } from './members.ts';
import { type Place } from './place.ts';

/** What the parts that are not the best add to it, as a share of what they are worth. */
export function readTieBreaker(json: unknown, usual: number, at: Place): number {
  if (json === undefined) return usual;
  if (typeof json === 'number' && json >= 0 && json <= 1) return json;
  refuseValue(at, json, 'a number from 0 to 1');
  return usual;
}
