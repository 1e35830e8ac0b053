import { createHash } from 'node:crypto';
import { recordAudit, systemActor } from '../../audit/index.ts';
import { CatalogError, newNanoid } from '../../foundation/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';

export interface SignInCode {
  /** 22 characters, about 131 random bits; for the console of whoever runs the server, stored nowhere. */
  readonly code: string;
  readonly expiresAt: Date;
}

export function digestSignInCode(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}

/**
 * A code that signs one person in once, within 15 minutes, without a password. For the console of whoever runs the server: no
 * route makes one. A new code ends the ones before it. Throws `record_not_found` unless the user is there and active.
 */
export async function createSignInCode(deps: IdentityDeps, input: { readonly username: string }): Promise<SignInCode> {
  const { username } = input;
  return transact(deps.db, async (tx) => {
    const actor = await tx
      .selectFrom('actor')
      .where('username', '=', username)
      .where('kind', '=', 'user')
      .where('state', '=', 'active')
      .select('id')
      // Of two codes made at the same moment the second waits for the first, and ends it.
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (actor === undefined) throw new CatalogError('record_not_found', `there is no active user \`${username}\``);
    await tx.deleteFrom('sign_in_code').where('actor_id', '=', actor.id).execute();
    const code = newNanoid(22);
    const { expires_at: expiresAt } = await tx
      .insertInto('sign_in_code')
      .values({
        digest: digestSignInCode(code),
        actor_id: actor.id,
        expires_at: sql<Date>`now() + interval '15 minutes'`,
      })
      .returning('expires_at')
      .executeTakeFirstOrThrow();
    await recordAudit(tx, {
      actor: systemActor,
      action: 'sign-in-code.create',
      objectKind: 'actor',
      objectId: actor.id,
      detail: { username },
    });
    return { code, expiresAt };
  });
}
