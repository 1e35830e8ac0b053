import { CatalogError, newGuid } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { bumpPolicyEpoch } from '../policy-epoch.ts';
import { requireGroupTexts, type GroupTexts, type HeldGroup } from './group.ts';

export interface NewGroup extends GroupTexts {
  /** Internal, for lists of admins and members; can never be changed. */
  readonly name: string;
  readonly createdBy: string;
}

/** Adds a group without members. Throws `field_invalid`, `already_exists` when the name is taken. */
export async function insertGroup(tx: Tx, group: NewGroup): Promise<string> {
  requireGroupTexts(group, group.name);
  const { name, alias, description, isDefault, createdBy } = group;
  const inserted = await tx
    .insertInto('user_group')
    .values({
      ...{ id: newGuid(), name, alias, description },
      ...{ is_default: isDefault, created_by: createdBy, updated_by: createdBy },
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) throw new CatalogError('already_exists', `there is a group \`${name}\` already`);
  return inserted.id;
}

/** Changes a group whose row the transaction holds. Throws `field_invalid`. */
export async function updateGroup(tx: Tx, group: HeldGroup, to: GroupTexts & { updatedBy: string }): Promise<void> {
  requireGroupTexts(to);
  await tx
    .updateTable('user_group')
    .set({
      ...{ alias: to.alias, description: to.description, is_default: to.isDefault },
      ...{ updated_at: sql<Date>`now()`, updated_by: to.updatedBy },
    })
    .where('id', '=', group.id)
    .execute();
}

/** Removes a group and its memberships. Its name is free again: the caller must have taken it out of every list. */
export async function deleteGroup(tx: Tx, group: HeldGroup): Promise<void> {
  await tx.deleteFrom('user_group').where('id', '=', group.id).execute();
  await bumpPolicyEpoch(tx);
}
