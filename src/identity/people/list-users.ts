import type { ListPage, ListQuery } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { readPage } from '../read-page.ts';
import { userRecordFrom, userRows, type UserRecord, type UserRow } from './user-record.ts';

/** Which users are listed: all, or the members of one group by its id. */
export interface UserRestriction {
  readonly groupId?: string;
}

const filterColumns = {
  id: sql`id::text`,
  username: sql.ref('username'),
  email: sql.ref('email'),
  firstName: sql.ref('firstName'),
  lastName: sql.ref('lastName'),
  workspaceRole: sql`'$' || role`,
  enabled: sql`enabled::text`,
};
const sortColumns = {
  ...filterColumns,
  createdTimestamp: sql.ref('createdAt'),
  lastLoginTime: sql.ref('lastLoginAt'),
  groupCount: sql.ref('groupCount'),
};

/**
 * A page of people, by user name unless asked otherwise; never the service accounts of API tokens.
 * Filters: `id`, `username`, `email`, `firstName`, `lastName`, `workspaceRole` (wire name), `enabled`; sorting also by
 * `createdTimestamp`, `lastLoginTime`, `groupCount`. Throws `filter_invalid`.
 */
export async function listUsers(
  db: Db | Tx,
  query: ListQuery,
  restriction: UserRestriction = {},
): Promise<ListPage<UserRecord>> {
  const groupId = restriction.groupId ?? null;
  const rows = sql<UserRow>`
    SELECT person.*
    FROM (${userRows}) AS person
    WHERE person.kind = 'user' AND (${groupId}::uuid IS NULL OR EXISTS (
      SELECT FROM user_group_member AS member WHERE member.group_id = ${groupId} AND member.actor_id = person.id))`;
  const source = { rows, filterColumns, sortColumns, defaultSort: [{ field: 'username', descending: false }] };
  const page = await readPage(db, source, query);
  return { totalRecord: page.total, filterRecord: page.matched, records: page.rows.map(userRecordFrom) };
}
