import { collectionActions } from '../../access/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import type { AssetRow, AuthorizedAsset } from './asset-row.ts';
import { actionDenied } from './authority.ts';
import type { Moves } from './find-moves.ts';
import { findKnownAsset, type SaveScope, type SaveTargets } from './save-scope.ts';
import { collectionOf } from './server-names.ts';

/** Something beneath what moves into another collection, with the names it gets there. */
export interface Relocation {
  readonly guid: string;
  /** What the plan was made from. */
  readonly version: number;
  readonly qualifiedName: string;
  readonly parentQualifiedName: string;
  readonly collectionQualifiedName: string;
}

function nameAfter(targets: SaveTargets, moves: Moves, guid: string): string {
  const known = targets.renamed.get(guid) ?? findKnownAsset(targets, guid)?.qualifiedName;
  return known ?? moves.contents.get(guid)?.qualifiedName ?? '';
}

/** The asset of the request that takes this one along. */
function rootOf(moves: Moves, guid: string): string {
  let root = guid;
  for (let content = moves.contents.get(root); !moves.roots.has(root) && content !== undefined;) {
    root = content.parentGuid;
    content = moves.contents.get(root);
  }
  return root;
}

/** Everything that gets another name, as it is now: what the request moves, then what goes with it. */
function listRenamed(targets: SaveTargets, moves: Moves): (AuthorizedAsset & { readonly guid: string })[] {
  const roots = [...moves.roots.keys()].flatMap((guid) => targets.byGuid.get(guid)?.existing ?? []);
  const contents = [...moves.contents.values()].filter(({ guid }) => !moves.roots.has(guid));
  return [...roots, ...contents].filter(({ guid, qualifiedName }) => targets.renamed.get(guid) !== qualifiedName);
}

/**
 * Throws `permission_denied` unless the actor may take everything that moves into another collection there: it must be able to create
 * it under its new name, and hold of it what the editors there will have of it.
 * SECURITY: what the actor may not read, somewhere beneath, is not named: it speaks of what the request itself moves.
 */
export function authorizeMoves(scope: SaveScope, targets: SaveTargets, moves: Moves): void {
  const { authority } = scope;
  for (const asset of listRenamed(targets, moves)) {
    const root = targets.byGuid.get(rootOf(moves, asset.guid))?.existing ?? null;
    const moved = { ...asset, qualifiedName: targets.renamed.get(asset.guid) ?? '' };
    if (asset.guid === root?.guid && !authority.may('asset.create', moved)) {
      throw actionDenied(authority, 'asset.create', moved);
    }
    const isHeld = collectionActions.editor.every((action) => authority.may(action, asset));
    if (isHeld && authority.may('asset.create', moved)) continue;
    const { username } = authority.facts.principal;
    throw new CatalogError(
      'permission_denied',
      `\`${username}\` may not take \`${root?.typeName ?? ''}\` \`${root?.qualifiedName ?? ''}\` to another collection without holding everything in it`,
    );
  }
}

/** Lets what the request itself names and what moves say where it lies. */
export function placeMoved(targets: SaveTargets, moves: Moves): void {
  for (const { guid, qualifiedName, values } of targets.list) {
    const parentGuid = moves.roots.get(guid) ?? moves.contents.get(guid)?.parentGuid;
    if (parentGuid === undefined) continue;
    values.set('parentQualifiedName', nameAfter(targets, moves, parentGuid));
    values.set('collectionQualifiedName', collectionOf(qualifiedName));
  }
}

/** What goes along without being named by the request, where that changes its names. */
export function listRelocations(targets: SaveTargets, moves: Moves): Relocation[] {
  return listRenamed(targets, moves).flatMap(({ guid }) => {
    const content = moves.contents.get(guid);
    if (content === undefined || targets.byGuid.has(guid)) return [];
    const qualifiedName = nameAfter(targets, moves, guid);
    return [
      {
        ...{ guid, version: content.version, qualifiedName },
        parentQualifiedName: nameAfter(targets, moves, content.parentGuid),
        collectionQualifiedName: collectionOf(qualifiedName),
      },
    ];
  });
}

/** The same asset in its new place. */
export function relocated(row: AssetRow, { qualifiedName, ...attributes }: Relocation, by: Change): AssetRow {
  const { parentQualifiedName, collectionQualifiedName } = attributes;
  return {
    ...row,
    qualifiedName,
    attributes: { ...row.attributes, parentQualifiedName, collectionQualifiedName },
    ...{ updatedBy: by.username, updateTime: by.now, version: row.version + 1 },
  };
}

type Change = Pick<SaveScope, 'username' | 'now'>;

/** Writes the new names, in one statement however many. The caller holds the rows. */
export async function relocateAssets(tx: Tx, relocations: readonly Relocation[], by: Change): Promise<void> {
  if (relocations.length === 0) return;
  const column = (read: (it: Relocation) => string) => relocations.map(read);
  await sql`
    UPDATE asset SET qualified_name = place.name, updated_by = ${by.username}, update_time = ${by.now}, version = version + 1,
      attributes = attributes
        || jsonb_build_object('parentQualifiedName', place.parent, 'collectionQualifiedName', place.collection)
    FROM unnest(${column(({ guid }) => guid)}::uuid[], ${column(({ qualifiedName }) => qualifiedName)}::text[],
      ${column(({ parentQualifiedName }) => parentQualifiedName)}::text[],
      ${column(({ collectionQualifiedName }) => collectionQualifiedName)}::text[]) AS place (guid, name, parent, collection)
    WHERE asset.guid = place.guid`.execute(tx);
}
