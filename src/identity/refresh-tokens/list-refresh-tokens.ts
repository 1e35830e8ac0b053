import type { ListPage, ListQuery } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { readPage } from '../read-page.ts';
import { refreshTokenFrom, refreshTokenRows, type RefreshTokenRecord, type RefreshTokenRow } from './refresh-token.ts';

const sortColumns = {
  id: sql.ref('id'),
  name: sql.ref('name'),
  username: sql.ref('username'),
  createdAt: sql.ref('createdAt'),
  expiresAt: sql.ref('expiresAt'),
  lastUsedAt: sql.ref('lastUsedAt'),
};
const filterColumns = { name: sql.ref('name'), username: sql.ref('username'), state: sql.ref('state') };

/**
 * A page of everybody's refresh tokens, the newest first unless asked otherwise. Whether the caller may see them is for `access` to decide
 * before. Throws `filter_invalid` naming the accepted fields.
 */
export async function listRefreshTokens(db: Db | Tx, query: ListQuery): Promise<ListPage<RefreshTokenRecord>> {
  const source = { rows: refreshTokenRows, filterColumns, sortColumns };
  const page = await readPage<RefreshTokenRow>(
    db,
    { ...source, defaultSort: [{ field: 'id', descending: true }] },
    query,
  );
  return { totalRecord: page.total, filterRecord: page.matched, records: page.rows.map(refreshTokenFrom) };
}
