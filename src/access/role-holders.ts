import { rolesOf, type ActorKind, type Role } from '../identity/index.ts';

const allRoles: readonly Role[] = ['admin', 'member', 'guest', 'default', 'read', 'none'];

/** Columns of equal length, one entry per role id that actors of a kind and a workspace role hold; for `unnest`. */
export interface RoleHolders {
  readonly kinds: readonly ActorKind[];
  readonly roles: readonly Role[];
  readonly ids: readonly string[];
}

function listRoleHolders(): RoleHolders {
  const entries = (['user', 'token', 'client'] as const).flatMap((kind) =>
    allRoles.flatMap((role) => rolesOf({ kind, role }).map(({ id }) => ({ kind, role, id }))),
  );
  return {
    kinds: entries.map(({ kind }) => kind),
    roles: entries.map(({ role }) => role),
    ids: entries.map(({ id }) => id),
  };
}

/** Who holds which role id: the table behind `adminRoles`, which name roles by id. */
export const roleHolders: RoleHolders = listRoleHolders();
