import { type Tx } from '../../postgres/index.ts';
import { requireHoldsAll } from '../governed-change.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { isWorkspaceOwner, requireConnectionAdmin, requireMayLink } from '../hand-on.ts';

/** What happens to people of a group: some gain what the group has, some are freed from what binds it. */
export interface GroupTurn {
  readonly gains: boolean;
  readonly loses: boolean;
}

/**
 * Throws unless the actor may hand on what these groups have, by name: who joins becomes admin of the connections that list the group
 * and member of its personas, who leaves is freed from the denies of those. The owner of the workspace may.
 * Throws `permission_denied` and `connection_admin_required`.
 */
export async function requireMayTurnGroups(
  tx: Tx,
  facts: AccessFacts,
  { names, gains, loses }: GroupTurn & { readonly names: readonly string[] },
): Promise<void> {
  if (isWorkspaceOwner(facts) || names.length === 0) return;
  const administered = await tx
    .selectFrom('connection_admin')
    .where('subject_kind', '=', 'group')
    .where('subject', 'in', names)
    .select('qualified_name')
    .distinct()
    .orderBy('qualified_name')
    .execute();
  for (const { qualified_name: qualifiedName } of administered) {
    requireConnectionAdmin(facts, qualifiedName);
    if (gains) requireHoldsAll(facts, qualifiedName);
  }
  const personas = await tx
    .selectFrom('persona_member')
    .where('subject_kind', '=', 'group')
    .where('subject', 'in', names)
    .select('persona_guid')
    .execute();
  const guids = personas.map(({ persona_guid: guid }) => guid);
  await requireMayLink(tx, facts, { gained: gains ? guids : [], lost: loses ? guids : [] });
}
