import { CatalogError } from '../../foundation/index.ts';
import { lockApiToken, type ApiTokenRecord } from '../../identity/index.ts';
import { type Tx } from '../../postgres/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { requireMayTakeOver } from './require-ceiling.ts';

/**
 * The token, held until the transaction ends, if the caller may give it new secrets and end old ones: the token itself where
 * `mayRotateItself` is set, whatever else it may do; anybody else with `token.manage` who may act as it.
 * Throws `permission_denied`, `record_not_found`.
 */
export async function requireMayReplaceSecrets(tx: Tx, facts: AccessFacts, id: string): Promise<ApiTokenRecord> {
  const isItself = facts.principal.tokenId === id.toLowerCase();
  if (!isItself) requireCapability(facts.principal, 'token.manage');
  const token = await lockApiToken(tx, id);
  if (!isItself) {
    await requireMayTakeOver(tx, facts, token);
    return token;
  }
  // A request that began before the token was switched off may arrive here after it.
  if (token.mayRotateItself && token.state === 'active') return token;
  const message =
    token.state === 'active'
      ? 'an api token rotates itself only where `mayRotateItself` is set; a person with `token.manage` may rotate it'
      : `an api token that is ${token.state} may not rotate itself`;
  throw new CatalogError('permission_denied', message);
}
