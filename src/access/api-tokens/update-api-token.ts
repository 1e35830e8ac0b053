import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import {
  lockApiToken,
  updateApiToken as updateToken,
  type ApiTokenRecord,
  type Principal,
} from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import { withItsPersonas, type ApiToken } from './api-token.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts, type AccessFacts } from '../gather-facts.ts';
import { getPersonas } from '../personas/persona-names.ts';
import { compareLinks, replaceTokenLinks, type TokenLinkChanges } from './token-links.ts';

/** What is absent stays. `personaQualifiedNames` is the complete set: a persona left out is unlinked. */
export interface ApiTokenUpdate {
  readonly id: string;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly personaQualifiedNames?: readonly string[] | undefined;
}

/** The token as it is now, and what the update did to its links. */
export type UpdatedApiToken = ApiToken & TokenLinkChanges;

interface Relink {
  readonly record: ApiTokenRecord;
  readonly qualifiedNames: readonly string[];
}

async function relink(tx: Tx, facts: AccessFacts, { record, qualifiedNames }: Relink): Promise<TokenLinkChanges> {
  const { personas: before } = await withItsPersonas(tx, record);
  const after = await getPersonas(tx, qualifiedNames);
  const { linked, unlinked } = compareLinks({ before, after });
  if (facts.principal.tokenId === record.id && linked.length + unlinked.length > 0) {
    throw new CatalogError('permission_denied', 'an api token may not change its own personas');
  }
  return replaceTokenLinks(tx, facts, { username: record.username, before, after });
}

/**
 * Changes the texts of an API token and, when a list is given, makes its personas exactly that list; what that linked and
 * unlinked is in the answer and in the audit record of the same transaction. Role, terms and expiry never change.
 * Throws `record_not_found`, `permission_denied`, `connection_admin_required`, `field_invalid` (texts, every unknown persona).
 */
export async function updateApiToken(
  deps: AccessDeps,
  principal: Principal,
  update: ApiTokenUpdate,
): Promise<UpdatedApiToken> {
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'token.manage');
    const { id, displayName, description, personaQualifiedNames: qualifiedNames } = update;
    const held = await lockApiToken(tx, id);
    const changes: TokenLinkChanges =
      qualifiedNames === undefined
        ? { linked: [], unlinked: [] }
        : await relink(tx, facts, { record: held, qualifiedNames });
    const hasNewLinks = changes.linked.length + changes.unlinked.length > 0;
    const record = await updateToken(tx, { id, displayName, description, hasNewLinks });
    await recordAudit(tx, {
      actor: principal,
      action: 'api-token.update',
      objectKind: 'api-token',
      objectId: record.id,
      detail: {
        displayName: record.displayName,
        linked: changes.linked.map(({ qualifiedName }) => qualifiedName),
        unlinked: changes.unlinked.map(({ qualifiedName }) => qualifiedName),
      },
    });
    return { ...(await withItsPersonas(tx, record)), ...changes };
  });
}
