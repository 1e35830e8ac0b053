import { createApiToken, listApiTokens, purgeApiToken, updateApiToken } from '../../access/index.ts';
import type { CreateApiTokenRequest, UpdateApiTokenRequest } from '../../contract/index.ts';
import { requireFreshSignIn } from '../authentication/require-fresh-sign-in.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';
import { readListQuery } from './read-list-query.ts';
import { renderApiToken, renderCreatedApiToken, renderUpdatedApiToken } from './render-api-token.ts';
import { renderPage } from './render-page.ts';

function readNewToken(body: CreateApiTokenRequest) {
  return {
    displayName: body.displayName,
    description: body.description?.trim() ?? '',
    personaQualifiedNames: body.personaQualifiedNames ?? [],
    validitySeconds: body.validitySeconds ?? null,
  };
}

/** On this wire null means absent, and an absent key stays as it is; `[]` removes every persona. */
function readTokenChange(body: UpdateApiTokenRequest) {
  const { displayName, description, personaQualifiedNames } = body;
  return {
    ...(typeof displayName === 'string' ? { displayName } : {}),
    ...(typeof description === 'string' ? { description: description.trim() } : {}),
    ...(Array.isArray(personaQualifiedNames) ? { personaQualifiedNames } : {}),
  };
}

/** API tokens (Atlan wire, API tokens). */
export function registerApiTokenRoutes(router: Router, deps: HttpDeps): void {
  serve(router, 'listApiTokens', async ({ principal, query }) =>
    renderPage(await listApiTokens(deps.access, principal, readListQuery(query)), renderApiToken),
  );

  serve(router, 'createApiToken', async ({ principal, body, request }) => {
    await requireFreshSignIn(deps.access, request);
    return renderCreatedApiToken(await createApiToken(deps.access, principal, readNewToken(body)));
  });

  serve(router, 'updateApiToken', async ({ principal, params, body }) =>
    renderUpdatedApiToken(await updateApiToken(deps.access, principal, { id: params.id, ...readTokenChange(body) })),
  );

  serve(router, 'purgeApiToken', async ({ principal, params }) => {
    await purgeApiToken(deps.access, principal, params.id);
  });
}
