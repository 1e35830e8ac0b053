import type { TokenScopes } from '../../sdk/index.ts';
import { canonicalNetwork } from '../document/canonical-network.ts';
import type {
  DeclaredAudience,
  DeclaredConnection,
  DeclaredGroup,
  DeclaredPersona,
  DeclaredPolicy,
  DeclaredPurpose,
  DeclaredPurposePolicy,
  DeclaredToken,
} from '../document/document.ts';
import {
  nameSet,
  type Audience,
  type ConnectionFields,
  type GroupFields,
  type PersonaFields,
  type PolicyFields,
  type PurposeFields,
  type StoredPolicy,
  type TokenFields,
} from '../workspace/workspace.ts';

/** What is declared, else what is there, else the default. Each function here says so of one kind. */
function names(declared: readonly string[] | undefined, before: readonly string[] | undefined): readonly string[] {
  return declared === undefined ? (before ?? []) : nameSet(declared);
}

export function settleGroup(declared: DeclaredGroup, before: GroupFields | null): GroupFields {
  return {
    alias: declared.alias ?? before?.alias ?? declared.name,
    description: declared.description ?? before?.description ?? '',
    default: declared.default ?? before?.default ?? false,
    members: names(declared.members, before?.members),
  };
}

export function settleConnection({ admins }: DeclaredConnection, before: ConnectionFields): ConnectionFields {
  return {
    users: names(admins.users, before.users),
    groups: names(admins.groups, before.groups),
    roles: names(admins.roles, before.roles),
    tokens: names(admins.tokens, before.tokens),
  };
}

export function settlePersona(declared: DeclaredPersona, before: PersonaFields | null): PersonaFields {
  return {
    description: declared.description ?? before?.description ?? '',
    enabled: declared.enabled ?? before?.enabled ?? true,
    users: names(declared.users, before?.users),
    groups: names(declared.groups, before?.groups),
  };
}

export function settlePurpose(declared: DeclaredPurpose, before: PurposeFields | null): PurposeFields {
  return {
    description: declared.description ?? before?.description ?? '',
    enabled: declared.enabled ?? before?.enabled ?? true,
    tags: nameSet(declared.tags),
  };
}

/** What a policy belongs to, before and after: switching it switches its policies, and new ones are as it is. */
export interface ParentSwitch {
  readonly before: boolean | null;
  readonly after: boolean;
}

function settleEnabled(declared: boolean | undefined, before: StoredPolicy | null, parent: ParentSwitch): boolean {
  if (declared !== undefined) return declared;
  const follows = before === null || (parent.before !== null && parent.before !== parent.after);
  return follows ? parent.after : before.fields.enabled;
}

/** COMPAT: three spellings of "all domains", which the server keeps as one. */
const everyDomain = 'default/domain/*/super';
const domainSpellings: readonly string[] = ['*', '*/super', everyDomain];

function resourcesOf({ kind, resources }: DeclaredPolicy): readonly string[] {
  const every = kind === 'domain' && resources.some((resource) => domainSpellings.includes(resource));
  return every ? [everyDomain] : nameSet(resources);
}

function sharedFields(declared: DeclaredPolicy | DeclaredPurposePolicy) {
  const { kind = 'metadata', effect = 'allow', mask = 'MASK_REDACT' } = declared;
  return { kind, effect, actions: nameSet(declared.actions), mask: effect === 'mask' ? mask : null };
}

export function settlePersonaPolicy(
  declared: DeclaredPolicy,
  before: StoredPolicy | null,
  parent: ParentSwitch,
): PolicyFields {
  return {
    ...sharedFields(declared),
    connection: declared.connection ?? null,
    resources: resourcesOf(declared),
    types: nameSet((declared.types ?? []).filter((type) => type !== '*')),
    enabled: settleEnabled(declared.enabled, before, parent),
    audience: null,
  };
}

function settleAudience({ everyone = false, users, groups, tokens }: DeclaredAudience): Audience {
  return { everyone, users: names(users, []), groups: names(groups, []), tokens: names(tokens, []) };
}

export function settlePurposePolicy(
  declared: DeclaredPurposePolicy,
  before: StoredPolicy | null,
  parent: ParentSwitch,
): PolicyFields {
  return {
    ...sharedFields(declared),
    ...{ connection: null, resources: [], types: [] },
    enabled: settleEnabled(declared.enabled, before, parent),
    audience: settleAudience(declared.audience),
  };
}

/** The form in which the server keeps scopes. */
export function settleScopes(scopes: TokenScopes | null): TokenScopes | null {
  if (scopes === null) return null;
  const { readOnly, connections, actions } = scopes;
  return {
    ...(readOnly === true ? { readOnly } : {}),
    ...(connections === undefined ? {} : { connections: [...nameSet(connections)] }),
    ...(actions === undefined ? {} : { actions: [...nameSet(actions)] }),
  };
}

export function settleToken(declared: DeclaredToken, before: TokenFields | null): TokenFields {
  const { scopes = before?.scopes ?? null, networks = before?.networks ?? null } = declared;
  const { requestsPerMinute = before?.requestsPerMinute ?? null } = declared;
  return {
    description: declared.description ?? before?.description ?? '',
    role: declared.role ?? before?.role ?? 'none',
    personas: names(declared.personas, before?.personas),
    scopes: settleScopes(scopes),
    networks: networks === null ? null : nameSet(networks.map((network) => canonicalNetwork(network) ?? network)),
    requestsPerMinute,
    mayRotateItself: declared.mayRotateItself ?? before?.mayRotateItself ?? false,
    responsible: declared.responsible ?? before?.responsible ?? null,
  };
}
