import {
  createOauthClient,
  deleteOauthClient,
  getOauthClient,
  listOauthClients,
  updateOauthClient,
} from '../../access/index.ts';
import type { OauthClientTokenRequest, UpdateOauthClientRequest } from '../../contract/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import {
  authenticateClient,
  issueClientToken,
  OauthRefusal,
  type IssuedAccessToken,
  type RequestOrigin,
} from '../../identity/index.ts';
import { countStranger } from '../authentication/record-denials.ts';
import { originOf } from '../authentication/request-origin.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';
import { readListQuery } from './read-list-query.ts';
import { renderCreatedOauthClient, renderOauthClient } from './render-oauth-client.ts';
import { renderPage } from './render-page.ts';

/** On this wire null means absent, and an absent key stays as it is. */
function readChange({ displayName, description, personaQNs }: UpdateOauthClientRequest) {
  return {
    ...(typeof displayName === 'string' ? { displayName } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(Array.isArray(personaQNs) ? { personaQualifiedNames: personaQNs } : {}),
  };
}

/** `null` for a wrong id, a wrong secret, one that was ended meanwhile: one answer. */
async function issueToken(
  { identity }: HttpDeps,
  { clientId, clientSecret }: OauthClientTokenRequest,
  origin: RequestOrigin,
): Promise<IssuedAccessToken | null> {
  const client = await authenticateClient(identity, { clientId, secret: clientSecret, origin });
  if (client === null) return null;
  try {
    return await issueClientToken(identity, client, '');
  } catch (error) {
    if (error instanceof OauthRefusal) return null;
    throw error;
  }
}

/** OAuth clients (Atlan wire, OAuth client management). */
export function registerOauthClientRoutes(router: Router, deps: HttpDeps): void {
  serve(router, 'listOauthClients', async ({ principal, query }) =>
    renderPage(await listOauthClients(deps.access, principal, readListQuery(query)), renderOauthClient),
  );

  serve(router, 'createOauthClient', async ({ principal, body }) => {
    const { displayName, role, description, personaQNs } = body;
    const input = { displayName, role, description: description ?? '', personaQualifiedNames: personaQNs ?? [] };
    return renderCreatedOauthClient(await createOauthClient(deps.access, principal, input));
  });

  serve(router, 'createOauthClientToken', async ({ body, request }) => {
    const issued = await issueToken(deps, body, originOf(request));
    if (issued === null) {
      countStranger(deps.journal, request);
      throw new CatalogError('token_invalid', 'the client id or secret is not valid');
    }
    const { accessToken, expiresInSeconds } = issued;
    return { accessToken, tokenType: 'Bearer', expiresIn: expiresInSeconds, scope: '' };
  });

  serve(router, 'getOauthClient', async ({ principal, params }) =>
    renderOauthClient(await getOauthClient(deps.access, principal, params.clientId)),
  );

  // COMPAT: one client changes by PUT, another by POST.
  for (const id of ['updateOauthClient', 'updateOauthClientByPost'] as const) {
    serve(router, id, async ({ principal, params, body }) => {
      const update = { clientId: params.clientId, ...readChange(body) };
      return renderOauthClient(await updateOauthClient(deps.access, principal, update));
    });
  }

  serve(router, 'deleteOauthClient', async ({ principal, params }) => {
    await deleteOauthClient(deps.access, principal, params.clientId);
  });
}
