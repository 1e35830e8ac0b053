import { CatalogError } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import type { AssetRow } from './asset-row.ts';

/**
 * A domain goes only when nothing that is active lies in it or is linked to it, apart from what the same request deletes. `state_conflict`.
 */
export async function requireEmptyDomains(tx: Tx, rows: readonly AssetRow[]): Promise<void> {
  const domains = rows.filter(({ typeName }) => typeName === 'DataDomain').map(({ guid }) => guid);
  if (domains.length === 0) return;
  const going = rows.map(({ guid }) => guid);
  const { rows: full } = await sql<{ name: string; isLinked: boolean }>`
    SELECT domain.name, false AS "isLinked" FROM relationship AS link
    JOIN asset AS domain ON domain.guid = link.end1_guid
    JOIN asset AS content ON content.guid = link.end2_guid AND content.state = 'ACTIVE'
    WHERE link.end1_guid = ANY(${domains}::uuid[]) AND link.end2_guid <> ALL(${going}::uuid[])
      AND link.type_name IN ('parent_domain_sub_domains', 'data_domain_data_products')
    UNION ALL
    SELECT domain.name, true FROM asset AS domain
    JOIN asset AS linked ON linked.attributes ? 'domainGUIDs'
      AND linked.attributes -> 'domainGUIDs' @> to_jsonb(ARRAY[domain.guid::text]) AND linked.state = 'ACTIVE'
    WHERE domain.guid = ANY(${domains}::uuid[]) AND linked.guid <> ALL(${going}::uuid[])
    LIMIT 1`.execute(tx);
  const [domain] = full;
  if (domain === undefined) return;
  const what = domain.isLinked ? 'assets are still linked to it' : 'it still contains active domains or products';
  throw new CatalogError('state_conflict', `domain \`${domain.name}\` cannot go: ${what}`);
}
