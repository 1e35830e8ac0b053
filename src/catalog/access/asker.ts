import {
  getSubject,
  hasCapability,
  isConnectionAdmin,
  isOwnName,
  requireCapability,
  type AccessFacts,
} from '../../access/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { Principal, PrincipalNow } from '../../identity/index.ts';
import { actions, type Action } from '../../policy/index.ts';
import type { Tx } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import { assetNotFound, gatherAuthority, type Authority } from '../entities/authority.ts';
import { getReadableByName } from '../entities/get-entity.ts';
import { isRealGuid } from '../entities/object-reference.ts';
import type { TypeRegistry } from '../types/type-registry.ts';

/** Who asks about rights, with what they may do themselves, in one snapshot. */
export interface Asker {
  readonly tx: Tx;
  readonly types: TypeRegistry;
  readonly principal: Principal;
  readonly authority: Authority;
}

/** An asset, by guid or by type and qualified name. */
export type AssetReference = { readonly guid: string } | { readonly typeName: string; readonly qualifiedName: string };

export async function gatherAsker(deps: CatalogDeps, tx: Tx, principal: Principal): Promise<Asker> {
  return { tx, types: deps.types, principal, authority: await gatherAuthority(deps, tx, principal) };
}

/** The action of that name. Throws `field_invalid` with those there are. */
export function parseAction(name: string): Action {
  const action = actions.find((one) => one === name);
  if (action !== undefined) return action;
  const accepted = actions.map((one) => `\`${one}\``).join(', ');
  throw new CatalogError('field_invalid', `\`action\` is \`${name}\`; accepted: ${accepted}`);
}

/**
 * The asset that a question is about, if the asker may read it.
 * SECURITY: hidden answers as unknown, also to who may ask about everybody: the reason of a decision is no way round it.
 */
export async function getAskedAsset(asker: Asker, reference: AssetReference): Promise<AssetRow> {
  const { tx, types, authority } = asker;
  if (!('guid' in reference)) {
    const { typeName, qualifiedName } = reference;
    return getReadableByName({ db: tx, types, authority }, { typeName, attributes: { qualifiedName } });
  }
  const { guid } = reference;
  const [row] = isRealGuid(guid) ? await findAssetsByGuid(tx, [guid.toLowerCase()]) : [];
  if (row === undefined || !authority.may('asset.read', row)) throw assetNotFound(guid);
  return row;
}

export function mayExplainAll({ principal }: AccessFacts): boolean {
  return hasCapability(principal, 'access.explain');
}

/**
 * The asset of a question about others, if the asker may ask it: with the capability `access.explain`, or of a connection that they
 * administer. Throws `permission_denied` and what `getAskedAsset` does.
 * SECURITY: who administers nothing is refused before the asset is looked for, and everybody before the actor is.
 */
export async function getAssetAskedForOthers(asker: Asker, asset: AssetReference): Promise<AssetRow> {
  const { facts } = asker.authority;
  if (mayExplainAll(facts)) return getAskedAsset(asker, asset);
  if (facts.connections.length === 0) requireCapability(facts.principal, 'access.explain');
  const row = await getAskedAsset(asker, asset);
  if (!isConnectionAdmin(facts, row.connectionQualifiedName ?? ''))
    requireCapability(facts.principal, 'access.explain');
  return row;
}

/** Who and what a question is about; about themselves everybody may ask. Throws `record_not_found` for an unknown actor. */
export async function getAsked(
  asker: Asker,
  { actor, asset }: { readonly actor: string; readonly asset: AssetReference },
): Promise<{ readonly subject: PrincipalNow; readonly row: AssetRow }> {
  const { tx, principal } = asker;
  if (isOwnName(principal, actor)) {
    return { subject: { principal, email: null, state: 'active' }, row: await getAskedAsset(asker, asset) };
  }
  const row = await getAssetAskedForOthers(asker, asset);
  return { subject: await getSubject(tx, actor), row };
}
