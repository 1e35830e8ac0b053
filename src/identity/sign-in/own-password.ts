import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { transact } from '../../postgres/index.ts';
import type { SignInDeps } from '../deps.ts';
import { requireOwnHand } from '../oauth/own-hand.ts';
import type { Principal } from '../principal.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import { matchlessHash, verifyPassword } from './password-hash.ts';
import { passwordLengthMax } from './password-problems.ts';
import { spendSignInAttempt } from './sign-in-budget.ts';

/**
 * Whether the password is the one of this hash; `null` is an account without one. SECURITY: one argon2id comparison in any case, of as
 * much as a password may hold.
 */
export async function isPasswordOf(deps: SignInDeps, hash: string | null, password: string): Promise<boolean> {
  // As code units first: counting the characters of a body's worth of text is work, and none of them can be less than half.
  const characters = [...password.slice(0, 2 * passwordLengthMax + 1)];
  const candidate = characters.slice(0, passwordLengthMax).join('');
  const matches = await deps.passwordGate.run(() => verifyPassword(hash ?? matchlessHash, candidate));
  return matches && candidate === password;
}

/** The person's own claim to be still the one who signed in. */
export interface OwnPassword {
  readonly password: string;
  readonly origin: RequestOrigin;
  /** The field of the input, for the refusal. */
  readonly path: string;
}

/**
 * Checks the password of who is signed in already, and gives the hash it matched. Counted like a sign-in: a stolen session must not be a
 * place to guess the password at. Throws `permission_denied` for who is no person, `field_invalid` at `path`, `rate_limited`.
 */
export async function requireOwnPassword(
  deps: SignInDeps,
  principal: Principal,
  { password, origin, path }: OwnPassword,
): Promise<string> {
  requireOwnHand(principal);
  if (principal.kind !== 'user') throw new CatalogError('permission_denied', 'only a person has a password');
  const { actorId, username } = principal;
  await spendSignInAttempt(deps.db, { username, address: origin.address ?? '' });
  const account = await deps.db
    .selectFrom('local_account')
    .where('actor_id', '=', actorId)
    .select('password_hash')
    .executeTakeFirst();
  const hash = account?.password_hash ?? null;
  if ((await isPasswordOf(deps, hash, password)) && hash !== null) return hash;
  await transact(deps.db, (tx) =>
    recordAudit(tx, { actor: principal, action: 'session.refuse', objectKind: 'actor', objectId: actorId, origin }),
  );
  const message = 'is not the password of this account';
  throw new CatalogError('field_invalid', `${path}: ${message}`, { details: [{ path, message }] });
}
