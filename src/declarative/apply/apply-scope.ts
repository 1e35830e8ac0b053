import { isDeepStrictEqual } from 'node:util';
import { type CallOptions, type ClavisClient } from '../../sdk/index.ts';
import { foldName } from '../document/fold-name.ts';
import { type Lookup } from '../workspace/lookup.ts';
import { type Reader } from '../workspace/read-kinds.ts';

/** The secret of an API token that was made: to be kept or shown now, since nobody can ask for it again. */
export interface MadeSecret {
  readonly name: string;
  readonly id: string;
  readonly username: string;
  readonly secret: string;
  readonly expiresAt: Date | null;
}

export interface ApplyOptions {
  readonly call: CallOptions;
  /** Where secrets go. When it fails, the token is deleted again. */
  readonly keepSecret: (made: MadeSecret) => Promise<void>;
}

/** How the server knows what steps name; grows with what they make. */
export interface KnownIds {
  /** Qualified names by name. */
  readonly personas: Map<string, string>;
  /** `service-account-` names by name. */
  readonly tokens: Map<string, string>;
}

/** What every step works with. */
export interface ApplyScope extends Reader, ApplyOptions {
  readonly lookup: Lookup;
  readonly ids: KnownIds;
  /** Says what of the step is done, for the case that the rest of it is refused. */
  readonly note: (text: string) => void;
}

/** How the server knows what was read. */
export function knownIds({ personaNames, tokenNames }: Lookup): KnownIds {
  return { personas: invert(personaNames), tokens: invert(tokenNames) };
}

function invert(map: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...map].map(([id, name]) => [name, id]));
}

export function createApplyScope(
  client: ClavisClient,
  { lookup }: { readonly lookup: Lookup },
  options: ApplyOptions & { readonly note: (text: string) => void },
): ApplyScope {
  return { client, lookup, ids: knownIds(lookup), ...options };
}

/** What was planned against is no longer what is there. Running again plans anew. */
export class ChangedMeanwhile extends Error {
  constructor(what: string) {
    super(`${what} was changed by somebody else since the plan was made; run again`);
    this.name = 'ChangedMeanwhile';
  }
}

/**
 * Throws `ChangedMeanwhile` unless what is there of a name is what the plan was made against: nothing where it makes something, else
 * the same in every field.
 */
export function requireUnchanged<T extends { readonly name: string; readonly id: string }>(
  what: string,
  before: T | null,
  now: readonly T[],
): void {
  if (before === null ? now.length === 0 : now.some((one) => one.id === before.id && isDeepStrictEqual(one, before))) {
    return;
  }
  throw new ChangedMeanwhile(what);
}

/** Those of this name, whatever its case. */
export function alikeIn<T extends { readonly name: string }>(name: string, things: readonly T[]): T[] {
  return things.filter((thing) => foldName(thing.name) === foldName(name));
}

/** The server's names of what is named here; a name it has none for is sent as it is, for it to refuse. */
export function idsOf(names: readonly string[], ids: ReadonlyMap<string, string>): string[] {
  return names.map((name) => ids.get(name) ?? name);
}
