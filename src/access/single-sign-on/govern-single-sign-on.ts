import { CatalogError } from '../../foundation/index.ts';
import { type Principal, type SingleSignOn } from '../../identity/index.ts';
import { type Db, type Tx } from '../../postgres/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts, type AccessFacts } from '../gather-facts.ts';
import { isWorkspaceOwner } from '../hand-on.ts';

/** What the operations on providers need: sealing, and the way to the providers. */
export interface SingleSignOnDeps extends AccessDeps {
  readonly singleSignOn: SingleSignOn;
}

/** The facts of an actor that looks at or maps groups of providers. Throws `permission_denied` without `single-sign-on.manage`. */
export async function governSingleSignOn(db: Db | Tx, principal: Principal): Promise<AccessFacts> {
  const facts = await gatherFacts(db, principal);
  requireCapability(facts.principal, 'single-sign-on.manage');
  return facts;
}

/**
 * The same for who says which providers are believed, and who is who there. Throws `permission_denied`.
 * SECURITY: people only, in person. An API token that could name a provider of its own would sign in there as any admin and
 * be more than it is, and go on after it was revoked.
 */
export async function governProviders(tx: Tx, principal: Principal): Promise<AccessFacts> {
  const facts = await governSingleSignOn(tx, principal);
  if (isWorkspaceOwner(facts) && facts.principal.act === undefined) return facts;
  throw new CatalogError(
    'permission_denied',
    'only a person who is an admin says which identity providers are believed; sign in, or use a bearer of your own',
  );
}
