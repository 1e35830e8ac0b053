import { recordAudit } from '../../audit/index.ts';
import { requireNoProblems } from '../../foundation/index.ts';
import {
  endTokensOfClient,
  signedTokenSecondsMax,
  signedTokenSecondsMin,
  updateOauthClient as updateClient,
  type Principal,
} from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';
import { withItsPersonas, type OauthClient } from './oauth-client.ts';

export interface SignedTokenDuration {
  readonly clientId: string;
  /** How long the tokens live that are issued from now on. */
  readonly seconds: number;
}

function requireDuration(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= signedTokenSecondsMin && seconds <= signedTokenSecondsMax) return;
  const range = `from ${String(signedTokenSecondsMin)} to ${String(signedTokenSecondsMax)}`;
  const message = `must be a whole number of seconds ${range}; got \`${String(seconds)}\``;
  requireNoProblems('field_invalid', [{ path: 'seconds', message }]);
}

/**
 * Says how long signed access tokens of an OAuth client live; the one it has keeps its end.
 * Throws `permission_denied` without `oauth-client.manage`, `record_not_found`, `field_invalid`.
 */
export async function setSignedTokenDuration(
  deps: AccessDeps,
  principal: Principal,
  { clientId, seconds }: SignedTokenDuration,
): Promise<OauthClient> {
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'oauth-client.manage');
    requireDuration(seconds);
    const change = { clientId, signedTokenSeconds: seconds, updatedBy: principal.username };
    const record = await updateClient(tx, change);
    await recordAudit(tx, {
      actor: principal,
      action: 'oauth-client.set-token-duration',
      objectKind: 'oauth-client',
      objectId: record.id,
      detail: { clientId, seconds },
    });
    return withItsPersonas(tx, record);
  });
}

/**
 * Ends every access token of an OAuth client, those with which it acts for people too, and answers how many were live. Its secrets stay.
 * Throws `permission_denied` without `oauth-client.manage`, `record_not_found`.
 */
export async function endClientTokens(deps: AccessDeps, principal: Principal, clientId: string): Promise<number> {
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'oauth-client.manage');
    const { client, ended } = await endTokensOfClient(tx, clientId);
    await recordAudit(tx, {
      actor: principal,
      action: 'oauth-client.end-tokens',
      objectKind: 'oauth-client',
      objectId: client.id,
      detail: { clientId, ended },
    });
    return ended;
  });
}
