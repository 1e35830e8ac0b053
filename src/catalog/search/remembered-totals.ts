import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { CompiledStatement } from '../../search/index.ts';

interface RememberedTotal {
  readonly moment: string;
  readonly total: number;
}

/**
 * Totals by the statement that counted them and its values, rights included, with the moment of the catalog at which they held. Nothing is
 * ever removed because of a change: at another moment it is not asked for.
 */
const remembered = new LRUCache<string, RememberedTotal>({ max: 10_000 });

/** One count, by what it counts. */
export interface TotalKey {
  readonly key: string;
}

export function totalKey({ text, values }: CompiledStatement): TotalKey {
  const hash = createHash('sha256').update(text);
  for (const value of values) hash.update('\0').update(JSON.stringify(value) ?? '');
  return { key: hash.digest('base64') };
}

/** What the statement counted at this very moment of the catalog. */
export function recallTotal({ key }: TotalKey, moment: string): number | null {
  const known = remembered.get(key);
  return known?.moment === moment ? known.total : null;
}

/** Searches that matched more rows, readable or not, than could be looked at one by one. They will again, until most of those are gone. */
const many = new LRUCache<string, true>({ max: 10_000, ttl: 10 * 60_000 });

export function matchedMany({ key }: TotalKey): boolean {
  return many.has(key);
}

export function noteMany({ key }: TotalKey): void {
  many.set(key, true);
}

export function rememberTotal({ key }: TotalKey, known: RememberedTotal): void {
  remembered.set(key, known);
}
