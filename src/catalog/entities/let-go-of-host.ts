import { sql, type Tx } from '../../postgres/index.ts';

/** What hangs on these assets, and what these hang on: whoever removes any of them holds all. */
export async function findHanging(tx: Tx, guids: readonly string[]): Promise<string[]> {
  if (guids.length === 0) return [];
  const { rows } = await sql<{ guid: string }>`
    SELECT guid FROM asset WHERE host_guid = ANY(${guids}::uuid[])
    UNION
    SELECT host_guid FROM asset WHERE guid = ANY(${guids}::uuid[]) AND host_guid IS NOT NULL`.execute(tx);
  return rows.map(({ guid }) => guid);
}

/**
 * Leaves what hung on these assets by itself: from now on it is decided as what it is, and nobody but the owner of the workspace has a
 * right on it unless its name lies under a connection. The caller holds the rows.
 */
export async function letGoOfHost(tx: Tx, guids: readonly string[]): Promise<void> {
  if (guids.length === 0) return;
  await sql`
    UPDATE asset SET host_guid = NULL, version = version + 1 WHERE host_guid = ANY(${guids}::uuid[])`.execute(tx);
}
