import { getApiToken as getTokenRecord, type Principal } from '../../identity/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { withItsPersonas, type ApiToken } from './api-token.ts';

/** One API token with its personas, never its secrets. Throws `permission_denied` without `token.read`, `record_not_found`. */
export async function getApiToken(deps: AccessDeps, principal: Principal, id: string): Promise<ApiToken> {
  requireCapability(principal, 'token.read');
  return withItsPersonas(deps.db, await getTokenRecord(deps.db, id));
}
