import {
  describeCurrentUser,
  describeSelf,
  listGroupsFor,
  listRolesFor,
  listUsersFor,
  type Self,
} from '../../access/index.ts';
import type { WhoAmI } from '../../contract/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';
import { groupRenderer, readUserQuery, userRenderer } from './columns.ts';
import { readListQuery } from './read-list-query.ts';
import { renderPage } from './render-page.ts';
import { renderPersonas } from './render-personas.ts';
import { renderRole } from './render-role.ts';
import { renderCurrentUser } from './render-user.ts';

function renderSelf(self: Self): WhoAmI {
  return {
    userId: self.userId,
    username: self.username,
    workspaceRole: self.workspaceRole ?? '',
    roles: self.roles.map(({ id, name }) => ({ id, name })),
    ...(self.roles[0] === undefined ? {} : { assignedRole: { id: self.roles[0].id, name: self.roles[0].name } }),
    defaultRoles: ['$guest'],
    decentralizedRoles: [],
    permissions: [...self.permissions],
    groups: self.groups.map(({ id, name }) => ({ id, name, path: `/${name}` })),
    personas: renderPersonas(self.personas),
    purposes: [],
  };
}

/** Users, groups, roles and the caller itself (Atlan wire, users, groups, roles). */
export function registerDirectoryRoutes(router: Router, { access }: HttpDeps): void {
  serve(router, 'listUsers', async ({ principal, query }) =>
    renderPage(await listUsersFor(access, principal, readUserQuery(query)), userRenderer(query)),
  );

  serve(router, 'getCurrentUser', async ({ principal }) =>
    renderCurrentUser(await describeCurrentUser(access, principal)),
  );

  serve(router, 'getWhoAmI', async ({ principal }) => renderSelf(await describeSelf(access, principal)));

  serve(router, 'listRoles', async ({ principal, query }) =>
    renderPage(await listRolesFor(access, principal, readListQuery(query)), renderRole),
  );

  for (const id of ['listGroups', 'listGroupsV2'] as const) {
    serve(router, id, async ({ principal, query }) =>
      renderPage(await listGroupsFor(access, principal, readListQuery(query)), groupRenderer(query)),
    );
  }
}
