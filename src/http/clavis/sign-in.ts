import {
  claimFirstAdmin,
  createUserBearer,
  signIn,
  signInWithCode,
  signOut,
  withinFailureBudget,
} from '../../identity/index.ts';
import { beginBrowserSession, renderSignedIn, requireBrowserSession } from '../authentication/begin-browser-session.ts';
import { originOf } from '../authentication/request-origin.ts';
import { endedSessionCookie } from '../authentication/session-cookie.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';

/** First start, browser sessions, user bearers. */
export function registerSignInRoutes(router: Router, { identity }: HttpDeps): void {
  serve(router, 'setUp', async ({ body, request }) => {
    const run = () => claimFirstAdmin(identity, body);
    const attempt = { address: request.ip, door: 'set-up', wrongGuess: 'permission_denied', run } as const;
    return renderSignedIn(await withinFailureBudget(identity, attempt));
  });

  serve(router, 'signIn', async ({ body, request, reply }) =>
    beginBrowserSession(
      reply,
      await signIn(identity, { ...body, address: request.ip, client: originOf(request).client }),
    ),
  );

  serve(router, 'signInWithCode', async ({ body, request, reply }) => {
    const run = () => signInWithCode(identity, { ...body, origin: originOf(request) });
    const attempt = { address: request.ip, door: 'sign-in-code', wrongGuess: 'token_invalid', run } as const;
    return beginBrowserSession(reply, await withinFailureBudget(identity, attempt));
  });

  serve(router, 'signOut', async ({ request, reply }) => {
    if (request.session !== null) await signOut(identity, request.session, originOf(request));
    void reply.header('set-cookie', endedSessionCookie());
    return {};
  });

  // SECURITY: only a session makes a bearer; made by a bearer, bearers would renew themselves without end.
  serve(router, 'createBearer', async ({ principal, request }) => {
    const sessionId = requireBrowserSession(request, 'making a user bearer');
    const from = { sessionId, origin: originOf(request) };
    const { secret, expiresAt } = await createUserBearer(identity, principal, from);
    return { secret, expiresAt: expiresAt.toISOString() };
  });
}
