import { requireMayRetag } from '../../access/index.ts';
import type { Action } from '../../policy/index.ts';
import type { Tx } from '../../postgres/index.ts';
import { factsOf, type AuthorizedAsset } from '../entities/asset-row.ts';
import { actionDenied, type Authority } from '../entities/authority.ts';
import type { TypeRegistry } from '../types/type-registry.ts';

/** What a change of tags is judged with. */
export interface TagScope {
  readonly tx: Tx;
  readonly types: TypeRegistry;
  readonly authority: Authority;
}

/** How the tags of one asset are about to change. */
export interface TagChange {
  /** As it is before; its row is held. Of an asset that is being created it says what it will be, without tags. */
  readonly asset: AuthorizedAsset;
  /** `named`: the request speaks of this asset's own tags. `reached`: its tags change because those of another asset, or a link, do. */
  readonly how: 'named' | 'reached';
  /** Internal names. Of a `reached` asset only what it did not have, or does not keep, in another way. */
  readonly added: readonly string[];
  /** Tags that stay and whose values or ways change. */
  readonly updated: readonly string[];
  readonly removed: readonly string[];
}

const rights: readonly (readonly [kind: 'added' | 'updated' | 'removed', action: Action])[] = [
  ['added', 'asset.add-tag'],
  ['updated', 'asset.update-tag'],
  ['removed', 'asset.remove-tag'],
];

/**
 * Throws `permission_denied` unless the actor may change these tags: on an asset that the request names it takes `asset.add-tag`,
 * `asset.update-tag` or `asset.remove-tag`, by what is done. Where a tag merely arrives or ends nothing is asked of the actor here; what
 * that gives to others is `requireTagOutcome`'s to judge. Call it before the names on the assets change.
 */
export function requireTagChange({ authority }: TagScope, changes: readonly TagChange[]): Promise<void> {
  for (const { how, asset, ...change } of changes) {
    if (how === 'reached') continue;
    const denied = rights.find(([kind, action]) => change[kind].length > 0 && !authority.may(action, asset));
    if (denied !== undefined) return Promise.reject(actionDenied(authority, denied[1], asset));
  }
  return Promise.resolve();
}

/** The tags of one asset before and after everything that a change entails, whichever way they come to it. */
export interface TagOutcome {
  /** As it is before, with its tags of then. */
  readonly asset: AuthorizedAsset;
  readonly tagNamesAfter: readonly string[];
}

/**
 * Throws `permission_denied` unless the actor may hand on what these outcomes give to somebody; see `requireMayRetag`.
 * SECURITY: judged once for all of a change. Of two tags that a deny looks at, one may go by name and one along a link, and neither
 * step alone would lift it.
 */
export function requireTagOutcome({ tx, types, authority }: TagScope, outcomes: readonly TagOutcome[]): Promise<void> {
  const retaggings = outcomes.map(({ asset, tagNamesAfter }) => {
    const ofHost = [...(asset.host?.directTagNames ?? []), ...(asset.host?.propagatedTagNames ?? [])];
    return { before: factsOf(types, asset), tagNamesAfter: [...new Set([...tagNamesAfter, ...ofHost])] };
  });
  return requireMayRetag({ tx }, authority.facts, retaggings);
}
