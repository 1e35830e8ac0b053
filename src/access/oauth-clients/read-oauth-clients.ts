import { type ListPage, type ListQuery } from '../../foundation/index.ts';
import { getOauthClient as readClient, listOauthClients as listClients, type Principal } from '../../identity/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { withItsPersonas, withPersonas, type OauthClient } from './oauth-client.ts';

/**
 * A page of OAuth clients with their personas, never their secrets. Throws `permission_denied` without `oauth-client.manage`,
 * `filter_invalid` for an unknown field.
 */
export async function listOauthClients(
  deps: AccessDeps,
  principal: Principal,
  query: ListQuery,
): Promise<ListPage<OauthClient>> {
  requireCapability(principal, 'oauth-client.manage');
  const page = await listClients(deps.db, query);
  return { ...page, records: await withPersonas(deps.db, page.records) };
}

/** One client by its client id. Throws `permission_denied` without `oauth-client.manage`, `record_not_found`. */
export async function getOauthClient(deps: AccessDeps, principal: Principal, clientId: string): Promise<OauthClient> {
  requireCapability(principal, 'oauth-client.manage');
  return withItsPersonas(deps.db, await readClient(deps.db, clientId));
}
