import type { OperationId } from '../../src/contract/index.ts';
import { newGuid } from '../../src/foundation/index.ts';
import { list, nobody, open, path, type Made, type RouteCase } from './route-case.ts';

type Part = 'userId' | 'groupId' | 'sessionId';

/** A request about one user, group or session, with one that exists and with one that does not. */
function on(part: Part, id: OperationId, body?: object): Pick<RouteCase, 'existing' | 'missing'> {
  const call = (value: string) => ({ url: path(id, value), ...(body === undefined ? {} : { body }) });
  return { existing: (made: Made) => call(made[part]), missing: () => call(nobody) };
}

const forReaders = { none: 403, default: [200, 404], admin: [200, 404] } as const;
const forManagers = { none: 403, default: 403, admin: [200, 404] } as const;
/** What an API token never does, whatever its role: let somebody in as a person, or be one. */
const forPeople = { none: 403, default: 403, admin: 403 } as const;

const member = 'c1a51500-0000-4000-8000-000000000002';
const password = 'correct horse battery staple';

function newGroup(): object {
  const name = `group_${newGuid()}`;
  return { group: { name, attributes: { alias: [name] } }, users: [] };
}

/** Users, groups, sessions. The admin is an API token here; what only a person may do is tested as a person. */
export const peopleRouteCases = {
  inviteUsers: {
    existing: () => ({
      url: path('inviteUsers'),
      body: { users: [{ email: `${newGuid()}@example.org`, roleName: '$member' }] },
    }),
    ...{ none: 403, default: 403, admin: 200 },
  },
  updateUser: { ...on('userId', 'updateUser', { firstName: 'Jo' }), ...forManagers },
  changeUserRole: { ...on('userId', 'changeUserRole', { roleId: member }), ...forManagers },
  listUserGroups: { ...on('userId', 'listUserGroups'), ...forReaders },
  addUserToGroups: { ...on('userId', 'addUserToGroups', { groups: [] }), ...forManagers },
  listUserSessions: { ...on('userId', 'listUserSessions'), ...forManagers },
  deleteUser: { ...on('userId', 'deleteUser'), ...forManagers },
  createGroup: {
    existing: () => ({ url: path('createGroup'), body: newGroup() }),
    ...{ none: 403, default: 403, admin: 200 },
  },
  updateGroup: { ...on('groupId', 'updateGroup', { alias: 'renamed' }), ...forManagers },
  deleteGroup: { ...on('groupId', 'deleteGroup'), ...forManagers },
  listGroupMembers: { ...on('groupId', 'listGroupMembers'), ...forReaders },
  removeGroupMembers: { ...on('groupId', 'removeGroupMembers', { users: [] }), ...forManagers },

  createInvitation: { ...on('userId', 'createInvitation'), ...forPeople },
  createPasswordReset: { ...on('userId', 'createPasswordReset'), ...forPeople },
  acceptInvitation: open('acceptInvitation', { body: { code: 'no code of anybody', password } }, 403),
  disableUser: { ...on('userId', 'disableUser'), ...forManagers },
  enableUser: { ...on('userId', 'enableUser'), ...forManagers },
  removeUser: { ...on('userId', 'removeUser'), ...forManagers },
  listSessionsOfUser: { ...on('userId', 'listSessionsOfUser'), ...forManagers },
  endSessionsOfUser: { ...on('userId', 'endSessionsOfUser'), ...forManagers },
  changePassword: {
    existing: () => ({
      url: path('changePassword'),
      body: { currentPassword: password, newPassword: `${password} again` },
    }),
    ...forPeople,
  },
  listSessions: list('listSessions', { none: 200 }),
  // An API token came by no session.
  getCurrentSession: {
    existing: () => ({ url: path('getCurrentSession') }),
    ...{ none: 404, default: 404, admin: 404 },
  },
  confirmSession: { existing: () => ({ url: path('confirmSession'), body: { password } }), ...forPeople },
  // That somebody else has a session is not told.
  endSession: { ...on('sessionId', 'endSession'), none: 404, default: 404, admin: [200, 404] },
} as const satisfies Partial<Record<OperationId, RouteCase>>;
