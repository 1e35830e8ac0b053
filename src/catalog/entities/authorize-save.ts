import type { AssetRow } from './asset-row.ts';
import { connectionOf } from './asset-row.ts';
import { actionDenied } from './authority.ts';
import type { SaveScope, SaveTarget, SaveTargets } from './save-scope.ts';
import { isHosted } from './hang-on-asset.ts';
import { isServerNamed } from './server-names.ts';
import { requireTypeCapability } from './type-rules.ts';

/**
 * SECURITY: a name that is taken by an asset the actor may not read answers exactly as a free name where the actor may not
 * create. Whoever may create there learns that the name is taken, which creating would tell as well.
 */
function requireReadable({ authority }: SaveScope, row: AssetRow): void {
  if (!authority.may('asset.read', row)) throw actionDenied(authority, 'asset.create', row);
}

/** The right to create an asset under its name. */
function requireCreatable(scope: SaveScope, { typeName, qualifiedName, host, values }: SaveTarget): void {
  const { authority, types, username } = scope;
  const attributes = { connectionQualifiedName: values.get('connectionQualifiedName') ?? null };
  const connectionQualifiedName = connectionOf(types, { typeName, qualifiedName, attributes });
  const names = { typeName, qualifiedName, connectionQualifiedName, createdBy: username };
  const asset = { ...names, host, directTagNames: [], propagatedTagNames: [] };
  if (!authority.may('asset.create', asset)) throw actionDenied(authority, 'asset.create', asset);
}

/**
 * The right to see what is stored and to create under the names that were sent; what changing a stored asset takes depends on what
 * changes, and `authorizeChanges` says it. Checked before anything else is said about
 * the request, and both in one pass: a name that is free and one that is taken out of sight answer at the same moment.
 */
export function authorizeNamed(scope: SaveScope, targets: SaveTargets): void {
  for (const target of targets.list) {
    const { existing, typeName, qualifiedName } = target;
    const isHidden = existing !== null && !scope.authority.may('asset.read', existing);
    requireTypeCapability(scope, typeName, existing === null || isHidden);
    // What it hangs on is not known yet, and answers first.
    if (isHosted(typeName)) continue;
    if (existing !== null) requireReadable(scope, existing);
    else if (qualifiedName !== '') requireCreatable(scope, target);
  }
}

/** The right to create under the names that the server itself has given meanwhile, and on what something is to hang. */
export function authorizeServerNamed(scope: SaveScope, targets: SaveTargets): void {
  for (const target of targets.list) {
    const isJudgedHere = isServerNamed(target.typeName) || isHosted(target.typeName);
    if (target.existing === null && isJudgedHere) requireCreatable(scope, target);
  }
}
