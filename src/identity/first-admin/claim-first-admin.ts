import { recordAudit } from '../../audit/index.ts';
import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import { sql, transact, type Db, type Tx } from '../../postgres/index.ts';
import { digestFirstAdminCode } from './create-first-admin-code.ts';
import { createLocalUser } from '../people/create-local-user.ts';
import type { IdentityDeps } from '../deps.ts';
import { hasAdmin, holdFirstAdminLock } from './first-admin-lock.ts';
import { localUserProblems, type LocalUserInput } from '../people/local-user-problems.ts';
import { breachProblems } from '../sign-in/new-password.ts';
import { hashPassword } from '../sign-in/password-hash.ts';
import type { Principal } from '../principal.ts';

export interface FirstAdminClaim extends LocalUserInput {
  readonly code: string;
}

async function requireNoAdmin(db: Db | Tx): Promise<void> {
  if (await hasAdmin(db)) throw new CatalogError('state_conflict', 'there is an admin already; sign in or ask them');
}

/** SECURITY: wrong, used and expired answer alike. */
function refuseCode(): CatalogError {
  return new CatalogError(
    'permission_denied',
    'the code is wrong, used or expired; restart the server to have a new one shown on its console',
  );
}

/** A look without effect, so that a stranger's wrong code costs no password hash. */
async function requireLiveCode(db: Db, digest: Buffer): Promise<void> {
  const live = await db
    .selectFrom('first_admin_code')
    .where('digest', '=', digest)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .select('digest')
    .executeTakeFirst();
  if (live === undefined) throw refuseCode();
}

/** INVARIANT: finding the code live and marking it used are one statement; of two claims one marks it. */
async function spendCode(tx: Tx, digest: Buffer): Promise<void> {
  const spent = await tx
    .updateTable('first_admin_code')
    .set({ used_at: sql<Date>`now()` })
    .where('digest', '=', digest)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('digest')
    .executeTakeFirst();
  if (spent === undefined) throw refuseCode();
}

/**
 * Makes the holder of the console's code the first admin. Throws `state_conflict` when there is an admin, also when another
 * claim was faster, `permission_denied` for a code that is wrong, used or expired, `field_invalid` with everything wrong
 * with the account; a refused account leaves the code usable.
 */
export async function claimFirstAdmin(deps: IdentityDeps, claim: FirstAdminClaim): Promise<Principal> {
  const digest = digestFirstAdminCode(claim.code);
  await requireNoAdmin(deps.db);
  await requireLiveCode(deps.db, digest);
  const problems = localUserProblems(claim);
  const isGoodPassword = !problems.some(({ path }) => path === 'password');
  const breached = isGoodPassword ? await breachProblems(deps, claim.password) : [];
  requireNoProblems('field_invalid', [...problems, ...breached]);
  const passwordHash = await hashPassword(claim.password);
  return transact(deps.db, async (tx) => {
    await holdFirstAdminLock(tx);
    await requireNoAdmin(tx);
    await spendCode(tx, digest);
    const { username, email } = claim;
    const principal = await createLocalUser(tx, {
      username,
      role: 'admin',
      passwordHash,
      createdBy: username,
      ...(email === undefined ? {} : { email }),
    });
    await recordAudit(tx, {
      actor: principal,
      action: 'first-admin.claim',
      objectKind: 'actor',
      objectId: principal.actorId,
      detail: { username },
    });
    return principal;
  });
}
