import { listConnectionAdmins as listAdmins, type ListedConnectionAdmin } from '../../access/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { getReadableConnection } from './hold-connection.ts';

/** The admins of a connection. */
export interface ConnectionAdminList {
  readonly guid: string;
  readonly qualifiedName: string;
  /** Of the connection, which grows with every change of its admins. */
  readonly version: number;
  readonly admins: readonly ListedConnectionAdmin[];
}

/**
 * Who administers a connection and how each comes to, for whoever may read it. `reference` is its guid or qualified name.
 * Throws `asset_not_found`, `asset_unique_attribute_not_found`.
 */
export async function listConnectionAdmins(
  deps: CatalogDeps,
  principal: Principal,
  reference: string,
): Promise<ConnectionAdminList> {
  const { guid, qualifiedName, version } = await getReadableConnection(deps, principal, reference);
  return { guid, qualifiedName, version, admins: await listAdmins(deps.db, guid) };
}
