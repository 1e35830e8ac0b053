import { createHash } from 'node:crypto';
import { recordAudit, systemActor } from '../../audit/index.ts';
import { newNanoid } from '../../foundation/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import { hasAdmin, holdFirstAdminLock } from './first-admin-lock.ts';

export interface FirstAdminCode {
  /** 22 characters, about 131 random bits; printed on the console of whoever started the server, stored nowhere. */
  readonly code: string;
  readonly expiresAt: Date;
}

export function digestFirstAdminCode(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}

/**
 * A one-time code with which one person becomes the first admin within 15 minutes; `null` once there is an admin.
 * A new code ends the ones before it.
 */
export async function createFirstAdminCode(deps: IdentityDeps): Promise<FirstAdminCode | null> {
  return transact(deps.db, async (tx) => {
    await holdFirstAdminLock(tx);
    if (await hasAdmin(tx)) return null;
    await tx.deleteFrom('first_admin_code').where('used_at', 'is', null).execute();
    const code = newNanoid(22);
    const { expires_at } = await tx
      .insertInto('first_admin_code')
      .values({
        digest: digestFirstAdminCode(code),
        expires_at: sql<Date>`now() + interval '15 minutes'`,
        used_at: null,
      })
      .returning('expires_at')
      .executeTakeFirstOrThrow();
    await recordAudit(tx, {
      actor: systemActor,
      action: 'first-admin-code.create',
      objectKind: 'first-admin-code',
      objectId: 'console',
    });
    return { code, expiresAt: expires_at };
  });
}
