import { CatalogError } from '../foundation/index.ts';
import { type Principal, type Role } from '../identity/index.ts';
import { leavesCapability } from './token-scopes.ts';

/** What an actor may do in the workspace as a whole. Rights on assets are another matter: see `gatherFacts`. */
export type Capability =
  | 'token.read'
  | 'token.manage'
  | 'user.read'
  | 'workflow.read-all'
  | 'workflow.submit'
  | 'persona.manage'
  | 'persona.read'
  | 'glossary.manage'
  | 'domain.manage'
  | 'ai.manage'
  | 'governance.declassify'
  | 'connection.create'
  | 'typedef.read'
  | 'typedef.manage'
  | 'credential.manage'
  | 'access.explain'
  | 'audit.read'
  | 'settings.manage'
  | 'user.manage'
  | 'group.manage'
  | 'oauth-client.manage'
  | 'single-sign-on.manage';

const looksAround: readonly Capability[] = ['typedef.read', 'user.read'];

const governs: readonly Capability[] = [
  ...looksAround,
  'token.read',
  'persona.read',
  'persona.manage',
  'glossary.manage',
  'domain.manage',
  'ai.manage',
  'typedef.manage',
  'workflow.submit',
  'connection.create',
  'credential.manage',
];

/** From the most to the least, so that a refusal can name the least role that would do. */
const capabilitiesByRole: Readonly<Record<Role, readonly Capability[]>> = {
  admin: [
    ...governs,
    'workflow.read-all',
    'governance.declassify',
    'access.explain',
    'audit.read',
    'settings.manage',
    'token.manage',
    'user.manage',
    'group.manage',
    'oauth-client.manage',
    'single-sign-on.manage',
  ],
  default: governs,
  member: looksAround,
  guest: looksAround,
  read: looksAround,
  none: ['typedef.read'],
};

/** What `role` holds in the workspace; fixed, the same in every installation. */
export function capabilitiesOf(role: Role): readonly Capability[] {
  return capabilitiesByRole[role];
}

/** What an actor holds in the workspace: by its role, as far as the ceiling of an API token leaves it. */
export function heldCapabilities({ role, scopes }: Pick<Principal, 'role' | 'scopes'>): readonly Capability[] {
  return capabilitiesByRole[role].filter((capability) => leavesCapability(scopes, capability));
}

export function hasCapability({ role, scopes }: Pick<Principal, 'role' | 'scopes'>, capability: Capability): boolean {
  return capabilitiesByRole[role].includes(capability) && leavesCapability(scopes, capability);
}

/**
 * Throws `permission_denied` unless the actor's role holds the capability, naming the roles that would do, and an API token's
 * scopes leave it.
 */
export function requireCapability(principal: Principal, capability: Capability): void {
  if (hasCapability(principal, capability)) return;
  if (hasCapability({ role: principal.role }, capability)) {
    throw new CatalogError('permission_denied', `\`${capability}\` is outside the scopes of \`${principal.username}\``);
  }
  const roles = (Object.keys(capabilitiesByRole) as Role[]).filter((role) => hasCapability({ role }, capability));
  const accepted = roles.map((role) => `\`${role}\``).join(' or ');
  throw new CatalogError(
    'permission_denied',
    `\`${capability}\` needs the workspace role ${accepted}; \`${principal.username}\` has \`${principal.role}\``,
  );
}

/** Whether everything `role` holds is also held by `other`. */
export function isRoleWithin(role: Role, other: Role): boolean {
  return capabilitiesByRole[role].every((capability) => capabilitiesByRole[other].includes(capability));
}
