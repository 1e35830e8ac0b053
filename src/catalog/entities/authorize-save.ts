import type { AssetRow } from './asset-row.ts';
import { connectionOf } from './asset-row.ts';
import { actionDenied } from './authority.ts';
import type { SaveScope, SaveTargets } from './save-scope.ts';
import { requireTypeCapability } from './type-rules.ts';

/**
 * SECURITY: a name that is taken by an asset the actor may not read answers exactly as a free name where the actor may not
 * create. Whoever may create there learns that the name is taken, which creating would tell as well.
 */
function requireUpdatable(scope: SaveScope, row: AssetRow): void {
  const { authority } = scope;
  if (authority.may('asset.read', row) && authority.may('asset.update', row)) return;
  throw actionDenied(authority, authority.may('asset.read', row) ? 'asset.update' : 'asset.create', row);
}

/** The right to change what is stored. Checked before anything else is said about the request. */
export function authorizeUpdates(scope: SaveScope, targets: SaveTargets): void {
  for (const target of targets.list) {
    requireTypeCapability(scope, target.typeName, target.existing === null);
    if (target.existing !== null) requireUpdatable(scope, target.existing);
  }
}

/** The right to create under a name, once the server has given the names that are its own to give. */
export function authorizeCreates(scope: SaveScope, targets: SaveTargets): void {
  const { authority, types, username } = scope;
  for (const { existing, typeName, qualifiedName, values } of targets.list) {
    if (existing !== null) continue;
    const attributes = { connectionQualifiedName: values.get('connectionQualifiedName') ?? null };
    const connectionQualifiedName = connectionOf(types, { typeName, qualifiedName, attributes });
    const asset = { typeName, qualifiedName, connectionQualifiedName, createdBy: username };
    if (!authority.may('asset.create', asset)) throw actionDenied(authority, 'asset.create', asset);
  }
}
