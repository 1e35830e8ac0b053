import {
  createOwnAccessToken,
  createOwnRefreshToken,
  listAllRefreshTokens,
  listOwnRefreshTokens,
  listRefreshTokensFor,
  regenerateOwnRefreshToken,
  revokeAccessTokensOf,
  revokeRefreshToken,
  revokeRefreshTokensOf,
} from '../../access/index.ts';
import type { CreatedAccessToken, CreatedRefreshToken, NativeRefreshToken } from '../../contract/index.ts';
import type { Clock } from '../../foundation/index.ts';
import type { IssuedRefreshToken, MadeAccessToken, RefreshTokenRecord } from '../../identity/index.ts';
import { readListQuery } from '../atlan/read-list-query.ts';
import { renderPage } from '../atlan/render-page.ts';
import { requireBrowserSession } from '../authentication/begin-browser-session.ts';
import { originOf } from '../authentication/request-origin.ts';
import { requireFreshSignIn } from '../authentication/require-fresh-sign-in.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';

const dayMs = 24 * 60 * 60 * 1000;

function renderRefreshToken(token: RefreshTokenRecord, clock: Clock): NativeRefreshToken {
  const { id, name, state, username, userId, createdAt, expiresAt, lastUsedAt, regeneratedFrom, accessToken } = token;
  return {
    ...{ id, name, state, username, userId, regeneratedFrom },
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    daysLeft: Math.max(0, Math.ceil((expiresAt.getTime() - clock.now().getTime()) / dayMs)),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    accessToken:
      accessToken === null
        ? null
        : {
            state: accessToken.state,
            createdAt: accessToken.createdAt.toISOString(),
            expiresAt: accessToken.expiresAt.toISOString(),
          },
  };
}

function renderCreated({ token, secret }: IssuedRefreshToken, clock: Clock): CreatedRefreshToken {
  return { ...renderRefreshToken(token, clock), secret };
}

function renderAccessToken({ token, access }: MadeAccessToken): CreatedAccessToken {
  const { secret, createdAt, expiresAt, superseded } = access;
  const { name, userId } = token;
  return { secret, userId, name, superseded, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
}

const making = 'making a refresh or access token';

/** Refresh and access tokens of the Alation wire as their owner makes them in the page. */
function registerOwn(router: Router, { access, clock }: HttpDeps): void {
  serve(router, 'listOwnRefreshTokens', async ({ principal }) => ({
    refreshTokens: (await listOwnRefreshTokens(access, principal)).map((token) => renderRefreshToken(token, clock)),
  }));

  serve(router, 'createOwnRefreshToken', async ({ principal, body, request }) => {
    requireBrowserSession(request, making);
    await requireFreshSignIn(access, request);
    const input = { name: body.name, origin: originOf(request) };
    return renderCreated(await createOwnRefreshToken(access, principal, input), clock);
  });

  serve(router, 'createOwnAccessToken', async ({ principal, params, request }) => {
    requireBrowserSession(request, making);
    await requireFreshSignIn(access, request);
    return renderAccessToken(
      await createOwnAccessToken(access, principal, { id: params.id, origin: originOf(request) }),
    );
  });

  serve(router, 'regenerateOwnRefreshToken', async ({ principal, params, request }) => {
    requireBrowserSession(request, making);
    await requireFreshSignIn(access, request);
    const input = { id: params.id, origin: originOf(request) };
    return renderCreated(await regenerateOwnRefreshToken(access, principal, input), clock);
  });
}

/** Seeing and ending them: one's own, or as an admin anybody's. */
function registerGoverned(router: Router, { access, clock }: HttpDeps): void {
  serve(router, 'revokeRefreshToken', async ({ principal, params }) =>
    renderRefreshToken(await revokeRefreshToken(access, principal, params.id), clock),
  );

  serve(router, 'endAccessTokens', async ({ principal, params }) => ({
    accessTokensRevoked: await revokeAccessTokensOf(access, principal, params.id),
  }));

  serve(router, 'listAllRefreshTokens', async ({ principal, query }) =>
    renderPage(await listAllRefreshTokens(access, principal, readListQuery(query)), (token) =>
      renderRefreshToken(token, clock),
    ),
  );

  serve(router, 'listRefreshTokensOfUser', async ({ principal, params }) => ({
    refreshTokens: (await listRefreshTokensFor(access, principal, params.id)).map((token) =>
      renderRefreshToken(token, clock),
    ),
  }));

  serve(router, 'revokeRefreshTokensOfUser', async ({ principal, params }) => ({
    refreshTokensRevoked: await revokeRefreshTokensOf(access, principal, params.id),
  }));
}

export function registerRefreshTokenRoutes(router: Router, deps: HttpDeps): void {
  registerOwn(router, deps);
  registerGoverned(router, deps);
}
