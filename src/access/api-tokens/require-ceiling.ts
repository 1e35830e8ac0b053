import { CatalogError } from '../../foundation/index.ts';
import {
  isNetworkWithin,
  parseNetwork,
  type ApiTokenRecord,
  type Network,
  type TokenScopes,
} from '../../identity/index.ts';
import { actions, isSubset, residual } from '../../policy/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { isRoleWithin } from '../capabilities.ts';
import { assetCondition } from '../decide-asset.ts';
import { gatherDormantFacts, type AccessFacts } from '../gather-facts.ts';
import { collectionRoot } from '../qualified-names.ts';
import { isScopesWithin } from '../token-scopes.ts';

/** Throws `permission_denied` unless these scopes leave nothing that the caller's own take away. */
export function requireScopesWithin({ principal }: AccessFacts, scopes: TokenScopes | null): void {
  if (isScopesWithin(scopes, principal.scopes)) return;
  throw new CatalogError(
    'permission_denied',
    `an api token may not have wider scopes than \`${principal.username}\`, who has \`${JSON.stringify(principal.scopes)}\``,
  );
}

function readNetworks(texts: readonly string[]): Network[] {
  return texts.flatMap((text) => {
    const network = parseNetwork(text);
    return 'problem' in network ? [] : [network];
  });
}

/**
 * Throws `permission_denied` when an API token that is tied to networks would make or change a token to be used from others: a
 * secret that was stolen would otherwise make itself one that works anywhere.
 */
export function requireNetworksWithin(own: ApiTokenRecord | null, allowedNetworks: readonly string[] | null): void {
  if (own === null || own.allowedNetworks === null) return;
  const outer = readNetworks(own.allowedNetworks);
  const isWithin = readNetworks(allowedNetworks ?? []).every((inner) =>
    outer.some((one) => isNetworkWithin(inner, one)),
  );
  if (allowedNetworks !== null && isWithin) return;
  const accepted = own.allowedNetworks.map((network) => `\`${network}\``).join(', ');
  throw new CatalogError(
    'permission_denied',
    `\`allowedNetworks\` must lie within ${accepted}, as those of who asks do`,
  );
}

/** Throws `permission_denied` when the token's role is above the caller's own. */
export function requireRoleWithin({ principal }: AccessFacts, token: ApiTokenRecord): void {
  if (isRoleWithin(token.role, principal.role)) return;
  throw new CatalogError(
    'permission_denied',
    `api token \`${token.displayName}\` has the role \`${token.role}\`, which is above \`${principal.role}\` of \`${principal.username}\``,
  );
}

async function hasOwnCollections(tx: Tx, { username }: ApiTokenRecord): Promise<boolean> {
  const root = `${collectionRoot}/${username}`;
  const { rows } = await sql`
    SELECT FROM asset WHERE qualified_name = ${root}
      OR (qualified_name >= ${`${root}/`} AND qualified_name < ${`${root}0`}) LIMIT 1`.execute(tx);
  return rows.length > 0;
}

/** What links and lists give it, under its denies; what follows from its role is compared as a role. */
async function grantedBeyond(tx: Tx, facts: AccessFacts, token: ApiTokenRecord): Promise<boolean> {
  const { actorId, username, role, id: tokenId } = token;
  const held = await gatherDormantFacts(tx, { actorId, kind: 'token', username, role, tokenId, epoch: 0 });
  const granted = held.policies.filter(({ id }) => !id.startsWith('workspace:'));
  return actions.some((action) => !isSubset(residual(granted, action), assetCondition(facts, action)));
}

/**
 * Throws `permission_denied` unless the caller may come to act as this token, by a secret of it or by lifting its ceiling. A
 * person only needs no lesser role. An API token or OAuth client must itself hold all that the token holds: role, scopes,
 * every grant on assets, and what it made for itself.
 * SECURITY: without this, a token that may do nothing but manage tokens could take the secret of any other one. What cannot
 * be told counts as not held. A suspended token is judged by what it would hold when switched on.
 */
export async function requireMayTakeOver(tx: Tx, facts: AccessFacts, token: ApiTokenRecord): Promise<void> {
  requireRoleWithin(facts, token);
  if (facts.principal.kind === 'user') return;
  requireScopesWithin(facts, token.scopes);
  if (!(await grantedBeyond(tx, facts, token)) && !(await hasOwnCollections(tx, token))) return;
  throw new CatalogError(
    'permission_denied',
    `\`${facts.principal.username}\` may not act as api token \`${token.displayName}\`, which holds more than itself; a person may`,
  );
}
