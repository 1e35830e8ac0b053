import { assetCondition, decideAsset, decidingAction, gatherFacts, type AccessFacts } from '../../access/index.ts';
import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { matches, type Action, type Condition, type Decision } from '../../policy/index.ts';
import type { Db, Tx } from '../../postgres/index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import { factsOf, type AuthorizedAsset } from './asset-row.ts';

/** What one actor may do with assets, gathered once per operation. */
export interface Authority {
  readonly facts: AccessFacts;
  may(action: Action, asset: AuthorizedAsset): boolean;
  /** What `may` says, with what decided it. */
  decide(action: Action, asset: AuthorizedAsset): Decision;
}

/**
 * Gathers what the actor may do, as of this statement.
 * SECURITY: inside a transaction that writes, gather with that transaction, so that decision and effect see one state.
 */
export async function gatherAuthority(
  deps: { types: TypeRegistry },
  db: Db | Tx,
  principal: Principal,
): Promise<Authority> {
  return authorityOf(deps, await gatherFacts(db, principal));
}

/** What follows from facts that were gathered. */
export function authorityOf(deps: { types: TypeRegistry }, facts: AccessFacts): Authority {
  const conditions = new Map<Action, Condition>();
  const conditionOf = (action: Action): Condition => {
    const known = conditions.get(action) ?? assetCondition(facts, action);
    conditions.set(action, known);
    return known;
  };
  return {
    facts,
    may: (action, asset) => {
      const of = factsOf(deps.types, asset);
      return matches(conditionOf(decidingAction(action, of)), of);
    },
    decide: (action, asset) => decideAsset(facts, action, factsOf(deps.types, asset)),
  };
}

/** What the audit record keeps of a refusal: action, asset and the ids that decided. */
export function denialOf(authority: Authority, action: Action, asset: AuthorizedAsset): () => JsonObject {
  return () => {
    const { stage, by } = authority.decide(action, asset);
    return { action, ...(asset.guid !== undefined && { asset: asset.guid }), stage, by };
  };
}

/**
 * SECURITY: the same words for an asset that does not exist and for one that the actor may not see.
 * COMPAT: these words, capital included, are what scripts of the official clients look for.
 */
export function assetNotFound(guid: string, denied?: () => JsonObject): CatalogError {
  const extras = denied === undefined ? {} : { denied };
  return new CatalogError('asset_not_found', `Given instance guid ${guid} is invalid/not found`, extras);
}

/** SECURITY, COMPAT: as `assetNotFound`, for a look-up by qualified name. */
export function assetNotFoundByName(typeName: string, qualifiedName: string): CatalogError {
  return new CatalogError(
    'asset_unique_attribute_not_found',
    `Instance ${typeName} with unique attribute {qualifiedName=${qualifiedName}} does not exist`,
  );
}

const verbs: Readonly<Record<Action, string>> = {
  'asset.read': 'read',
  'asset.create': 'create',
  'asset.update': 'update',
  'asset.delete': 'delete',
  'asset.update-custom-metadata': 'change the custom metadata of',
  'asset.add-tag': 'add tags to',
  'asset.update-tag': 'change the tags of',
  'asset.remove-tag': 'remove tags from',
  'asset.add-terms': 'add terms to',
  'asset.remove-terms': 'remove terms from',
  'data.select': 'select the rows of',
};

/** The refusal of an action on an asset whose existence the actor knows of, or is not told about by it. */
export function actionDenied(authority: Authority, action: Action, asset: AuthorizedAsset): CatalogError {
  const { username } = authority.facts.principal;
  return new CatalogError(
    'permission_denied',
    `\`${username}\` may not ${verbs[action]} \`${asset.typeName}\` \`${asset.qualifiedName}\``,
    { denied: denialOf(authority, action, asset) },
  );
}
