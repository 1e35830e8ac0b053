import { type ListPage, type ListQuery } from '../../foundation/index.ts';
import { listApiTokens as listTokens, type ApiTokenRestriction, type Principal } from '../../identity/index.ts';
import { withPersonas, type ApiToken } from './api-token.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';

/** A list of API tokens, or of those of one sort only: ownerless, or about to expire. */
export type ApiTokenQuery = ListQuery & Pick<ApiTokenRestriction, 'ownerless' | 'expiresWithinDays'>;

/**
 * A page of API tokens with their personas, never their secrets. Throws `permission_denied` without `token.read`,
 * `filter_invalid` for an unknown field.
 */
export async function listApiTokens(
  deps: AccessDeps,
  principal: Principal,
  query: ApiTokenQuery,
): Promise<ListPage<ApiToken>> {
  requireCapability(principal, 'token.read');
  const page = await listTokens(deps.db, query, query);
  return { ...page, records: await withPersonas(deps.db, page.records) };
}
