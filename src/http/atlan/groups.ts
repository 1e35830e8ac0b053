import {
  createGroup,
  listUsersFor,
  removeFromGroup,
  updateGroup,
  type GroupInput,
  type GroupUpdate,
} from '../../access/index.ts';
import { removeGroup } from '../../catalog/index.ts';
import type { CreatedGroup, CreateGroupRequest, GroupAttributes, UpdateGroupRequest } from '../../contract/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';
import { readUserQuery, userRenderer } from './columns.ts';
import { renderPage } from './render-page.ts';

function readFlag(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  const message = 'must be `["true"]` or `["false"]`';
  throw new CatalogError('field_invalid', `attributes.isDefault: ${message}`, {
    details: [{ path: 'attributes.isDefault', message }],
  });
}

interface GroupTexts {
  readonly alias?: string;
  readonly description?: string;
  readonly isDefault?: boolean;
}

/** Attributes are lists of one text on this wire; null, absent and an empty list say nothing. */
function readAttributes(attributes: GroupAttributes | null | undefined): GroupTexts {
  const alias = attributes?.alias?.[0];
  const description = attributes?.description?.[0];
  const isDefault = readFlag(attributes?.isDefault?.[0] ?? attributes?.is_default?.[0]);
  return {
    ...(alias === undefined ? {} : { alias }),
    ...(description === undefined ? {} : { description }),
    ...(isDefault === undefined ? {} : { isDefault }),
  };
}

function readNewGroup({ group, users }: CreateGroupRequest): GroupInput {
  return { name: group.name, userIds: users ?? [], ...readAttributes(group.attributes) };
}

/** What the top level says of the alias counts where the attributes do not; a client may send both, one of them as it read it. */
function readUpdate(id: string, { name, alias, attributes }: UpdateGroupRequest): GroupUpdate {
  const topLevel = alias === null || alias === undefined ? [] : [alias];
  const { alias: inAttributes, ...texts } = readAttributes(attributes);
  const aliases = [...(inAttributes === undefined ? [] : [inAttributes]), ...topLevel];
  return { id, aliases, ...texts, name: name ?? undefined };
}

function renderMembers(members: ReadonlyMap<string, boolean>): CreatedGroup['users'] {
  const answers = [...members].map(([id, isMember]) => [
    id,
    isMember ? { status: 200, statusMessage: 'success' } : { status: 404, statusMessage: 'there is no such user' },
  ]);
  return Object.fromEntries(answers) as CreatedGroup['users'];
}

/** Groups and who is in them (Atlan wire, groups). */
export function registerGroupRoutes(router: Router, { access, catalog }: HttpDeps): void {
  serve(router, 'createGroup', async ({ principal, body }) => {
    const { id, members } = await createGroup(access, principal, readNewGroup(body));
    return { group: id, users: renderMembers(members) };
  });

  serve(router, 'updateGroup', async ({ principal, params, body }) => {
    await updateGroup(access, principal, readUpdate(params.id, body));
  });

  serve(router, 'deleteGroup', async ({ principal, params }) => {
    await removeGroup(catalog, principal, params.id);
  });

  serve(router, 'listGroupMembers', async ({ principal, params, query }) => {
    const page = await listUsersFor(access, principal, { ...readUserQuery(query), groupId: params.id });
    return renderPage(page, userRenderer(query));
  });

  serve(router, 'removeGroupMembers', async ({ principal, params, body }) => {
    await removeFromGroup(access, principal, { groupId: params.id, userIds: body.users });
  });
}
