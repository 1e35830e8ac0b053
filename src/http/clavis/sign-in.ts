import type { FastifyReply } from 'fastify';
import type { SignedIn } from '../../contract/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import {
  claimFirstAdmin,
  createUserBearer,
  signIn,
  signInWithCode,
  signOut,
  type Principal,
  type SignedIn as BegunSession,
} from '../../identity/index.ts';
import { endedSessionCookie, sessionCookie } from '../authentication/session-cookie.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';

function renderSignedIn(principal: Principal): SignedIn {
  return { userId: principal.actorId, username: principal.username, role: principal.role };
}

/** The secret goes into the cookie and nowhere else. */
function beginSession(reply: FastifyReply, begun: BegunSession): SignedIn {
  void reply.header('set-cookie', sessionCookie(begun.session, begun.expiresAt));
  return { ...renderSignedIn(begun.principal), expiresAt: begun.expiresAt.toISOString() };
}

/** First start, browser sessions, user bearers. */
export function registerSignInRoutes(router: Router, { identity }: HttpDeps): void {
  serve(router, 'setUp', async ({ body }) => renderSignedIn(await claimFirstAdmin(identity, body)));

  serve(router, 'signIn', async ({ body, request, reply }) =>
    beginSession(reply, await signIn(identity, { ...body, address: request.ip })),
  );

  serve(router, 'signInWithCode', async ({ body, reply }) => beginSession(reply, await signInWithCode(identity, body)));

  serve(router, 'signOut', async ({ request, reply }) => {
    if (request.session !== null) await signOut(identity, request.session);
    void reply.header('set-cookie', endedSessionCookie());
    return {};
  });

  // SECURITY: only a session makes a bearer; made by a bearer, bearers would renew themselves without end.
  serve(router, 'createBearer', async ({ principal, request }) => {
    if (request.session === null) {
      throw new CatalogError('permission_denied', 'a user bearer is made from a browser session; sign in first');
    }
    const { secret, expiresAt } = await createUserBearer(identity, principal);
    return { secret, expiresAt: expiresAt.toISOString() };
  });
}
