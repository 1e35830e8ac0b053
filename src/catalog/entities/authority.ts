import { assetCondition, gatherFacts, type AccessFacts } from '../../access/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { matches, type Action, type AssetFacts, type Condition } from '../../policy/index.ts';
import type { Db, Tx } from '../../postgres/index.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import { factsOf } from './asset-row.ts';

/** An asset as far as decisions care, stored or about to be. */
export type AuthorizedAsset = Omit<AssetFacts, 'superTypes'>;

/** What one actor may do with assets, gathered once per operation. */
export interface Authority {
  readonly facts: AccessFacts;
  may(action: Action, asset: AuthorizedAsset): boolean;
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
  const facts = await gatherFacts(db, principal);
  const conditions = new Map<Action, Condition>();
  const conditionOf = (action: Action): Condition => {
    const known = conditions.get(action) ?? assetCondition(facts, action);
    conditions.set(action, known);
    return known;
  };
  return { facts, may: (action, asset) => matches(conditionOf(action), factsOf(deps.types, asset)) };
}

/**
 * SECURITY: the same words for an asset that does not exist and for one that the actor may not see.
 * COMPAT: these words, capital included, are what scripts of the official clients look for.
 */
export function assetNotFound(guid: string): CatalogError {
  return new CatalogError('asset_not_found', `Given instance guid ${guid} is invalid/not found`);
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
};

/** The refusal of an action on an asset whose existence the actor knows of, or is not told about by it. */
export function actionDenied(authority: Authority, action: Action, asset: AuthorizedAsset): CatalogError {
  const { username } = authority.facts.principal;
  return new CatalogError(
    'permission_denied',
    `\`${username}\` may not ${verbs[action]} \`${asset.typeName}\` \`${asset.qualifiedName}\``,
  );
}
