import { sql, type Tx } from '../../postgres/index.ts';

/** The links that make up lineage: end 1 is the process, end 2 the asset it reads or writes. */
export const lineageRelationships: readonly string[] = ['catalog_process_inputs', 'process_catalog_outputs'];

/**
 * Sets `__hasLineage` of these assets to whether an active process reads or writes them. Shown and searched, so it is
 * kept on the asset; reported as no update. Grows the version, so that a save planned on the older row plans again.
 */
export async function refreshLineageFlags(tx: Tx, guids: readonly string[]): Promise<void> {
  if (guids.length === 0) return;
  await sql`
    UPDATE asset SET attributes = CASE WHEN flag.has_lineage
      THEN attributes || '{"__hasLineage": true}' ELSE attributes - '__hasLineage' END,
      version = version + 1
    FROM (
      SELECT wanted.guid, EXISTS (
        SELECT FROM relationship AS link JOIN asset AS process ON process.guid = link.end1_guid AND process.state = 'ACTIVE'
        WHERE link.end2_guid = wanted.guid AND link.type_name = ANY(${lineageRelationships}::text[])
      ) AS has_lineage
      FROM unnest(${guids}::uuid[]) AS wanted (guid)
    ) AS flag
    WHERE asset.guid = flag.guid AND (asset.attributes ? '__hasLineage') <> flag.has_lineage`.execute(tx);
}

/** The assets that these processes read or write. */
export async function findLineageEnds(tx: Tx, processGuids: readonly string[]): Promise<string[]> {
  if (processGuids.length === 0) return [];
  const { rows } = await sql<{ guid: string }>`
    SELECT DISTINCT end2_guid AS guid FROM relationship
    WHERE end1_guid = ANY(${processGuids}::uuid[]) AND type_name = ANY(${lineageRelationships}::text[])`.execute(tx);
  return rows.map(({ guid }) => guid);
}
