import { requireCapability } from '../../access/index.ts';
import {
  CatalogError,
  defaultPageSize,
  isJsonObject,
  requireNoProblems,
  type JsonObject,
  type ListPage,
  type Problem,
  type RecordFilter,
} from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { compileRecordFilter, sql, type FilterColumns } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { credentialVisibility, gatherSight } from '../gather-sight.ts';
import { renderCredential } from './credential-row.ts';

export interface CredentialQuery {
  /** The parsed `filter`: an object of equalities, all of which must hold. */
  readonly filter?: unknown;
  readonly limit?: number;
  readonly offset?: number;
}

const columns: FilterColumns = {
  id: sql`credential.id`,
  name: sql`credential.name`,
  description: sql`credential.description`,
  connector: sql`credential.connector`,
  connectorType: sql`credential.connector_type`,
  connectorConfigName: sql`credential.connector_config_name`,
  authType: sql`credential.auth_type`,
  host: sql`credential.host`,
  port: sql`credential.port`,
  username: sql`credential.username`,
  isActive: sql`credential.is_active`,
  createdBy: sql`actor.username`,
  version: sql`credential.version`,
  tenantId: sql`'default'::text`,
  createdAt: sql`(extract(epoch FROM credential.created_at) * 1000)::bigint`,
  updatedAt: sql`(extract(epoch FROM credential.updated_at) * 1000)::bigint`,
};

function parseFilter(filter: unknown): RecordFilter {
  if (filter === undefined || filter === null) return { kind: 'and', of: [] };
  if (!isJsonObject(filter))
    throw new CatalogError('filter_invalid', 'expected an object such as `{"connectorType":"jdbc"}`');
  const problems: Problem[] = [];
  const of = Object.entries(filter).map(([field, value]): RecordFilter => {
    if (!Object.hasOwn(columns, field)) {
      problems.push({ path: field, message: `unknown field; accepted: ${Object.keys(columns).sort().join(', ')}` });
    } else if (typeof value === 'object' && value !== null) {
      problems.push({ path: field, message: 'expected a string, a number, a boolean or null' });
    }
    return { kind: 'compare', field, operator: 'eq', value: value as string | number | boolean | null };
  });
  requireNoProblems('filter_invalid', problems);
  return { kind: 'and', of };
}

/**
 * Credentials without their secrets, oldest first (Atlan wire, list): the actor's own and those of workflows it may know of.
 * Throws `permission_denied`, `filter_invalid` naming every key that is no field.
 */
export async function listCredentials(
  { db, vault }: Pick<WorkflowsDeps, 'db' | 'vault'>,
  principal: Principal,
  { filter, limit = defaultPageSize, offset = 0 }: CredentialQuery,
): Promise<ListPage<JsonObject>> {
  requireCapability(principal, 'credential.manage');
  const where = compileRecordFilter(parseFilter(filter), columns);
  const visible = credentialVisibility(await gatherSight(db, principal));
  const { rows: counts } = await sql<{ total: number; filtered: number }>`
    SELECT count(*)::int AS total, (count(*) FILTER (WHERE ${where}))::int AS filtered
    FROM credential JOIN actor ON actor.id = credential.created_by
    WHERE ${visible}`.execute(db);
  const rows = await db
    .selectFrom('credential')
    .innerJoin('actor', 'actor.id', 'credential.created_by')
    .selectAll('credential')
    .select('actor.username as creator')
    .where(visible)
    .where(where)
    .orderBy('credential.seq')
    .limit(limit)
    .offset(offset)
    .execute();
  return {
    totalRecord: counts[0]?.total ?? 0,
    filterRecord: counts[0]?.filtered ?? 0,
    records: rows.map((row) => renderCredential(vault, row, row.creator)),
  };
}
