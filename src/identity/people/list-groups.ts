import type { ListPage, ListQuery } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { readPage } from '../read-page.ts';

/** A group of people. `name` is the internal name that lists of admins and members hold; `alias` is what people read. */
export interface GroupRecord {
  readonly id: string;
  readonly name: string;
  readonly alias: string;
  readonly description: string | null;
  /** Whether every new user joins it. */
  readonly isDefault: boolean;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
  readonly userCount: number;
}

/** Which groups are listed: all, or those of one user by their id. */
export interface GroupRestriction {
  readonly userId?: string;
}

const filterColumns = { id: sql`id::text`, name: sql.ref('name'), alias: sql.ref('alias') };
const sortColumns = {
  ...filterColumns,
  createdAt: sql.ref('createdAt'),
  updatedAt: sql.ref('updatedAt'),
  userCount: sql.ref('userCount'),
};

/**
 * A page of groups, by name in codepoint order unless asked otherwise. Filters: `alias`, `name`, `id`; sorting also by
 * `createdAt`, `updatedAt`, `userCount`. Throws `filter_invalid`.
 */
export async function listGroups(
  db: Db | Tx,
  query: ListQuery,
  restriction: GroupRestriction = {},
): Promise<ListPage<GroupRecord>> {
  const userId = restriction.userId ?? null;
  const rows = sql<GroupRecord>`
    SELECT user_group.id, name, alias, description, is_default AS "isDefault",
           created_at AS "createdAt", created_by AS "createdBy", updated_at AS "updatedAt", updated_by AS "updatedBy",
           (SELECT count(*) FROM user_group_member AS member JOIN actor ON actor.id = member.actor_id
            WHERE member.group_id = user_group.id AND actor.state <> 'deleted') AS "userCount"
    FROM user_group
    WHERE ${userId}::uuid IS NULL OR EXISTS (
      SELECT FROM user_group_member AS own WHERE own.group_id = user_group.id AND own.actor_id = ${userId})`;
  const source = { rows, filterColumns, sortColumns, defaultSort: [{ field: 'name', descending: false }] };
  const page = await readPage(db, source, query);
  return { totalRecord: page.total, filterRecord: page.matched, records: page.rows };
}
