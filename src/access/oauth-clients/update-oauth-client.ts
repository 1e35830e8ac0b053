import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import {
  requireOwnHand,
  updateOauthClient as updateClient,
  type OauthClientRecord,
  type PersonRole,
  type Principal,
} from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import { compareLinks, replaceTokenLinks, type TokenLinkChanges } from '../api-tokens/token-links.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts, type AccessFacts } from '../gather-facts.ts';
import { isWorkspaceOwner } from '../hand-on.ts';
import { getPersonas } from '../personas/persona-names.ts';
import { withItsPersonas, type OauthClient } from './oauth-client.ts';

/** What is absent stays. `personaQualifiedNames` is the complete set: a persona left out is unlinked. */
export interface OauthClientUpdate {
  readonly clientId: string;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly personaQualifiedNames?: readonly string[] | undefined;
}

interface Relink {
  readonly record: OauthClientRecord;
  readonly qualifiedNames: readonly string[] | undefined;
}

async function relink(tx: Tx, facts: AccessFacts, { record, qualifiedNames }: Relink): Promise<TokenLinkChanges> {
  if (qualifiedNames === undefined) return { linked: [], unlinked: [] };
  const { personas: before } = await withItsPersonas(tx, record);
  const after = await getPersonas(tx, qualifiedNames, 'personaQNs');
  const { linked, unlinked } = compareLinks({ before, after });
  if (facts.principal.actorId === record.actorId && linked.length + unlinked.length > 0) {
    throw new CatalogError('permission_denied', 'an OAuth client may not change its own personas');
  }
  return replaceTokenLinks(tx, facts, { username: record.username, kind: 'client', before, after });
}

/**
 * Changes the texts of an OAuth client and, when a list is given, makes its personas exactly that list. Its role never changes.
 * Throws `record_not_found`, `permission_denied`, `connection_admin_required`, `field_invalid` (texts, every unknown persona).
 */
export async function updateOauthClient(
  deps: AccessDeps,
  principal: Principal,
  update: OauthClientUpdate,
): Promise<OauthClient> {
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'oauth-client.manage');
    const { clientId, displayName, description, personaQualifiedNames: qualifiedNames } = update;
    const record = await updateClient(tx, { clientId, displayName, description, updatedBy: principal.username });
    const changes = await relink(tx, facts, { record, qualifiedNames });
    await recordAudit(tx, {
      actor: principal,
      action: 'oauth-client.update',
      objectKind: 'oauth-client',
      objectId: record.id,
      detail: {
        ...{ clientId, displayName: record.displayName },
        linked: changes.linked.map(({ qualifiedName }) => qualifiedName),
        unlinked: changes.unlinked.map(({ qualifiedName }) => qualifiedName),
      },
    });
    return withItsPersonas(tx, record);
  });
}

export interface ExchangeRight {
  readonly clientId: string;
  /** The highest role of people it may act for; `null` takes the right away, and ends every bearer it has by it. */
  readonly roleMax: PersonRole | null;
}

/**
 * Says whether an OAuth client may act for people (RFC 8693), and for whom at most.
 * SECURITY: only a person who is an admin gives this right: a token or client that could would make itself everybody.
 * Throws `record_not_found`, `permission_denied`.
 */
export async function setExchangeRight(
  deps: AccessDeps,
  principal: Principal,
  { clientId, roleMax }: ExchangeRight,
): Promise<OauthClient> {
  requireOwnHand(principal);
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'oauth-client.manage');
    if (!isWorkspaceOwner(facts)) {
      throw new CatalogError('permission_denied', 'only a person who is an admin lets a client act for people');
    }
    const change = { clientId, exchangeRoleMax: roleMax, updatedBy: principal.username };
    const record = await updateClient(tx, change);
    await recordAudit(tx, {
      actor: principal,
      action: 'oauth-client.set-exchange-right',
      objectKind: 'oauth-client',
      objectId: record.id,
      detail: { clientId, roleMax },
    });
    return withItsPersonas(tx, record);
  });
}
