import type { ListPage, ListQuery } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { readPage } from '../read-page.ts';
import { oauthClientRows, type OauthClientRecord } from './oauth-client.ts';

const filterColumns = {
  id: sql`id::text`,
  clientId: sql.ref('clientId'),
  displayName: sql.ref('displayName'),
  createdBy: sql.ref('createdBy'),
};
const sortColumns = { ...filterColumns, createdAt: sql.ref('createdAt'), updatedAt: sql.ref('updatedAt') };

/**
 * A page of OAuth clients, oldest first unless asked otherwise. Filters: `displayName`, `clientId`, `id`, `createdBy`; sorting also by
 * `createdAt`, `updatedAt`. Throws `filter_invalid`.
 */
export async function listOauthClients(db: Db | Tx, query: ListQuery): Promise<ListPage<OauthClientRecord>> {
  const defaultSort = [{ field: 'createdAt', descending: false }];
  const page = await readPage(db, { rows: oauthClientRows, filterColumns, sortColumns, defaultSort }, query);
  return { totalRecord: page.total, filterRecord: page.matched, records: page.rows };
}
