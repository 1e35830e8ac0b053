import { recordAudit } from '../../audit/index.ts';
import { CatalogError, requireNoProblems, type JsonObject } from '../../foundation/index.ts';
import {
  resumeApiToken as resumeToken,
  suspendApiToken as suspendToken,
  type ApiTokenRecord,
  type Principal,
} from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';
import { withItsPersonas, type ApiToken } from './api-token.ts';

export interface SuspendApiTokenInput {
  readonly id: string;
  /** For whoever finds it switched off. */
  readonly reason: string;
}

const reasonMax = 500;

function requireReason(reason: string): void {
  if (reason.trim() !== '' && reason.length <= reasonMax && !reason.includes('\u0000')) return;
  const message = `must be a text of 1 to ${String(reasonMax)} characters, not only blanks`;
  requireNoProblems('field_invalid', [{ path: 'reason', message }]);
}

interface StateChange {
  readonly principal: Principal;
  readonly action: 'api-token.suspend' | 'api-token.resume';
  readonly detail: JsonObject;
}

async function recordState(tx: Tx, { id, displayName, username }: ApiTokenRecord, change: StateChange): Promise<void> {
  await recordAudit(tx, {
    actor: change.principal,
    action: change.action,
    objectKind: 'api-token',
    objectId: id,
    detail: { displayName, username, ...change.detail },
  });
}

/**
 * Switches an API token off: no request that starts after the answer is let in by any of its secrets, and no run goes on in its
 * name. Its links and secrets stay. A token that is off already stays as it was suspended first.
 * Throws `permission_denied` without `token.manage`, `record_not_found`, `field_invalid` for the reason.
 */
export async function suspendApiToken(
  deps: AccessDeps,
  principal: Principal,
  { id, reason }: SuspendApiTokenInput,
): Promise<ApiToken> {
  requireReason(reason);
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'token.manage');
    const { token, isChanged } = await suspendToken(tx, { id, by: principal.username, reason: reason.trim() });
    const answer = await withItsPersonas(tx, token);
    const change = { principal, action: 'api-token.suspend', detail: { reason: reason.trim() } } as const;
    if (isChanged) await recordState(tx, token, change);
    return answer;
  });
}

/**
 * Switches a suspended API token on again; one that is on stays so. Throws `permission_denied` without `token.manage` and for
 * the token itself, `record_not_found`.
 */
export async function resumeApiToken(deps: AccessDeps, principal: Principal, id: string): Promise<ApiToken> {
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    // A request that began before the suspension may arrive here after it.
    if (principal.tokenId === id.toLowerCase()) {
      throw new CatalogError('permission_denied', 'an api token may not resume itself');
    }
    requireCapability(facts.principal, 'token.manage');
    const { token, isChanged } = await resumeToken(tx, id);
    const answer = await withItsPersonas(tx, token);
    if (isChanged) await recordState(tx, token, { principal, action: 'api-token.resume', detail: {} });
    return answer;
  });
}
