import { createApiToken, listApiTokens, purgeApiToken, type ApiToken } from '../../access/index.ts';
import { defaultValiditySeconds, type CreateNativeApiTokenRequest, type NativeApiToken } from '../../contract/index.ts';
import { readListQuery } from '../atlan/read-list-query.ts';
import { renderApiToken, renderCreatedApiToken } from '../atlan/render-api-token.ts';
import { renderPage } from '../atlan/render-page.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';

function readNewToken(body: CreateNativeApiTokenRequest) {
  const { displayName, description = '', role = 'none', personaQualifiedNames = [] } = body;
  const validitySeconds = body.validitySeconds === undefined ? defaultValiditySeconds : body.validitySeconds;
  return { displayName, description, role, personaQualifiedNames, validitySeconds };
}

function withRole<Record extends ReturnType<typeof renderApiToken>>(record: Record, token: ApiToken): NativeApiToken {
  return { ...record, role: token.role, expiresAt: token.expiresAt?.toISOString() ?? null };
}

/** API tokens with what the Atlan wire leaves out: a role at creation, role and expiry in answers. */
export function registerNativeApiTokenRoutes(router: Router, { access }: HttpDeps): void {
  serve(router, 'listNativeApiTokens', async ({ principal, query }) =>
    renderPage(await listApiTokens(access, principal, readListQuery(query)), (token) =>
      withRole(renderApiToken(token), token),
    ),
  );

  serve(router, 'createNativeApiToken', async ({ principal, body }) => {
    const created = await createApiToken(access, principal, readNewToken(body));
    return withRole(renderCreatedApiToken(created), created.token);
  });

  serve(router, 'purgeNativeApiToken', async ({ principal, params }) => {
    await purgeApiToken(access, principal, params.id);
    return {};
  });
}
