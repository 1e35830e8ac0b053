import { CatalogError } from '../../foundation/index.ts';
import { connectionOf, hostedTypes, type AssetHost } from './asset-row.ts';
import { actionDenied } from './authority.ts';
import type { LinkPlan } from './plan-links.ts';
import { findRequestedEnd, type KnownAsset, type SaveScope, type SaveTarget, type SaveTargets } from './save-scope.ts';

/** Where something says what it hangs on. */
const hostAttributes: Readonly<Record<string, string>> = {
  Readme: 'asset',
  Link: 'asset',
  DataContract: 'dataContractAssetLatest',
};

/** The links by which readmes and links hang on an asset: end 1 is the asset. */
const hangingLinks = ['asset_readme', 'asset_links'];

/** Whether assets of this type hang on another one and have its rights. */
export function isHosted(typeName: string): boolean {
  return hostedTypes.includes(typeName);
}

function hostOf(scope: SaveScope, { guid, typeName, qualifiedName, target, row }: KnownAsset): AssetHost {
  if (row !== null) {
    const { connectionQualifiedName, createdBy, directTagNames, propagatedTagNames } = row;
    return { guid, typeName, qualifiedName, connectionQualifiedName, createdBy, directTagNames, propagatedTagNames };
  }
  const attributes = { connectionQualifiedName: target?.values.get('connectionQualifiedName') ?? null };
  return {
    ...{ guid, typeName, qualifiedName, createdBy: scope.username, directTagNames: [], propagatedTagNames: [] },
    connectionQualifiedName: connectionOf(scope.types, { typeName, qualifiedName, attributes }),
  };
}

function refused(target: SaveTarget, message: string): CatalogError {
  return new CatalogError('field_invalid', `\`${target.at}.attributes.qualifiedName\` ${message}`);
}

/**
 * SECURITY: a name may not lie beneath another asset than the one it hangs on, where it would pass for something of that one once its own
 * asset is gone. A readme is called after its asset, so there is one at most.
 */
function nameAfterHost(target: SaveTarget, host: KnownAsset): void {
  if (target.typeName === 'Readme') {
    const name = `${host.guid}/readme`;
    // A client that makes both at once can only write what it calls the asset.
    if (host.row === null) target.qualifiedName = name;
    if (target.qualifiedName !== name) {
      throw refused(target, `is \`${target.qualifiedName}\`; accepted for a readme of this asset: \`${name}\``);
    }
  } else if (target.qualifiedName.includes('/') && !target.qualifiedName.startsWith(`${host.qualifiedName}/`)) {
    const accepted = `accepted: a name without \`/\`, or one beneath \`${host.qualifiedName}\``;
    throw refused(target, `is \`${target.qualifiedName}\`; ${accepted}`);
  }
}

function hang(scope: SaveScope, targets: SaveTargets, target: SaveTarget): void {
  const attribute = hostAttributes[target.typeName] ?? '';
  const path = `\`${target.at}.attributes.${attribute}\``;
  const host = findRequestedEnd(targets, target, attribute);
  if (host === null) {
    throw new CatalogError('attribute_missing', `${path} is missing: a new \`${target.typeName}\` needs it`);
  }
  if (isHosted(host.typeName)) {
    throw new CatalogError('field_invalid', `${path} is a \`${host.typeName}\`, which hangs on an asset itself`);
  }
  nameAfterHost(target, host);
  target.host = hostOf(scope, host);
}

/**
 * Says of every new readme, link and contract what it hangs on. `attribute_missing`, `field_invalid`; `permission_denied` for a name that
 * is taken out of sight. Call it when assets are named and before anything is authorized.
 * SECURITY: one that exists out of sight is treated as a new one up to here, since only its asset could be out of sight, and that has
 * answered as unknown.
 */
export function hangOnAssets(scope: SaveScope, targets: SaveTargets): void {
  for (const target of targets.list) {
    if (!isHosted(target.typeName)) continue;
    const { existing } = target;
    const isHidden = existing !== null && !scope.authority.may('asset.read', existing);
    if (existing === null || isHidden) hang(scope, targets, target);
    if (isHidden) throw actionDenied(scope.authority, 'asset.create', existing);
  }
}

/** Throws `operation_unsupported` when a readme or link would be drawn to another asset than the one it hangs on, whose rights it has. */
export function requireHostsKept(targets: SaveTargets, { added }: LinkPlan): void {
  for (const { typeName, end1, end2 } of added) {
    if (!hangingLinks.includes(typeName)) continue;
    const host = (targets.byGuid.get(end2) ?? targets.rowsByGuid.get(end2))?.host ?? null;
    if (host?.guid === end1) continue;
    throw new CatalogError('operation_unsupported', 'a readme or link stays with the asset it was made for');
  }
}
