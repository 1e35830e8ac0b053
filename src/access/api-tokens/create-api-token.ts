import { recordAudit } from '../../audit/index.ts';
import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import {
  getApiToken,
  insertApiToken,
  parseValiditySeconds,
  readWorkspaceSettings,
  requireOwnHand,
  type ApiTokenRecord,
  type Principal,
  type Role,
} from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import { isRoleWithin, requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts, type AccessFacts } from '../gather-facts.ts';
import { getPersonas } from '../personas/persona-names.ts';
import { type ApiToken } from './api-token.ts';
import { requireNetworksWithin, requireScopesWithin } from './require-ceiling.ts';
import { requireValidity } from './require-validity.ts';
import { replaceTokenLinks } from './token-links.ts';
import { parseTokenTerms, type ParsedTokenTerms, type TokenTermsInput } from './token-terms.ts';

export interface ApiTokenInput extends TokenTermsInput {
  readonly displayName: string;
  readonly description: string;
  readonly personaQualifiedNames: readonly string[];
  /** As on the wire: absent, `null`, negative or 409968000 and more for no expiry; 0 is refused. */
  readonly validitySeconds?: number | null | undefined;
  /** The workspace's default role for API tokens when absent. */
  readonly role?: Role | undefined;
  readonly mayRotateItself?: boolean | undefined;
}

export interface CreatedApiToken {
  readonly token: ApiToken;
  /** The bearer; exists here only, shown once. */
  readonly secret: string;
}

function requireOwnRole(facts: AccessFacts, role: Role): void {
  if (isRoleWithin(role, facts.principal.role)) return;
  throw new CatalogError(
    'permission_denied',
    `an api token may not have the role \`${role}\`, which is above \`${facts.principal.role}\` of who makes it`,
  );
}

/** The caller's own record, where the caller is an API token. */
export async function findOwnToken(tx: Tx, { principal }: AccessFacts): Promise<ApiTokenRecord | null> {
  return principal.tokenId === undefined ? null : getApiToken(tx, principal.tokenId);
}

/** The person who makes it, or who answers for the token that makes it. */
function responsibleFor({ principal }: AccessFacts, own: ApiTokenRecord | null): string | null {
  return principal.kind === 'user' ? principal.actorId : (own?.responsible?.id ?? null);
}

/** As a record tells it: what was not asked for is left out. */
export function termsDetail({ scopes, allowedNetworks, requestsPerMinute }: ParsedTokenTerms): JsonObject {
  return {
    ...(scopes === undefined ? {} : { scopes: scopes === null ? null : { ...scopes } }),
    ...(allowedNetworks === undefined ? {} : { allowedNetworks }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
  };
}

/**
 * Makes an API token: an actor of its own, with the given role and terms, linked to the given personas and nothing else,
 * whatever its maker may do. Token, links and audit record commit together.
 * Throws `permission_denied` (no `token.manage`; a role, scopes or networks beyond one's own; handing on what one does not
 * hold), `connection_admin_required`, `field_invalid` (texts, validity, terms, every unknown persona).
 */
export async function createApiToken(
  deps: AccessDeps,
  principal: Principal,
  input: ApiTokenInput,
): Promise<CreatedApiToken> {
  requireOwnHand(principal);
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'token.manage');
    const settings = await readWorkspaceSettings(tx);
    const { displayName, description, mayRotateItself = false } = input;
    const terms = parseTokenTerms(input);
    const validitySeconds = parseValiditySeconds(input.validitySeconds);
    requireValidity(validitySeconds, settings);
    const role = input.role ?? settings.tokens.defaultRole;
    const own = await findOwnToken(tx, facts);
    requireOwnRole(facts, role);
    requireScopesWithin(facts, terms.scopes ?? null);
    requireNetworksWithin(own, terms.allowedNetworks ?? null);
    const personas = await getPersonas(tx, input.personaQualifiedNames);
    const { token, secret } = await insertApiToken(tx, {
      ...{ displayName, description, role, validitySeconds, mayRotateItself },
      ...terms,
      createdBy: principal.username,
      responsibleActorId: responsibleFor(facts, own),
    });
    await replaceTokenLinks(tx, facts, { username: token.username, before: [], after: personas });
    await recordAudit(tx, {
      actor: principal,
      action: 'api-token.create',
      objectKind: 'api-token',
      objectId: token.id,
      detail: {
        ...{ displayName, role, validitySeconds: token.validitySeconds },
        ...termsDetail(terms),
        ...(mayRotateItself ? { mayRotateItself } : {}),
        linked: personas.map(({ qualifiedName }) => qualifiedName),
      },
    });
    return { token: { ...token, personas }, secret };
  });
}
