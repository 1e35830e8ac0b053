import type { FastifyReply, FastifyRequest } from 'fastify';
import { assertNever, CatalogError } from '../../foundation/index.ts';
import {
  authenticateBearer,
  authenticateSession,
  type IdentityDeps,
  type Principal,
  type RequestOrigin,
  type TokenStatus,
} from '../../identity/index.ts';
import { requireSameSite } from './cross-site.ts';
import { findCredential, type Credential } from './find-credential.ts';
import { originOf } from './request-origin.ts';
import { spendRequest } from './spend-request.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set before any handler of an operation that needs a principal. */
    principal: Principal | null;
    /** The session secret by which the principal was found; `null` when it came by a bearer. */
    session: string | null;
    /** What the presented credential turned out to be; `null` before that, and where no operation asks for one. */
    tokenStatus: TokenStatus | null;
  }
}

function judge(deps: IdentityDeps, credential: Credential, origin: RequestOrigin): Promise<TokenStatus> {
  switch (credential.kind) {
    case 'none':
      return Promise.resolve({ status: 'missing' });
    case 'bearer':
      return authenticateBearer(deps, credential.text, origin);
    case 'session':
      return authenticateSession(deps, credential.text, origin);
    default:
      return assertNever(credential);
  }
}

/**
 * SECURITY: damaged, never issued, revoked, disabled and of the wrong kind give one answer, byte for byte, so that a stranger
 * learns nothing by trying. Expiry is told, because only who holds the right secret ever gets that status.
 */
export function refusalOf(status: Exclude<TokenStatus['status'], 'valid'>): CatalogError {
  switch (status) {
    case 'missing':
      return new CatalogError('token_missing', 'no credential; send the header `Authorization: Bearer <token>`');
    case 'expired':
      return new CatalogError('token_expired', 'the token has expired');
    case 'damaged':
    case 'unknown':
    case 'disabled':
    case 'retired':
      return new CatalogError('token_invalid', 'the token is not valid');
    // Told, because only who holds the right secret gets here, and final: nobody helps a script that guesses.
    case 'elsewhere':
      return new CatalogError('permission_denied', 'the token may not be used from this network');
    default:
      return assertNever(status);
  }
}

/** The principal of the request's credential as it is now; `null` when that is good no more. For answers that go on for long. */
export async function findPrincipalAgain(deps: IdentityDeps, request: FastifyRequest): Promise<Principal | null> {
  const origin = originOf(request);
  const status = await judge(deps, findCredential(request.raw), origin);
  return status.status === 'valid' ? { ...status.principal, origin } : null;
}

/**
 * A hook that lets a request pass only with a live credential and notes its principal on the request.
 * Tells the expiry of the credential in the header `token-expires`, so that scripts can warn in time, and what is left of
 * the actor's request limit. A site that failed too often is answered 429 before the database is asked (`FailureBudgets`).
 */
export function createAuthenticator(deps: IdentityDeps) {
  return async function authenticate(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const credential = findCredential(request.raw);
    if (credential.kind === 'session') requireSameSite(request.raw);
    const origin = originOf(request);
    const status = await judge(deps, credential, origin);
    request.tokenStatus = status;
    if (status.status === 'expired' || status.status === 'elsewhere') {
      // Whoever holds the right secret is told what is wrong with it, and may ask that as often as it may ask anything.
      spendRequest(deps, reply, { actorId: status.actor.actorId, requestsPerMinute: null });
    }
    if (status.status !== 'valid') throw refusalOf(status.status);
    spendRequest(deps, reply, { ...status.principal, requestsPerMinute: status.requestsPerMinute });
    request.principal = { ...status.principal, origin };
    request.session = credential.kind === 'session' ? credential.text : null;
    if (status.expiresAt !== null) void reply.header('token-expires', status.expiresAt.toUTCString());
  };
}
