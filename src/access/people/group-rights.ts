import { CatalogError } from '../../foundation/index.ts';
import { type Tx } from '../../postgres/index.ts';
import { requireHoldsAll } from '../connections/require-connection-change.ts';
import { findUnheld } from '../collections/require-collection-change.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { isWorkspaceOwner, requireConnectionAdmin, requireMayLink } from '../hand-on.ts';
import { requireMayTurnAudiences } from '../purposes/require-may-turn-audiences.ts';

/** What happens to people of a group: some gain what the group has, some are freed from what binds it. */
export interface GroupTurn {
  readonly gains: boolean;
  readonly loses: boolean;
}

/** SECURITY: does not name the collection, which the actor need not see. */
async function requireMayOpenCollections(tx: Tx, facts: AccessFacts, names: readonly string[]): Promise<void> {
  const opened = await tx
    .selectFrom('collection_member')
    .where('subject_kind', '=', 'group')
    .where('subject', 'in', names)
    .select(['qualified_name as qualifiedName', 'level'])
    .execute();
  if (opened.every(({ qualifiedName, level }) => findUnheld(facts, qualifiedName, level) === null)) return;
  throw new CatalogError(
    'permission_denied',
    `\`${facts.principal.username}\` may not let anybody into a group to which query collections are open that are not its own`,
  );
}

/**
 * Throws unless the actor may hand on what these groups have, by name: who joins becomes admin of the connections and member of the
 * collections that list the group, and member of its personas and of the audiences of policies, who leaves is freed from the denies of those.
 * The owner of the workspace may.
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
  if (gains) await requireMayOpenCollections(tx, facts, names);
  const personas = await tx
    .selectFrom('persona_member')
    .where('subject_kind', '=', 'group')
    .where('subject', 'in', names)
    .select('persona_guid')
    .execute();
  const guids = personas.map(({ persona_guid: guid }) => guid);
  await requireMayLink(tx, facts, { gained: gains ? guids : [], lost: loses ? guids : [] });
  await requireMayTurnAudiences(tx, facts, { names, gains, loses });
}
