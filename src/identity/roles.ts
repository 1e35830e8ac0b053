import type { Principal, Role } from './principal.ts';

/** A role as the Atlan wire names it. */
export interface RoleName {
  readonly id: string;
  readonly name: string;
}

export interface RoleDefinition extends RoleName {
  readonly description: string;
  readonly level: 'workspace' | 'admin-subrole' | 'api-token';
}

const adminRole: RoleDefinition = {
  id: 'c1a51500-0000-4000-8000-000000000001',
  name: '$admin',
  description: 'Admin',
  level: 'workspace',
};
const memberRole: RoleDefinition = {
  id: 'c1a51500-0000-4000-8000-000000000002',
  name: '$member',
  description: 'Member',
  level: 'workspace',
};
const guestRole: RoleDefinition = {
  id: 'c1a51500-0000-4000-8000-000000000003',
  name: '$guest',
  description: 'Guest',
  level: 'workspace',
};
const tokenDefaultRole: RoleDefinition = {
  id: 'c1a51500-0000-4000-8000-000000000004',
  name: '$api-token-default-access',
  description: 'API token default access',
  level: 'api-token',
};

/**
 * Every role there is. INVARIANT: the ids never change; connections of every installation store them in `adminRoles`.
 * Migration 0001 inserts the same rows, `ensureBootstrap` keeps them so.
 */
export const roleDefinitions: readonly RoleDefinition[] = [
  adminRole,
  memberRole,
  guestRole,
  tokenDefaultRole,
  {
    id: 'c1a51500-0000-4000-8000-000000000011',
    name: '$admin_connections',
    description: 'Admins (Connections)',
    level: 'admin-subrole',
  },
  {
    id: 'c1a51500-0000-4000-8000-000000000012',
    name: '$admin_governance',
    description: 'Admins (Governance)',
    level: 'admin-subrole',
  },
  {
    id: 'c1a51500-0000-4000-8000-000000000013',
    name: '$admin_users',
    description: 'Admins (Users)',
    level: 'admin-subrole',
  },
];

/** Of people and OAuth clients. */
const rolesOfOthers: Readonly<Record<Role, readonly RoleDefinition[]>> = {
  admin: [adminRole],
  member: [memberRole],
  guest: [guestRole],
  default: [tokenDefaultRole],
  read: [],
  none: [],
};

/**
 * COMPAT: an admin's token carries `$api-token-default-access` too; the official clients tell a token from a person by it
 * (Atlan wire, whoami).
 */
const rolesOfToken: Readonly<Record<Role, readonly RoleDefinition[]>> = {
  admin: [adminRole, tokenDefaultRole],
  default: [tokenDefaultRole],
  read: [guestRole],
  none: [],
  member: [],
  guest: [],
};

/** The roles an actor holds, under their wire names; the first is its workspace role. Empty for a token without any. */
export function rolesOf(principal: Pick<Principal, 'kind' | 'role'>): readonly RoleName[] {
  const held = principal.kind === 'token' ? rolesOfToken[principal.role] : rolesOfOthers[principal.role];
  return held.map(({ id, name }) => ({ id, name }));
}

/** The role of people that has this id or this wire name (`$member`); `null` for every other role. */
export function personRoleOf(idOrName: string): 'admin' | 'member' | 'guest' | null {
  const roles = ['admin', 'member', 'guest'] as const;
  return roles.find((role) => rolesOfOthers[role].some(({ id, name }) => id === idOrName || name === idOrName)) ?? null;
}
