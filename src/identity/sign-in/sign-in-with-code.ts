import { CatalogError } from '../../foundation/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import { beginSession, type SignedIn } from './begin-session.ts';
import { digestSignInCode } from './create-sign-in-code.ts';
import type { IdentityDeps } from '../deps.ts';
import { noOrigin, type RequestOrigin } from '../secrets/request-origin.ts';

/**
 * Signs a person in by the one-time code that the console showed, and begins a session. Throws `token_invalid`.
 * INVARIANT: finding the code live and spending it are one statement; of two uses at one moment one succeeds.
 * SECURITY: wrong, used and expired answer alike. 131 random bits need no throttle.
 */
export async function signInWithCode(
  deps: IdentityDeps,
  input: { readonly code: string; readonly origin?: RequestOrigin },
): Promise<SignedIn> {
  return transact(deps.db, async (tx) => {
    const spent = await tx
      .deleteFrom('sign_in_code')
      .where('digest', '=', digestSignInCode(input.code))
      .where('expires_at', '>', sql<Date>`now()`)
      .returning('actor_id')
      .executeTakeFirst();
    const holder =
      spent === undefined
        ? undefined
        : await tx
            .selectFrom('actor')
            .where('id', '=', spent.actor_id)
            .where('state', '=', 'active')
            .select(['id as actorId', 'username', 'role'])
            .executeTakeFirst();
    if (holder === undefined) throw new CatalogError('token_invalid', 'the sign-in code is wrong, used or expired');
    return beginSession(tx, holder, { ...(input.origin ?? noOrigin), method: 'sign-in-code' });
  });
}
