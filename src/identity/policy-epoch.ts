import { invariant } from '../foundation/index.ts';
import type { Db, Tx } from '../postgres/index.ts';

/**
 * Says, inside the caller's transaction, that who may do what has changed; answers the new epoch.
 * INVARIANT: whatever was worked out under an older epoch is not used for a request that starts after the commit,
 * because authentication reads the epoch in the statement that finds the secret.
 */
export async function bumpPolicyEpoch(tx: Tx): Promise<number> {
  const { epoch } = await tx
    .updateTable('policy_epoch')
    .set((row) => ({ epoch: row('epoch', '+', 1) }))
    .returning('epoch')
    .executeTakeFirstOrThrow();
  return epoch;
}

export async function readPolicyEpoch(db: Db | Tx): Promise<number> {
  const row = await db.selectFrom('policy_epoch').select('epoch').executeTakeFirst();
  invariant(row !== undefined, 'there is one policy epoch');
  return row.epoch;
}
