import { isWorkspaceOwner, type ExpectedVersions } from '../../access/index.ts';
import { CatalogError, isGuid } from '../../foundation/index.ts';
import { keepPeople, type Principal } from '../../identity/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import type { CatalogTxDeps } from '../deps.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { findAssetsByGuid, lockAssets } from '../entities/asset-store.ts';
import { assetNotFound, assetNotFoundByName, gatherAuthority, type Authority } from '../entities/authority.ts';

/** SECURITY: one answer, in the caller's own words, for a connection that does not exist and for one that is hidden. */
export function connectionNotFound(reference: string): CatalogError {
  return isGuid(reference) ? assetNotFound(reference) : assetNotFoundByName('Connection', reference);
}

/** The guid of the connection with this guid or qualified name, archived or not, whoever asks; `null` when there is none. */
export async function findConnectionGuid(db: Db | Tx, reference: string): Promise<string | null> {
  const same = isGuid(reference) ? sql`guid = ${reference.toLowerCase()}` : sql`qualified_name = ${reference}`;
  const { rows } = await sql<{ guid: string }>`
    SELECT guid FROM asset WHERE type_name = 'Connection' AND ${same}`.execute(db);
  return rows[0]?.guid ?? null;
}

/** The connection as the actor may read it; otherwise `asset_not_found` or `asset_unique_attribute_not_found`. */
export async function getReadableConnection(
  deps: Pick<CatalogTxDeps, 'types'> & { readonly db: Db },
  principal: Principal,
  reference: string,
): Promise<AssetRow> {
  const guid = await findConnectionGuid(deps.db, reference);
  const [row] = guid === null ? [] : await findAssetsByGuid(deps.db, [guid]);
  const authority = await gatherAuthority(deps, deps.db, principal);
  if (row === undefined || !authority.may('asset.read', row)) throw connectionNotFound(reference);
  return row;
}

/** A connection that the transaction holds, with what the actor may do. */
export interface HeldConnection {
  readonly row: AssetRow;
  readonly authority: Authority;
  /** False of one that only the owner of the workspace gets at, who learns nothing else of it. */
  readonly isReadable: boolean;
}

/**
 * Takes the connection until the transaction ends, for a change of its admins: whoever reads it, or owns the workspace, finds it.
 * INVARIANT: rights are gathered after the wait for the row and for changes of people, so that an admin who was removed meanwhile adds
 * nobody any more.
 * Throws `asset_not_found`, `asset_unique_attribute_not_found`.
 */
export async function holdConnection(
  deps: CatalogTxDeps,
  principal: Principal,
  reference: string,
): Promise<HeldConnection> {
  const { tx } = deps;
  const guid = await findConnectionGuid(tx, reference);
  const held = guid === null ? undefined : (await lockAssets(tx, [guid])).get(guid);
  await keepPeople(tx);
  const authority = await gatherAuthority(deps, tx, principal);
  const isReadable = held !== undefined && authority.may('asset.read', held);
  if (held === undefined || !(isReadable || isWorkspaceOwner(authority.facts))) throw connectionNotFound(reference);
  return { row: held, authority, isReadable };
}

/** Throws `precondition_failed` when the connection is in none of the versions that the caller has seen. */
export function requireConnectionVersion({ row }: HeldConnection, reference: string, expected: ExpectedVersions): void {
  if (expected === null || expected === 'any' || expected.includes(row.version)) return;
  throw new CatalogError('precondition_failed', `connection \`${reference}\` was changed meanwhile; read it again`);
}
