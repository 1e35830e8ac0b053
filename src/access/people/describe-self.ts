import { CatalogError } from '../../foundation/index.ts';
import { findCurrentUser, rolesOf, type CurrentUser, type Principal, type RoleName } from '../../identity/index.ts';
import { heldCapabilities, type Capability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';
import { type PersonaName } from '../personas/persona-names.ts';

/** What an actor is told about itself (Atlan wire, whoami). */
export interface Self {
  readonly username: string;
  readonly userId: string;
  /** The wire name of the workspace role; `null` for a token without any. */
  readonly workspaceRole: string | null;
  readonly roles: readonly RoleName[];
  readonly permissions: readonly Capability[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** Those that are switched on. */
  readonly personas: readonly PersonaName[];
  /** Always empty: who a purpose is for is said by each of its policies, not by a membership. */
  readonly purposes: readonly PersonaName[];
}

/** The record of the actor itself, person or service account. Throws `token_invalid` when it was removed meanwhile. */
export async function describeCurrentUser(deps: AccessDeps, principal: Principal): Promise<CurrentUser> {
  const user = await findCurrentUser(deps.db, principal);
  if (user === null) throw new CatalogError('token_invalid', 'the actor behind this credential was removed');
  return user;
}

/** Who the actor is, as of now: roles, capabilities, groups, personas. Any actor may ask this about itself. */
export async function describeSelf(deps: AccessDeps, principal: Principal): Promise<Self> {
  const { personas, principal: current } = await gatherFacts(deps.db, principal);
  const groups = await deps.db
    .selectFrom('user_group_member')
    .innerJoin('user_group', 'user_group.id', 'user_group_member.group_id')
    .where('user_group_member.actor_id', '=', current.actorId)
    .select(['user_group.id', 'user_group.name'])
    .orderBy('user_group.name')
    .execute();
  const roles = rolesOf(current);
  return {
    username: current.username,
    userId: current.actorId,
    workspaceRole: roles[0]?.name ?? null,
    roles,
    permissions: heldCapabilities(current),
    groups,
    personas: personas
      .filter(({ enabled }) => enabled)
      .map(({ guid, name, qualifiedName }) => ({ guid, name, qualifiedName })),
    purposes: [],
  };
}
