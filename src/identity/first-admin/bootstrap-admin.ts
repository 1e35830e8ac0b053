import { recordAudit, systemActor } from '../../audit/index.ts';
import { CatalogError, newNanoid, requireNoProblems } from '../../foundation/index.ts';
import { transact } from '../../postgres/index.ts';
import { createLocalUser } from '../people/create-local-user.ts';
import type { IdentityDeps } from '../deps.ts';
import { hasAdmin, holdFirstAdminLock } from './first-admin-lock.ts';
import { insertApiToken } from '../api-tokens/insert-api-token.ts';
import { localUserProblems } from '../people/local-user-problems.ts';
import { hashPassword } from '../sign-in/password-hash.ts';
import type { Principal } from '../principal.ts';

/** The plain values exist here only; whoever asked for them keeps them or loses them. */
export interface BootstrappedAdmin {
  readonly username: string;
  readonly password: string;
  readonly tokenSecret: string;
  readonly principal: Principal;
}

export interface BootstrapRequest {
  readonly username: string;
  /** Called with the plain values before anything commits; when it throws, nothing was made. */
  readonly keep?: (made: Omit<BootstrappedAdmin, 'principal'>) => Promise<void>;
}

/**
 * Makes the first admin without a person: a user with a generated password and an API token `bootstrap` of role `admin` that
 * does not expire. For scripts that start a server. Throws `state_conflict` when there is an admin, `field_invalid` for a
 * user name that cannot be one.
 */
export async function bootstrapAdmin(deps: IdentityDeps, input: BootstrapRequest): Promise<BootstrappedAdmin> {
  const { username } = input;
  const password = newNanoid(24);
  const nameProblems = localUserProblems({ username, password }).filter(({ path }) => path === 'username');
  requireNoProblems('field_invalid', nameProblems);
  const passwordHash = await hashPassword(password);
  return transact(deps.db, async (tx) => {
    await holdFirstAdminLock(tx);
    if (await hasAdmin(tx)) throw new CatalogError('state_conflict', 'there is an admin already; nothing was made');
    const createdBy = systemActor.username;
    const principal = await createLocalUser(tx, { username, role: 'admin', passwordHash, createdBy });
    const { token, secret } = await insertApiToken(tx, {
      displayName: 'bootstrap',
      description: 'made at the first start for scripts',
      role: 'admin',
      validitySeconds: null,
      createdBy: username,
      responsibleActorId: principal.actorId,
    });
    await recordAudit(tx, {
      actor: systemActor,
      action: 'first-admin.bootstrap',
      objectKind: 'actor',
      objectId: principal.actorId,
      detail: { username, apiTokenId: token.id },
    });
    await input.keep?.({ username, password, tokenSecret: secret });
    return { username, password, tokenSecret: secret, principal };
  });
}
