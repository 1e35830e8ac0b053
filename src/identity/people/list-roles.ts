import type { ListPage, ListQuery } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { readPage } from '../read-page.ts';

export interface RoleRecord {
  readonly id: string;
  /** With its `$`, as on the Atlan wire. */
  readonly name: string;
  readonly description: string;
  readonly level: 'workspace' | 'admin-subrole' | 'api-token';
  /** How many people, or for a token role how many API tokens, hold it. */
  readonly memberCount: number;
}

const filterColumns = {
  id: sql`id::text`,
  name: sql.ref('name'),
  description: sql.ref('description'),
  level: sql.ref('level'),
};
const sortColumns = { ...filterColumns, memberCount: sql.ref('memberCount') };

/** A page of roles, by name unless asked otherwise. Filters: `name`, `level`, `description`, `id`. Throws `filter_invalid`. */
export async function listRoles(db: Db | Tx, query: ListQuery): Promise<ListPage<RoleRecord>> {
  const rows = sql<RoleRecord>`
    SELECT role.id, role.name, role.description, role.level,
           (SELECT count(*) FROM actor WHERE actor.state <> 'deleted' AND CASE role.level
              WHEN 'workspace' THEN actor.kind = 'user' AND '$' || actor.role = role.name
              WHEN 'api-token' THEN actor.kind <> 'user' AND actor.role IN ('admin', 'default')
              ELSE false END) AS "memberCount"
    FROM role`;
  const source = { rows, filterColumns, sortColumns, defaultSort: [{ field: 'name', descending: false }] };
  const page = await readPage(db, source, query);
  return { totalRecord: page.total, filterRecord: page.matched, records: page.rows };
}
