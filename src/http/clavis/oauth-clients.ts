import {
  endClientTokens,
  listOauthClients,
  requireCapability,
  rotateOauthClient,
  setExchangeRight,
  setSignedTokenDuration,
} from '../../access/index.ts';
import { addSigningKey } from '../../identity/index.ts';
import { readListQuery } from '../atlan/read-list-query.ts';
import { renderNativeOauthClient } from '../atlan/render-oauth-client.ts';
import { renderPage } from '../atlan/render-page.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';

/** OAuth clients with what the Atlan wire leaves out. */
export function registerNativeOauthClientRoutes(router: Router, deps: HttpDeps): void {
  const { access, identity, clock, log, oauth } = deps;

  serve(router, 'listNativeOauthClients', async ({ principal, query }) =>
    renderPage(await listOauthClients(access, principal, readListQuery(query)), renderNativeOauthClient),
  );

  serve(router, 'rotateOauthClient', async ({ principal, params, body }) => {
    const rotated = await rotateOauthClient(access, principal, { clientId: params.clientId, ...body });
    const { text, predecessorEndsAt, client } = rotated;
    return {
      clientId: client.clientId,
      clientSecret: text,
      predecessorEndsAt: predecessorEndsAt?.toISOString() ?? null,
    };
  });

  serve(router, 'setExchangeRight', async ({ principal, params, body }) => {
    const right = { clientId: params.clientId, roleMax: body.roleMax };
    return renderNativeOauthClient(await setExchangeRight(access, principal, right));
  });

  serve(router, 'setSignedTokenDuration', async ({ principal, params, body }) => {
    const duration = { clientId: params.clientId, seconds: body.seconds };
    return renderNativeOauthClient(await setSignedTokenDuration(access, principal, duration));
  });

  serve(router, 'endClientTokens', async ({ principal, params }) => ({
    ended: await endClientTokens(access, principal, params.clientId),
  }));

  serve(router, 'addSigningKey', async ({ principal }) => {
    requireCapability(principal, 'oauth-client.manage');
    return { id: await addSigningKey({ db: identity.db, clock, log, sealer: oauth.sealer }, principal) };
  });
}
