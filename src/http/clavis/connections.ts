import type { FastifyReply } from 'fastify';
import type { ConnectionAdmin } from '../../access/index.ts';
import { changeConnectionAdmins, listConnectionAdmins, type ChangedAdmins } from '../../catalog/index.ts';
import type {
  ChangeConnectionAdminsRequest,
  ConnectionAdminEntry,
  ConnectionAdminList,
  ConnectionAdminsAdded,
  ConnectionAdminsRemoved,
} from '../../contract/index.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';
import { entityTag, readIfMatch } from './entity-tag.ts';

function readNames({ users = [], groups = [], roles = [], tokens = [] }: ChangeConnectionAdminsRequest) {
  return { users, groups, roles, tokens };
}

function renderAdmins(admins: readonly ConnectionAdmin[]): ConnectionAdminEntry[] {
  return admins.map(({ kind, name }) => ({ kind, name }));
}

function tag(reply: FastifyReply, { version }: Pick<ChangedAdmins, 'version'>): void {
  if (version !== null) void reply.header('etag', entityTag(version));
}

/** The admins of connections, one at a time. */
export function registerConnectionRoutes(router: Router, { catalog }: HttpDeps): void {
  serve(router, 'listConnectionAdmins', async ({ principal, params, reply }): Promise<ConnectionAdminList> => {
    const list = await listConnectionAdmins(catalog, principal, params.connection);
    tag(reply, list);
    const { guid, qualifiedName, version, admins } = list;
    return {
      connection: { guid, qualifiedName },
      version,
      admins: admins.map(({ kind, name, displayName, isLiving }) => ({ kind, name, displayName, living: isLiving })),
    };
  });

  serve(router, 'addConnectionAdmins', async ({ principal, params, body, request, reply }) => {
    const change = { kind: 'add', connection: params.connection, names: readNames(body) } as const;
    const made = await changeConnectionAdmins(catalog, principal, { ...change, expected: readIfMatch(request) });
    tag(reply, made);
    const answer: ConnectionAdminsAdded = {
      added: renderAdmins(made.changed),
      alreadyThere: renderAdmins(made.untouched),
    };
    return answer;
  });

  serve(router, 'removeConnectionAdmins', async ({ principal, params, body, request, reply }) => {
    const change = { kind: 'remove', connection: params.connection, names: readNames(body) } as const;
    const made = await changeConnectionAdmins(catalog, principal, { ...change, expected: readIfMatch(request) });
    tag(reply, made);
    const answer: ConnectionAdminsRemoved = {
      removed: renderAdmins(made.changed),
      notThere: renderAdmins(made.untouched),
    };
    return answer;
  });
}
