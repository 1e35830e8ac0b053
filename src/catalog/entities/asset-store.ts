import { copyRows, sql, type CopyTarget, type Db, type Tx } from '../../postgres/index.ts';
import type { AssetRow, AuthorizedAsset } from './asset-row.ts';
import { selectHost } from './host-column.ts';

/** The columns of an asset under the names that `AssetRow` gives them. */
export const assetColumns = sql`
  guid, type_name AS "typeName", qualified_name AS "qualifiedName", name, state,
  connection_qualified_name AS "connectionQualifiedName", ${selectHost('asset')}, attributes, custom_attributes AS "customAttributes",
  business_attributes AS "businessAttributes", labels, direct_tag_names AS "directTagNames",
  propagated_tag_names AS "propagatedTagNames", created_by AS "createdBy", updated_by AS "updatedBy",
  create_time AS "createTime", update_time AS "updateTime", version, delete_handler AS "deleteHandler"`;

export async function findAssetsByGuid(db: Db | Tx, guids: readonly string[]): Promise<AssetRow[]> {
  if (guids.length === 0) return [];
  const { rows } = await sql<AssetRow>`SELECT ${assetColumns} FROM asset WHERE guid = ANY(${guids}::uuid[])`.execute(
    db,
  );
  return rows;
}

/** What decisions need to know of these assets, and nothing of what they say. */
export async function findAuthorizedAssets(
  db: Db | Tx,
  guids: readonly string[],
): Promise<(AuthorizedAsset & { readonly guid: string })[]> {
  if (guids.length === 0) return [];
  const { rows } = await sql<AuthorizedAsset & { readonly guid: string }>`
    SELECT guid, type_name AS "typeName", qualified_name AS "qualifiedName", created_by AS "createdBy",
      connection_qualified_name AS "connectionQualifiedName", direct_tag_names AS "directTagNames",
      propagated_tag_names AS "propagatedTagNames", ${selectHost('asset')}
    FROM asset WHERE guid = ANY(${guids}::uuid[])`.execute(db);
  return rows;
}

/** Assets of every type and state that carry one of these names. */
export async function findAssetsByName(db: Db | Tx, qualifiedNames: readonly string[]): Promise<AssetRow[]> {
  if (qualifiedNames.length === 0) return [];
  const { rows } = await sql<AssetRow>`
    SELECT ${assetColumns} FROM asset WHERE qualified_name = ANY(${qualifiedNames}::text[])`.execute(db);
  return rows;
}

/**
 * Takes the rows until the transaction ends and answers them as they are now; a guid without a row is left out.
 * INVARIANT: locks are taken in the order of guids (PostgreSQL locks after it sorts), so two saves that want the same rows
 * queue up instead of waiting for each other.
 */
export async function lockAssets(tx: Tx, guids: readonly string[]): Promise<Map<string, AssetRow>> {
  if (guids.length === 0) return new Map();
  const { rows } = await sql<AssetRow>`
    SELECT ${assetColumns} FROM asset WHERE guid = ANY(${guids}::uuid[]) ORDER BY guid FOR UPDATE`.execute(tx);
  return new Map(rows.map((row) => [row.guid, row]));
}

const newAssets: CopyTarget<AssetRow> = {
  table: 'asset',
  columns: {
    guid: (row) => row.guid,
    type_name: (row) => row.typeName,
    qualified_name: (row) => row.qualifiedName,
    name: (row) => row.name,
    state: (row) => row.state,
    connection_qualified_name: (row) => row.connectionQualifiedName,
    host_guid: (row) => row.host?.guid ?? null,
    attributes: (row) => row.attributes,
    custom_attributes: (row) => row.customAttributes,
    business_attributes: (row) => row.businessAttributes,
    labels: (row) => row.labels,
    created_by: (row) => row.createdBy,
    updated_by: (row) => row.updatedBy,
    create_time: (row) => row.createTime,
    update_time: (row) => row.updateTime,
    version: (row) => row.version,
  },
};

/**
 * Inserts new assets. Fails with PostgreSQL's code 23505 when another transaction has created one of the names since it was
 * looked for. Sorted by name, so that two transactions that create the same assets meet at the first one and not crosswise.
 */
export async function insertAssets(tx: Tx, rows: readonly AssetRow[]): Promise<void> {
  const sorted = [...rows].sort((a, b) => compare(a.qualifiedName, b.qualifiedName) || compare(a.typeName, b.typeName));
  await copyRows(tx, newAssets, sorted);
}

/** Writes what may change of assets whose rows the transaction holds. */
export async function updateAssets(tx: Tx, rows: readonly AssetRow[]): Promise<void> {
  if (rows.length === 0) return;
  const changes = rows.map((row) => {
    const { guid, qualifiedName, name, state, connectionQualifiedName, attributes, customAttributes, labels } = row;
    const { businessAttributes, updatedBy, updateTime, version, deleteHandler } = row;
    return {
      ...{ guid, qualifiedName, name, state, connectionQualifiedName, attributes, customAttributes, labels },
      ...{ businessAttributes, updatedBy, updateTime, version, deleteHandler },
    };
  });
  await sql`
    UPDATE asset SET qualified_name = r."qualifiedName", name = r."name", state = r."state", connection_qualified_name = r."connectionQualifiedName",
      attributes = r."attributes", custom_attributes = r."customAttributes", labels = r."labels",
      business_attributes = r."businessAttributes", updated_by = r."updatedBy", update_time = r."updateTime",
      version = r."version", delete_handler = r."deleteHandler"
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) AS r (
      "guid" uuid, "qualifiedName" text, "name" text, "state" text, "connectionQualifiedName" text, "attributes" jsonb,
      "customAttributes" jsonb, "businessAttributes" jsonb, "labels" text[], "updatedBy" text, "updateTime" bigint, "version" int,
      "deleteHandler" text)
    WHERE asset.guid = r."guid"`.execute(tx);
}

/** Marks assets whose links changed and nothing else. The caller holds the rows. */
export async function touchAssets(
  tx: Tx,
  guids: readonly string[],
  change: { updatedBy: string; updateTime: number },
): Promise<void> {
  if (guids.length === 0) return;
  await sql`
    UPDATE asset SET updated_by = ${change.updatedBy}, update_time = ${change.updateTime}, version = version + 1
    WHERE guid = ANY(${guids}::uuid[])`.execute(tx);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
