import { bumpPolicyEpoch } from '../identity/index.ts';
import { type InTransaction } from './deps.ts';

/**
 * Ends what the given connections, collections, personas, purposes and policies grant or deny, inside the transaction that deletes the
 * assets. A persona takes its policies and members with it, a purpose its policies. Guids of other assets are passed over.
 */
export async function forgetGoverned({ tx }: InTransaction, guids: readonly string[]): Promise<void> {
  if (guids.length === 0) return;
  const results = [
    await tx.deleteFrom('connection_admin').where('connection_guid', 'in', guids).executeTakeFirst(),
    await tx.deleteFrom('collection_member').where('collection_guid', 'in', guids).executeTakeFirst(),
    await tx.deleteFrom('policy').where('guid', 'in', guids).executeTakeFirst(),
    await tx.deleteFrom('persona').where('guid', 'in', guids).executeTakeFirst(),
    await tx.deleteFrom('purpose').where('guid', 'in', guids).executeTakeFirst(),
  ];
  if (results.some(({ numDeletedRows }) => numDeletedRows > 0n)) await bumpPolicyEpoch(tx);
}

/**
 * Takes the name of a group out of admin lists, collections, personas and the audiences of policies, inside the transaction that
 * deletes the group and changes the assets that show those lists.
 */
export async function forgetGroup({ tx }: InTransaction, name: string): Promise<void> {
  await tx.deleteFrom('connection_admin').where('subject_kind', '=', 'group').where('subject', '=', name).execute();
  await tx.deleteFrom('collection_member').where('subject_kind', '=', 'group').where('subject', '=', name).execute();
  await tx.deleteFrom('persona_member').where('subject_kind', '=', 'group').where('subject', '=', name).execute();
  await tx.deleteFrom('policy_audience').where('subject_kind', '=', 'group').where('subject', '=', name).execute();
  await bumpPolicyEpoch(tx);
}
