import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignedIn } from '../../contract/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { Principal, SignedIn as BegunSession } from '../../identity/index.ts';
import { sessionCookie } from './session-cookie.ts';

/** Who signed in, as every way in answers it. */
export function renderSignedIn(principal: Principal): SignedIn {
  return { userId: principal.actorId, username: principal.username, role: principal.role };
}

/** Hands a session to the browser. The secret goes into the cookie and nowhere else. */
export function beginBrowserSession(reply: FastifyReply, begun: BegunSession): SignedIn {
  void reply.header('set-cookie', sessionCookie(begun.session, begun.expiresAt));
  return { ...renderSignedIn(begun.principal), expiresAt: begun.expiresAt.toISOString() };
}

/** The id of the secret that the request came by. */
export function secretIdOf(request: FastifyRequest): string {
  const status = request.tokenStatus;
  if (status?.status !== 'valid') throw new CatalogError('token_missing', 'no credential');
  return status.secretId;
}

/**
 * The id of the browser session that the request came by; `what` is what takes one. Throws `permission_denied` for who came by a bearer.
 * SECURITY: a bearer may be in a script or a log; what it could do here would make more of it than it is.
 */
export function requireBrowserSession(request: FastifyRequest, what: string): string {
  if (request.session === null) {
    throw new CatalogError('permission_denied', `${what} takes a browser session; sign in first`);
  }
  return secretIdOf(request);
}
