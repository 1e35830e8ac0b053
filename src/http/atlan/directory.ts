import {
  describeCurrentUser,
  describeSelf,
  listGroupsFor,
  listRolesFor,
  listUsersFor,
  type ListedGroup,
  type Self,
} from '../../access/index.ts';
import type { WhoAmI } from '../../contract/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryList, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';
import { readListQuery } from './read-list-query.ts';
import { renderGroup } from './render-group.ts';
import { renderPage } from './render-page.ts';
import { renderPersonas } from './render-personas.ts';
import { renderRole } from './render-role.ts';
import { renderCurrentUser, renderUser } from './render-user.ts';

function renderSelf(self: Self): WhoAmI {
  return {
    userId: self.userId,
    username: self.username,
    workspaceRole: self.workspaceRole ?? '',
    roles: self.roles.map(({ id, name }) => ({ id, name })),
    permissions: [...self.permissions],
    groups: self.groups.map(({ id, name }) => ({ id, name, path: `/${name}` })),
    personas: renderPersonas(self.personas),
    purposes: [],
  };
}

/** With `columns` a group has only its id, its name and what is asked for; the clients' tests look for what is missing. */
function groupRenderer(query: QueryValues) {
  const columns = queryList(query, 'columns');
  if (columns.length === 0) return renderGroup;
  const kept = new Set(['id', 'name', ...columns]);
  return (group: ListedGroup) =>
    Object.fromEntries(Object.entries(renderGroup(group)).filter(([column]) => kept.has(column)));
}

/** Users, groups, roles and the caller itself (Atlan wire, users, groups, roles). */
export function registerDirectoryRoutes(router: Router, { access }: HttpDeps): void {
  serve(router, 'listUsers', async ({ principal, query }) =>
    renderPage(await listUsersFor(access, principal, readListQuery(query)), renderUser),
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
