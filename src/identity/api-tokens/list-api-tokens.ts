import type { ListPage, ListQuery, RecordFilter } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { apiTokenRows, type ApiTokenRecord } from './api-token.ts';
import { serviceAccountPrefix } from '../principal.ts';
import { readPage } from '../read-page.ts';

/** Which tokens exist for the caller at all; rows outside are neither listed nor counted. Every given key must hold. */
export interface ApiTokenRestriction {
  readonly createdBy?: string;
  readonly actorIds?: readonly string[];
  /** Those that nobody who could act answers for. */
  readonly ownerless?: boolean;
  /** Those that expire within so many days, and those that have expired within the last ninety. */
  readonly expiresWithinDays?: number;
}

/** For so long an expired token still stands among those that expire. */
const expiredDays = 90;

const filterColumns = {
  id: sql`id::text`,
  clientId: sql.ref('clientId'),
  displayName: sql.ref('displayName'),
  createdBy: sql.ref('createdBy'),
};
const sortColumns = { ...filterColumns, createdAt: sql.ref('createdAt'), expiresAt: sql.ref('expiresAt') };

function withoutPrefix<T>(value: T): T | string {
  return typeof value === 'string' && value.startsWith(serviceAccountPrefix)
    ? value.slice(serviceAccountPrefix.length)
    : value;
}

/** COMPAT: clients ask by `clientId` with the whole service-account name (Atlan wire, listing API tokens). */
function acceptServiceAccountNames(filter: RecordFilter): RecordFilter {
  if (filter.kind !== 'compare') return { ...filter, of: filter.of.map(acceptServiceAccountNames) };
  if (filter.field !== 'clientId') return filter;
  const { value } = filter;
  return { ...filter, value: Array.isArray(value) ? value.map(withoutPrefix) : withoutPrefix(value) };
}

/**
 * A page of API tokens, oldest first unless asked otherwise. Filters: `displayName`, `clientId` (also as service-account
 * name), `id`, `createdBy`; sorting also by `createdAt`, `expiresAt`. Throws `filter_invalid`.
 * COMPAT: with a filter that matches nothing `totalRecord` is 0 as well; the Go client takes `records[0]` whenever it is
 * above 0 (Atlan wire, list envelope).
 */
export async function listApiTokens(
  db: Db | Tx,
  query: ListQuery,
  restriction: ApiTokenRestriction = {},
): Promise<ListPage<ApiTokenRecord>> {
  const { createdBy, actorIds, ownerless = false, expiresWithinDays = null } = restriction;
  const rows = sql<ApiTokenRecord>`
    SELECT token.* FROM (${apiTokenRows}) AS token
    WHERE (${createdBy ?? null}::text IS NULL OR token."createdBy" = ${createdBy ?? null})
      AND (${actorIds ?? null}::uuid[] IS NULL OR token."actorId" = ANY(${actorIds ?? null}::uuid[]))
      AND (NOT ${ownerless}::boolean OR (token.responsible ->> 'isActive')::boolean IS NOT TRUE)
      AND (${expiresWithinDays}::int IS NULL OR token."expiresAt" BETWEEN now() - make_interval(days => ${expiredDays})
           AND now() + make_interval(days => ${expiresWithinDays}))`;
  const filtered = query.filter === undefined ? query : { ...query, filter: acceptServiceAccountNames(query.filter) };
  const source = { rows, filterColumns, sortColumns, defaultSort: [{ field: 'createdAt', descending: false }] };
  const page = await readPage(db, source, filtered);
  return {
    totalRecord: query.filter !== undefined && page.matched === 0 ? 0 : page.total,
    filterRecord: page.matched,
    records: page.rows,
  };
}
