import { refuseValue } from './members.ts';
import { type Place } from './place.ts';

const simple = /^-?\d{1,6}%?$/;
const conditional = /^\d{1,6}\s*<\s*-?\d{1,6}%?(\s+\d{1,6}\s*<\s*-?\d{1,6}%?)*$/;

function simpleCount(spelling: string, total: number): number {
  const amount = Number.parseInt(spelling, 10);
  // Truncated towards zero, in single precision: 67 % of 3 clauses is 2, and -25 % of 3 lets none be missing.
  const count = spelling.endsWith('%') ? Math.trunc(Math.fround(total * amount * Math.fround(0.01))) : amount;
  return Math.max(0, spelling.startsWith('-') ? total + count : count);
}

/**
 * `minimum_should_match` as a count out of `total`: a count (`2`), a share (`75%`), either below zero for how many may be missing
 * (`-1`, `-25%`), or such by how many there are (`2<-25% 9<-3`: all of up to 2, all but a quarter of up to 9, then all but 3).
 * `null` when it is none of these (Elasticsearch: minimum_should_match parameter).
 */
export function minimumMatchCount(spelling: string | number, total: number): number | null {
  const text = String(spelling).trim();
  if (simple.test(text)) return simpleCount(text, total);
  if (!conditional.test(text)) return null;
  let count = total;
  for (const step of text.replace(/\s*<\s*/g, '<').split(/\s+/)) {
    const [bound = '', wanted = ''] = step.split('<');
    if (total <= Number(bound)) return count;
    count = simpleCount(wanted, total);
  }
  return count;
}

/** Reads how many parts have to match, as it is spelled: how many parts there are is not always known yet. */
export function readMinimumMatch(json: unknown, at: Place): string | number | undefined {
  if (json === undefined) return undefined;
  const spelling = typeof json === 'number' || typeof json === 'string' ? json : '';
  if (minimumMatchCount(spelling, 1) !== null) return spelling;
  refuseValue(at, json, 'a count such as 2 or -1, a share such as 75% or -25%, or such by number as `2<-25% 9<-3`');
  return undefined;
}
