import { findAuthorizedAssets } from './asset-store.ts';
import type { Link } from './link-store.ts';
import type { SaveScope, SaveTargets } from './save-scope.ts';

/** The other end of a stored link that a whole set of links of some target would replace, or `null` when none does. */
function replacedEnd(targets: SaveTargets, { typeName, end1, end2 }: Link): string | null {
  for (const [own, other] of [
    [end1, end2],
    [end2, end1],
  ] as const) {
    const replaced = targets.byGuid
      .get(own)
      ?.links.some(
        ({ mode, sides }) =>
          mode === 'replace' && sides.some(({ def, cardinality }) => def.name === typeName && cardinality === 'SET'),
      );
    if (replaced === true) return other;
  }
  return null;
}

/**
 * The stored links that a plan may know of: those to assets that the actor may not read are left out where a whole set is being
 * replaced, so that they stay. Who sends back the set that they were shown means no others.
 * SECURITY: refusing instead would tell that there is something hidden in the set.
 */
export async function withoutHiddenLinks(
  scope: SaveScope,
  targets: SaveTargets,
  stored: readonly Link[],
): Promise<readonly Link[]> {
  const ends = new Map(stored.map((link) => [link, replacedEnd(targets, link)]));
  // What the request itself names has been found readable already.
  const known = (guid: string) => targets.byGuid.has(guid) || targets.rowsByGuid.has(guid);
  const unknown = [...new Set(ends.values())].filter((guid): guid is string => guid !== null && !known(guid));
  if (unknown.length === 0) return stored;
  const hidden = new Set(unknown);
  for (const asset of await findAuthorizedAssets(scope.tx, unknown)) {
    if (scope.authority.may('asset.read', asset)) hidden.delete(asset.guid);
  }
  return stored.filter((link) => !hidden.has(ends.get(link) ?? ''));
}
