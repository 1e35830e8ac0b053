import type { RoleRecord as WireRole } from '../../contract/index.ts';
import type { RoleRecord } from '../../identity/index.ts';

/** A workspace role (Atlan wire, roles). Clients read the counts as texts. */
export function renderRole(role: RoleRecord): WireRole {
  const count = String(role.memberCount);
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    clientRole: false,
    level: role.level,
    memberCount: count,
    userCount: count,
  };
}
