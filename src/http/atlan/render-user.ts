import type { CurrentUser as WireCurrentUser, UserRecord as WireUser } from '../../contract/index.ts';
import type { ListedUser } from '../../access/index.ts';
import type { CurrentUser } from '../../identity/index.ts';
import { renderLoginEvent } from './render-login-event.ts';
import { renderPersonas } from './render-personas.ts';

/** Profile lists that every user has on the wire, filled or not. */
const profileLists = [
  'designation',
  'skills',
  'slack',
  'jira',
  'invitedAt',
  'invitedBy',
  'invitedByName',
  'profileRole',
  'profileRoleOther',
  'flags',
];

function renderAttributes(attributes: CurrentUser['attributes']): Record<string, string[]> {
  const empty = Object.fromEntries(profileLists.map((name): [string, string[]] => [name, []]));
  const filled = Object.entries(attributes).map(([name, values]): [string, string[]] => [name, [...values]]);
  return { ...empty, ...Object.fromEntries(filled) };
}

/** A person in the list of users (Atlan wire, user object). Never a top-level `createdAt`: one client cannot read it. */
export function renderUser(user: ListedUser): WireUser {
  const workspaceRole = user.workspaceRole ?? '$guest';
  return {
    id: user.id,
    username: user.username,
    email: user.email ?? '',
    emailVerified: user.emailVerified,
    enabled: user.enabled,
    firstName: user.firstName,
    lastName: user.lastName,
    createdTimestamp: user.createdAt.getTime(),
    ...(user.lastLoginAt === null ? {} : { lastLoginTime: user.lastLoginAt.getTime() }),
    groupCount: user.groupCount,
    workspaceRole,
    roles: [workspaceRole],
    defaultRoles: ['$guest'],
    // No account is ever locked: that would let a stranger shut its owner out.
    isLocked: false,
    status: user.enabled ? 'Enabled' : 'Disabled',
    isScimUser: false,
    attributes: renderAttributes(user.attributes),
    personas: renderPersonas(user.personas),
    purposes: [],
    loginEvents: user.loginEvents.map(renderLoginEvent),
    adminEvents: [],
  };
}

/** The caller's own record, person or service account (Atlan wire, current user). */
export function renderCurrentUser(user: CurrentUser): WireCurrentUser {
  return {
    id: user.id,
    username: user.username,
    email: user.email ?? '',
    emailVerified: user.emailVerified,
    enabled: user.enabled,
    firstName: user.firstName,
    lastName: user.lastName,
    attributes: renderAttributes(user.attributes),
    createdTimestamp: user.createdAt.getTime(),
    totp: false,
    disableableCredentialTypes: [],
    requiredActions: [],
    access: {},
  };
}
