import type { FastifyReply, FastifyRequest } from 'fastify';
import { authenticateToken, type IdentityDeps } from '../../identity/index.ts';
import { refusalOf } from '../authentication/authenticate.ts';
import { bearerOf, headersNamed, type RawHeaders } from '../authentication/find-credential.ts';
import { originOf } from '../authentication/request-origin.ts';
import { spendRequest } from '../authentication/spend-request.ts';
import type { TokenHeader } from '../manners/alation-error.ts';

/** What a request brings to say who it is, and where that stood. */
export interface PresentedToken {
  readonly header: TokenHeader;
  readonly text: string | undefined;
}

/** Stands for what no secret is: two different ones. */
const noToken = 'no token';

/**
 * The one credential of a request to the data API (Alation wire, header handling). `TOKEN` in any letter case decides where both headers
 * are there; blanks around it are ignored, and so is one that repeats another, which Node's clients send as `abc, abc`. Cookies
 * are not looked at: no other site can make a browser act here.
 * SECURITY: of different values none is chosen, since which of them should count is not ours to guess.
 */
export function findToken(request: RawHeaders): PresentedToken {
  const parts = headersNamed(request.rawHeaders, 'token')
    .flatMap((value) => value.split(','))
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const [token] = parts;
  if (token !== undefined) return { header: 'token', text: parts.every((part) => part === token) ? token : noToken };
  const bearers = headersNamed(request.rawHeaders, 'authorization').filter((value) => value !== '');
  const [bearer] = bearers;
  if (bearer === undefined) return { header: 'none', text: undefined };
  return { header: 'bearer', text: bearers.length > 1 ? noToken : bearerOf(bearer) };
}

/**
 * A hook that lets a request of the Alation wire pass only with a live API access token, or another bearer of the same actor, and notes
 * its principal on the request. When the token ends stands in `token-expires`, and as ISO 8601 in `X-Token-Expires-At`.
 */
export function createTokenAuthenticator(deps: IdentityDeps) {
  return async function authenticate(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { header, text } = findToken(request.raw);
    request.tokenHeader = header;
    const origin = originOf(request);
    const status = await authenticateToken(deps, text, origin);
    request.tokenStatus = status;
    if (status.status === 'expired' || status.status === 'elsewhere') {
      spendRequest(deps, reply, { actorId: status.actor.actorId, requestsPerMinute: null });
    }
    if (status.status !== 'valid') throw refusalOf(status.status);
    spendRequest(deps, reply, { ...status.principal, requestsPerMinute: status.requestsPerMinute });
    request.principal = { ...status.principal, origin };
    if (status.expiresAt === null) return;
    void reply.headers({
      'token-expires': status.expiresAt.toUTCString(),
      'x-token-expires-at': status.expiresAt.toISOString(),
    });
  };
}
