import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { insertApiToken, type Principal, type Role } from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import { type ApiToken } from './api-token.ts';
import { isRoleWithin, requireCapability } from '../capabilities.ts';
import { readDefaultTokenRole } from './default-token-role.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts, type AccessFacts } from '../gather-facts.ts';
import { getPersonas } from '../personas/persona-names.ts';
import { replaceTokenLinks } from './token-links.ts';

export interface ApiTokenInput {
  readonly displayName: string;
  readonly description: string;
  readonly personaQualifiedNames: readonly string[];
  /** As on the wire: absent, `null`, negative or 409968000 and more for no expiry; 0 is refused. */
  readonly validitySeconds?: number | null | undefined;
  /** The workspace's default role for API tokens when absent. */
  readonly role?: Role | undefined;
}

export interface CreatedApiToken {
  readonly token: ApiToken;
  /** The bearer; exists here only, shown once. */
  readonly secret: string;
}

async function chooseRole(tx: Tx, facts: AccessFacts, asked: Role | undefined): Promise<Role> {
  const role = asked ?? (await readDefaultTokenRole(tx));
  if (isRoleWithin(role, facts.principal.role)) return role;
  throw new CatalogError(
    'permission_denied',
    `an api token may not have the role \`${role}\`, which is above \`${facts.principal.role}\` of who makes it`,
  );
}

/**
 * Makes an API token: an actor of its own, with the given role, linked to the given personas and nothing else, whatever
 * its maker may do. Token, links and audit record commit together.
 * Throws `permission_denied` (no `token.manage`, a role above one's own, handing on what one does not hold),
 * `connection_admin_required`, `field_invalid` (texts, validity, every unknown persona).
 */
export async function createApiToken(
  deps: AccessDeps,
  principal: Principal,
  input: ApiTokenInput,
): Promise<CreatedApiToken> {
  return retryTransaction(deps.db, async (tx) => {
    const facts = await gatherFacts(tx, principal);
    requireCapability(facts.principal, 'token.manage');
    const { displayName, description, validitySeconds } = input;
    const role = await chooseRole(tx, facts, input.role);
    const personas = await getPersonas(tx, input.personaQualifiedNames);
    const createdBy = principal.username;
    const { token, secret } = await insertApiToken(tx, { displayName, description, role, validitySeconds, createdBy });
    await replaceTokenLinks(tx, facts, { username: token.username, before: [], after: personas });
    await recordAudit(tx, {
      actor: principal,
      action: 'api-token.create',
      objectKind: 'api-token',
      objectId: token.id,
      detail: {
        displayName,
        role,
        validitySeconds: token.validitySeconds,
        linked: personas.map(({ qualifiedName }) => qualifiedName),
      },
    });
    return { token: { ...token, personas }, secret };
  });
}
