import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { insertOauthClient, requireOwnHand, type ClientRole, type Principal } from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { findOwnToken } from '../api-tokens/create-api-token.ts';
import { requireNetworksWithin, requireScopesWithin } from '../api-tokens/require-ceiling.ts';
import { replaceTokenLinks } from '../api-tokens/token-links.ts';
import { isRoleWithin, requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts, type AccessFacts } from '../gather-facts.ts';
import { getPersonas } from '../personas/persona-names.ts';
import { type OauthClient } from './oauth-client.ts';

export interface OauthClientInput {
  readonly displayName: string;
  readonly description: string;
  /** The wire name of a role: `$admin`, `$member`, `$guest` or `$api-token-default-access`. */
  readonly role: string;
  readonly personaQualifiedNames: readonly string[];
}

export interface CreatedOauthClient {
  readonly client: OauthClient;
  /** The client secret; exists here only, shown once. */
  readonly secret: string;
}

const rolesByName: Readonly<Record<string, ClientRole>> = {
  $admin: 'admin',
  $member: 'member',
  $guest: 'guest',
  '$api-token-default-access': 'default',
};

function parseRole(name: string): ClientRole {
  const role = Object.hasOwn(rolesByName, name) ? rolesByName[name] : undefined;
  if (role !== undefined) return role;
  const accepted = Object.keys(rolesByName)
    .map((known) => `\`${known}\``)
    .join(', ');
  const message = `\`${name}\` is no role of an OAuth client; accepted: ${accepted}`;
  throw new CatalogError('field_invalid', `role: ${message}`, { details: [{ path: 'role', message }] });
}

function requireOwnRole({ principal }: AccessFacts, role: ClientRole): void {
  if (isRoleWithin(role, principal.role)) return;
  throw new CatalogError(
    'permission_denied',
    `an OAuth client may not have the role \`${role}\`, which is above \`${principal.role}\` of who makes it`,
  );
}

/**
 * Makes an OAuth client: an actor of its own, with the given role, linked to the given personas and nothing else. Client, links and audit
 * record commit together.
 * SECURITY: a client has neither scopes nor networks, so an API token that is held down by either makes none.
 * Throws `permission_denied` (no `oauth-client.manage`, a role above one's own, handing on what one does not hold),
 * `connection_admin_required`, `field_invalid` (texts, role, every unknown persona).
 */
export async function createOauthClient(
  deps: AccessDeps,
  principal: Principal,
  input: OauthClientInput,
): Promise<CreatedOauthClient> {
  requireOwnHand(principal);
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'oauth-client.manage');
    const role = parseRole(input.role);
    requireOwnRole(facts, role);
    requireScopesWithin(facts, null);
    requireNetworksWithin(await findOwnToken(tx, facts), null);
    const personas = await getPersonas(tx, input.personaQualifiedNames, 'personaQNs');
    const { displayName, description } = input;
    const made = await insertOauthClient(tx, { displayName, description, role, createdBy: principal.username });
    const { client, secret } = made;
    await replaceTokenLinks(tx, facts, { username: client.username, kind: 'client', before: [], after: personas });
    const linked = personas.map(({ qualifiedName }) => qualifiedName);
    await recordAudit(tx, {
      actor: principal,
      action: 'oauth-client.create',
      objectKind: 'oauth-client',
      objectId: client.id,
      detail: { clientId: client.clientId, displayName, role, linked },
    });
    return { client: { ...client, personas }, secret };
  });
}
