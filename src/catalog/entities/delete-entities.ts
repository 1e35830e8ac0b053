import { forgetGoverned, requireGovernedDelete } from '../../access/index.ts';
import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction, sql, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps, CatalogTxDeps } from '../deps.ts';
import type { Author } from '../history/history-entry.ts';
import { recordDeletion } from '../history/record-deletion.ts';
import {
  findFurtherVersions,
  settlePurgedContracts,
  type ContractScope,
} from '../contracts/settle-purged-contracts.ts';
import { settleDeletedTags } from '../tags/settle-deleted-tags.ts';
import { forgetTasks } from '../tasks/record-tasks.ts';
import type { AssetRow, DeleteType } from './asset-row.ts';
import { findAssetsByGuid, lockAssets, updateAssets } from './asset-store.ts';
import { actionDenied, gatherAuthority, type Authority } from './authority.ts';
import { findLineageEnds, refreshLineageFlags } from './lineage-flag.ts';
import { deleteLinksAt, type Link } from './link-store.ts';
import type { MutationResult } from './mutation-result.ts';
import { isRealGuid } from './object-reference.ts';
import { findHanging, letGoOfHost } from './let-go-of-host.ts';
import { requireEmptyDomains } from './require-empty-domains.ts';
import { requireMayEndPurposePolicies } from './purpose-rights.ts';
import { renderHeader } from './render-entity.ts';
import { requireTypeCapability } from './type-rules.ts';

/** SOFT archives; HARD and PURGE remove the assets with their links and free their names. */
export interface DeleteRequest {
  readonly guids: readonly string[];
  readonly deleteType: DeleteType;
  /** `all` unless told. */
  readonly contractScope?: ContractScope;
}

type Stored = Pick<CatalogTxDeps, 'tx' | 'types'>;

interface DeleteScope extends CatalogTxDeps {
  readonly authority: Authority;
  readonly deleteType: DeleteType;
}

/** What the request names and the actor may see; anything else is passed over as if it did not exist. */
async function findNamed({ tx, authority }: DeleteScope, guids: readonly string[]): Promise<AssetRow[]> {
  const real = [...new Set(guids.filter(isRealGuid).map((guid) => guid.toLowerCase()))];
  const rows = new Map((await findAssetsByGuid(tx, real)).map((row) => [row.guid, row]));
  return real.flatMap((guid) => rows.get(guid) ?? []).filter((row) => authority.may('asset.read', row));
}

function requireDeletable({ authority, deleteType }: DeleteScope, rows: readonly AssetRow[]): void {
  for (const row of rows) {
    requireTypeCapability({ authority }, row.typeName, false);
    if (!authority.may('asset.delete', row)) throw actionDenied(authority, 'asset.delete', row);
    if (row.typeName === 'DataContract' && deleteType === 'SOFT') {
      throw new CatalogError('operation_unsupported', `a \`DataContract\` cannot be archived, only purged`);
    }
  }
}

/** The named assets and what goes with them: contents of glossaries, collections and folders, policies of personas and purposes. */
async function findWithContents({ tx, types }: Stored, guids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ guid: string }>`
    WITH RECURSIVE gone (guid) AS (
      SELECT unnest(${guids}::uuid[])
      UNION
      SELECT link.end2_guid FROM gone
      JOIN relationship AS link
        ON link.end1_guid = gone.guid AND link.type_name = ANY(${types.relationships.cascades}::text[])
    )
    SELECT guid FROM gone`.execute(tx);
  return rows.map(({ guid }) => guid);
}

/** COMPAT: categories are never archived; whatever was asked for, they are removed. */
function isRemoved({ deleteType }: DeleteScope, row: AssetRow): boolean {
  return deleteType !== 'SOFT' || row.typeName === 'AtlasGlossaryCategory';
}

function archivedRow({ username, now }: Author, row: AssetRow): AssetRow {
  return {
    ...row,
    state: 'DELETED',
    deleteHandler: 'SOFT',
    updatedBy: username,
    updateTime: now,
    version: row.version + 1,
  };
}

function removedRow({ deleteType }: DeleteScope, row: AssetRow): AssetRow {
  return { ...row, state: 'DELETED', deleteHandler: deleteType === 'SOFT' ? 'HARD' : deleteType };
}

const accessTypes = ['Persona', 'Purpose', 'AuthPolicy'];

/** What stops counting: everything that is removed; archived personas, purposes and policies, but not archived connections. */
async function stopGoverning(scope: DeleteScope, rows: readonly AssetRow[]): Promise<void> {
  const ended = rows.filter((row) => isRemoved(scope, row) || accessTypes.includes(row.typeName));
  const guids = ended.map(({ guid }) => guid);
  await requireGovernedDelete(scope, scope.authority.facts, guids);
  const policies = ended.filter(({ typeName }) => accessTypes.includes(typeName)).map(({ guid }) => guid);
  await requireMayEndPurposePolicies(scope, { purposeGuids: policies, policyGuids: policies });
  await forgetGoverned(scope, guids);
}

/** Gives the links that went along. */
async function removeRows(tx: Tx, guids: readonly string[]): Promise<Link[]> {
  const links = await deleteLinksAt(tx, guids);
  if (guids.length > 0) await sql`DELETE FROM asset WHERE guid = ANY(${guids}::uuid[])`.execute(tx);
  await forgetTasks(tx, guids);
  await letGoOfHost(tx, guids);
  return links;
}

async function writeDeletion(
  scope: DeleteScope & Author,
  rows: readonly AssetRow[],
  held: ReadonlyMap<string, AssetRow>,
): Promise<AssetRow[]> {
  const { tx } = scope;
  const removed = rows.filter((row) => isRemoved(scope, row));
  const archived = rows.filter((row) => !isRemoved(scope, row)).map((row) => archivedRow(scope, row));
  await updateAssets(tx, archived);
  const cutLinks = await removeRows(
    tx,
    removed.map(({ guid }) => guid),
  );
  await settlePurgedContracts(tx, removed);
  await settleDeletedTags(scope, { archived, removed, cutLinks, held });
  await recordDeletion(tx, scope, { rows, deleteType: scope.deleteType });
  const after = new Map(archived.map((row) => [row.guid, row]));
  return rows.map((row) => after.get(row.guid) ?? removedRow(scope, row));
}

interface Contents {
  readonly guids: readonly string[];
  readonly lineageEnds: readonly string[];
  readonly held: ReadonlyMap<string, AssetRow>;
}

/**
 * Takes the named assets, what goes with them and what their lineage ends at. Looks again until there is nothing new:
 * whoever puts something into an asset holds that asset, so what is put in meanwhile is there once the lock is ours, and
 * nothing can follow it.
 */
async function holdWithContents(scope: Stored, named: readonly string[]): Promise<Contents> {
  const held = new Map<string, AssetRow>();
  for (;;) {
    const guids = await findWithContents(scope, named);
    const lineageEnds = await findLineageEnds(scope.tx, guids);
    const hanging = await findHanging(scope.tx, guids);
    const further = [...new Set([...guids, ...lineageEnds, ...hanging])].filter((guid) => !held.has(guid));
    const taken = await lockAssets(scope.tx, further);
    if (taken.size === 0) return { guids, lineageEnds, held };
    for (const [guid, row] of taken) held.set(guid, row);
  }
}

/**
 * Removes assets with their contents for good, whoever might read them, and gives the guids of all that went. For what follows from
 * something else than a request to delete; the caller answers for the right to that, and records it.
 */
export async function purgeWithContents(
  { tx, types, username, now }: Stored & Author,
  named: readonly string[],
): Promise<readonly string[]> {
  if (named.length === 0) return [];
  const { guids, lineageEnds, held } = await holdWithContents({ tx, types }, named);
  const removed = guids.filter((guid) => held.has(guid));
  await forgetGoverned({ tx }, removed);
  const cutLinks = await removeRows(tx, removed);
  const rows = removed.flatMap((guid) => held.get(guid) ?? []);
  const author = { username, now };
  await settleDeletedTags({ tx, types, authority: null, ...author }, { archived: [], removed: rows, cutLinks, held });
  await recordDeletion(tx, author, { rows, deleteType: 'PURGE' });
  await refreshLineageFlags(tx, lineageEnds);
  return removed;
}

async function deleteIn(scope: DeleteScope, principal: Principal, request: DeleteRequest): Promise<MutationResult> {
  const asked = await findNamed(scope, request.guids);
  requireDeletable(scope, asked);
  const further = await findFurtherVersions(scope.tx, asked, request.contractScope ?? 'all');
  const named = [
    ...asked,
    ...(await findNamed(scope, further)).filter(({ guid }) => !asked.some((it) => it.guid === guid)),
  ];
  const { guids, lineageEnds, held } = await holdWithContents(
    scope,
    named.map(({ guid }) => guid),
  );
  const rows = [...new Set([...named.map(({ guid }) => guid), ...guids])]
    .flatMap((guid) => held.get(guid) ?? [])
    .filter((row) => isRemoved(scope, row) || row.state === 'ACTIVE');
  if (rows.length === 0) return {};
  requireDeletable(
    scope,
    rows.filter(({ guid }) => named.some((it) => it.guid === guid)),
  );
  await requireEmptyDomains(scope.tx, rows);
  await stopGoverning(scope, rows);
  // Read here, because what waits for others is deleted later than what it waited for.
  const author = { username: principal.username, now: scope.clock.now().getTime() };
  const after = await writeDeletion({ ...scope, ...author }, rows, held);
  await refreshLineageFlags(scope.tx, lineageEnds);
  await recordAudit(scope.tx, {
    actor: principal,
    action: request.deleteType === 'SOFT' ? 'asset.archive' : 'asset.purge',
    objectKind: 'asset',
    objectId: after[0]?.guid ?? '',
    detail: { deleteType: request.deleteType, deleted: after.map(({ guid }) => guid) },
  });
  return { mutatedEntities: { DELETE: after.map((row) => renderHeader(scope.types, row)) } };
}

/**
 * Archives or removes assets and what they are composed of, in one transaction (Atlan wire: DELETE of `entity/bulk`).
 * Guids that are unknown, or that the actor may not read, are passed over; so is archiving what is archived. Reports what
 * was deleted and nothing as updated. A name whose asset is removed is free again.
 * Throws `permission_denied` for an asset the actor may read but not delete, `connection_admin_required` for a policy of
 * a connection it does not administer, `operation_unsupported` for archiving a contract, `state_conflict` for a domain
 * that is not empty. Then nothing is deleted.
 */
export function deleteEntities(
  deps: CatalogDeps,
  principal: Principal,
  request: DeleteRequest,
): Promise<MutationResult> {
  const { clock, types } = deps;
  return retryTransaction(deps.db, (tx) => deleteEntitiesIn({ tx, clock, types }, principal, request));
}

/** The same inside the caller's transaction; as with `saveEntitiesIn`, call it late. */
export async function deleteEntitiesIn(
  deps: CatalogTxDeps,
  principal: Principal,
  request: DeleteRequest,
): Promise<MutationResult> {
  const { tx, clock, types } = deps;
  const authority = await gatherAuthority(deps, tx, principal);
  return deleteIn({ tx, clock, types, authority, deleteType: request.deleteType }, principal, request);
}
