import { recordAudit } from '../../audit/index.ts';
import { CatalogError, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import type { CatalogTxDeps } from '../deps.ts';
import { connectionOf, type AssetRow } from '../entities/asset-row.ts';
import { findAssetsByGuid, findAssetsByName, lockAssets, updateAssets } from '../entities/asset-store.ts';
import { actionDenied, assetNotFound, gatherAuthority, type Authority } from '../entities/authority.ts';
import type { AssetChange } from '../entities/plan-save.ts';
import { isServerNamed } from '../entities/server-names.ts';
import { recordChanges } from '../history/entries-of-change.ts';

/** What an asset is to be called, within its connection. */
export interface Rename {
  readonly guid: string;
  readonly name: string;
  readonly qualifiedName: string;
}

/** Everything under the asset's path that hangs on it by links, archived or not. */
async function findBeneath(tx: Tx, { guid, qualifiedName }: AssetRow): Promise<string[]> {
  const { rows } = await sql<{ guid: string }>`
    WITH RECURSIVE beneath (guid) AS (
      SELECT child.guid FROM relationship AS link JOIN asset AS child ON child.guid = link.end2_guid
      WHERE link.end1_guid = ${guid} AND starts_with(child.qualified_name, ${`${qualifiedName}/`})
      UNION
      SELECT child.guid FROM beneath JOIN relationship AS link ON link.end1_guid = beneath.guid
      JOIN asset AS child ON child.guid = link.end2_guid
      WHERE starts_with(child.qualified_name, ${`${qualifiedName}/`})
    )
    SELECT guid FROM beneath`.execute(tx);
  return rows.map((row) => row.guid);
}

/** Every attribute that speaks of the old path speaks of the new one, and so do the old name where it stands beside. */
function renamedAttributes(row: AssetRow, from: AssetRow, to: Rename): JsonObject {
  const pathOf = (value: JsonValue): JsonValue => {
    if (value === from.qualifiedName) return to.qualifiedName;
    if (typeof value !== 'string' || !value.startsWith(`${from.qualifiedName}/`)) return value;
    return to.qualifiedName + value.slice(from.qualifiedName.length);
  };
  const entries = Object.entries(row.attributes).map(([key, value]): [string, JsonValue] => {
    const path = /^(\w+)Name$/.exec(key)?.[1];
    const isNameBeside = path !== undefined && row.attributes[`${path}QualifiedName`] === from.qualifiedName;
    return [key, isNameBeside && value === from.name ? to.name : pathOf(value)];
  });
  return Object.fromEntries(entries);
}

/** SECURITY: the new name is another path, and so another place for policies: it takes what making the asset there takes. */
function requireMayRename(authority: Authority, changes: readonly AssetChange[], root: AssetRow): void {
  for (const { before, after } of changes) {
    const denied = !authority.may('asset.update', before)
      ? { action: 'asset.update' as const, asset: before }
      : !authority.may('asset.create', after)
        ? { action: 'asset.create' as const, asset: after }
        : null;
    if (denied === null) continue;
    // What the actor may not read, somewhere beneath, is not named.
    throw actionDenied(authority, denied.action, authority.may('asset.read', before) ? denied.asset : root);
  }
}

async function requireFreeNames(tx: Tx, changes: readonly AssetChange[]): Promise<void> {
  const wanted = new Set(changes.map(({ after }) => `${after.typeName}\n${after.qualifiedName}`));
  const known = await findAssetsByName(
    tx,
    changes.map(({ after }) => after.qualifiedName),
  );
  const taken = known.find(({ typeName, qualifiedName }) => wanted.has(`${typeName}\n${qualifiedName}`));
  if (taken === undefined) return;
  throw new CatalogError('already_exists', `\`${taken.typeName}\` \`${taken.qualifiedName}\` already exists`);
}

/**
 * Gives an asset another name, and everything beneath it with it, inside the caller's transaction: guids, and with them documentation,
 * owners, tags and links, stay. Not on the wire, where a qualified name never changes; for crawlers whose source says that it did.
 * Throws `asset_not_found`, `permission_denied`, `already_exists` (an archived asset holds its name too), `operation_unsupported`
 * and `state_conflict`; then nothing is changed. Its audit record holds the end of the audit chain until the transaction ends.
 */
export async function renameAssetIn(deps: CatalogTxDeps, principal: Principal, rename: Rename): Promise<void> {
  const { tx, types, clock } = deps;
  const authority = await gatherAuthority(deps, tx, principal);
  const [root] = await findAssetsByGuid(tx, [rename.guid]);
  if (root === undefined || !authority.may('asset.read', root)) throw assetNotFound(rename.guid);
  const connection = connectionOf(types, root);
  const isWithin = connection !== root.qualifiedName && rename.qualifiedName.startsWith(`${connection}/`);
  if (isServerNamed(root.typeName) || connection === null || !isWithin) {
    throw new CatalogError(
      'operation_unsupported',
      `\`${root.qualifiedName}\` cannot be renamed beyond its connection`,
    );
  }
  const held = await lockAssets(tx, [root.guid, ...(await findBeneath(tx, root))]);
  if (held.get(root.guid)?.qualifiedName !== root.qualifiedName) {
    throw new CatalogError('state_conflict', `\`${root.qualifiedName}\` was renamed meanwhile`);
  }
  const author = { username: principal.username, now: clock.now().getTime() };
  const changes = [...held.values()].map((before): AssetChange => {
    const qualifiedName = rename.qualifiedName + before.qualifiedName.slice(root.qualifiedName.length);
    const name = before.guid === root.guid ? rename.name : before.name;
    const attributes = renamedAttributes(before, root, rename);
    const mark = { updatedBy: author.username, updateTime: author.now, version: before.version + 1 };
    return { before, after: { ...before, name, qualifiedName, attributes, ...mark } };
  });
  requireMayRename(authority, changes, root);
  await requireFreeNames(tx, changes);
  await updateAssets(
    tx,
    changes.map(({ after }) => after),
  );
  await recordChanges(tx, author, changes);
  await recordAudit(tx, {
    actor: principal,
    action: 'asset.save',
    objectKind: 'asset',
    objectId: root.guid,
    detail: {
      updated: [root.guid],
      relocated: changes.map(({ after }) => after.guid).filter((guid) => guid !== root.guid),
      renamedFrom: root.qualifiedName,
      renamedTo: rename.qualifiedName,
    },
  });
}
