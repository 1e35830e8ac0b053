import { foldName } from '../document/fold-name.ts';

/** Names for what the server tells by id, as far as they are names of one thing only. */
export interface Lookup {
  /** By `service-account-` name. */
  readonly tokenNames: ReadonlyMap<string, string>;
  /** By qualified name. */
  readonly personaNames: ReadonlyMap<string, string>;
  /** By id: `admin` and the like. */
  readonly roleNames: ReadonlyMap<string, string>;
}

export const emptyLookup: Lookup = { tokenNames: new Map(), personaNames: new Map(), roleNames: new Map() };

/** Names by key, without those that two things share, whatever their case. */
export function uniqueNames(entries: readonly (readonly [key: string, name: string])[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const [, name] of entries) counts.set(foldName(name), (counts.get(foldName(name)) ?? 0) + 1);
  return new Map(entries.filter(([, name]) => counts.get(foldName(name)) === 1));
}

export interface Named {
  readonly names: readonly string[];
  /** What has no name here, as the server tells it. */
  readonly unnamed: readonly string[];
}

/** The names of what the server tells, sorted, and what has none. */
export function nameAll(keys: readonly string[], byKey: ReadonlyMap<string, string>): Named {
  const names = keys.flatMap((key) => byKey.get(key) ?? []);
  return { names: [...new Set(names)].sort(), unnamed: keys.filter((key) => !byKey.has(key)).sort() };
}
