import type { FastifyRequest } from 'fastify';
import { findNamedActor, listRolesOfActor, revealClientSecret } from '../../access/index.ts';
import type { RealmClientSecret, RealmRoleMappings, RealmUser } from '../../contract/index.ts';
import { CatalogError, invariant } from '../../foundation/index.ts';
import type { RoleName, UserRecord } from '../../identity/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryText } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';

function renderUser(user: UserRecord): RealmUser {
  const { id, username, enabled, emailVerified, firstName, lastName, email } = user;
  return {
    ...{ id, username, enabled, emailVerified, firstName, lastName },
    ...(email === null ? {} : { email }),
    createdTimestamp: user.createdAt.getTime(),
  };
}

function renderRoleMappings(roles: readonly RoleName[]): RealmRoleMappings {
  const of = { composite: false, clientRole: false, containerId: 'default' };
  return { realmMappings: roles.map(({ id, name }) => ({ id, name, ...of })), clientMappings: {} };
}

function presentedSecretId({ tokenStatus }: FastifyRequest): string {
  invariant(tokenStatus?.status === 'valid', 'the request was authenticated');
  return tokenStatus.secretId;
}

/** What clients of the Atlan wire ask of the realm itself, where the original has Keycloak's administration (Atlan wire, impersonation). */
export function registerRealmRoutes(router: Router, { access }: HttpDeps): void {
  serve(router, 'getClientSecretOfToken', async ({ principal, params, request }): Promise<RealmClientSecret> => {
    const asked = { id: params.id, presentedSecretId: presentedSecretId(request) };
    const { secret } = await revealClientSecret(access, principal, asked);
    return { type: 'secret', value: secret };
  });

  serve(router, 'findRealmUsers', async ({ principal, query }) => {
    const username = queryText(query, 'username');
    if (username === undefined) throw new CatalogError('field_invalid', 'query parameter `username` is missing');
    const user = await findNamedActor(access, principal, username);
    return user === null ? [] : [renderUser(user)];
  });

  serve(router, 'getRealmRoleMappings', async ({ principal, params }) =>
    renderRoleMappings(await listRolesOfActor(access, principal, params.id)),
  );
}
