import {
  addToGroups,
  changeRole,
  inviteUsers,
  listGroupsFor,
  listSessionsOf,
  updateUser,
  type Invite,
} from '../../access/index.ts';
import { removeUser } from '../../catalog/index.ts';
import type {
  ChangeUserRoleRequest,
  InviteUsersRequest,
  UpdateUserRequest,
  UserSession,
} from '../../contract/index.ts';
import type { PersonChanges, SessionRecord } from '../../identity/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';
import { groupRenderer } from './columns.ts';
import { readListQuery } from './read-list-query.ts';
import { renderPage } from './render-page.ts';
import { renderCurrentUser } from './render-user.ts';

function readInvite(invite: InviteUsersRequest['users'][number]): Invite {
  return {
    email: invite.email,
    roleId: invite.roleId ?? invite.role_id ?? undefined,
    roleName: invite.roleName ?? invite.role_name ?? undefined,
  };
}

/** On this wire null means absent; so does an empty address, which is how a person without one is shown. */
function readChanges({ firstName, lastName, email, attributes }: UpdateUserRequest): PersonChanges {
  const lists = Object.entries(attributes ?? {}).filter((entry): entry is [string, string[]] =>
    Array.isArray(entry[1]),
  );
  return {
    firstName: firstName ?? undefined,
    lastName: lastName ?? undefined,
    email: email === null || email === '' ? undefined : email,
    attributes: Object.fromEntries(lists),
  };
}

function readRoleId({ roleId, role_id: snakeCase }: ChangeUserRoleRequest): string {
  return roleId ?? snakeCase ?? '';
}

function renderSession(session: SessionRecord): UserSession {
  return {
    id: session.id,
    userId: session.actorId,
    username: session.username,
    ipAddress: session.network ?? '',
    start: session.startedAt.getTime(),
    lastAccess: session.lastUsedAt.getTime(),
    clients: {},
  };
}

/** Changes of users, their groups and sessions (Atlan wire, users). */
export function registerUserRoutes(router: Router, { access, catalog }: HttpDeps): void {
  serve(router, 'inviteUsers', async ({ principal, body }) => ({
    users: await inviteUsers(access, principal, body.users.map(readInvite)),
  }));

  serve(router, 'updateUser', async ({ principal, params, body }) =>
    renderCurrentUser(await updateUser(access, principal, { id: params.id, changes: readChanges(body) })),
  );

  serve(router, 'changeUserRole', async ({ principal, params, body }) => {
    await changeRole(access, principal, { userId: params.id, roleId: readRoleId(body) });
  });

  serve(router, 'listUserGroups', async ({ principal, params, query }) => {
    const page = await listGroupsFor(access, principal, { ...readListQuery(query), userId: params.id });
    return renderPage(page, groupRenderer(query));
  });

  serve(router, 'addUserToGroups', async ({ principal, params, body }) => {
    await addToGroups(access, principal, { userId: params.id, groupIds: body.groups });
  });

  serve(router, 'listUserSessions', async ({ principal, params }) =>
    (await listSessionsOf(access, principal, params.id)).map(renderSession),
  );

  serve(router, 'deleteUser', async ({ principal, params }) => {
    await removeUser(catalog, principal, { userId: params.id });
  });
}
