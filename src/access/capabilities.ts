import { CatalogError } from '../foundation/index.ts';
import { type Principal, type Role } from '../identity/index.ts';

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
  | 'connection.create'
  | 'typedef.read'
  | 'credential.manage';

const looksAround: readonly Capability[] = ['typedef.read', 'user.read'];

const governs: readonly Capability[] = [
  ...looksAround,
  'token.read',
  'persona.read',
  'persona.manage',
  'glossary.manage',
  'workflow.read-all',
  'workflow.submit',
  'connection.create',
  'credential.manage',
];

/** From the most to the least, so that a refusal can name the least role that would do. */
const capabilitiesByRole: Readonly<Record<Role, readonly Capability[]>> = {
  admin: [...governs, 'token.manage'],
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

export function hasCapability(principal: Pick<Principal, 'role'>, capability: Capability): boolean {
  return capabilitiesByRole[principal.role].includes(capability);
}

/** Throws `permission_denied`, naming the roles that would do, unless the actor's role holds the capability. */
export function requireCapability(principal: Principal, capability: Capability): void {
  if (hasCapability(principal, capability)) return;
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
