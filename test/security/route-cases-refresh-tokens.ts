import type { OperationId } from '../../src/contract/index.ts';
import { nobody, open, path, type RouteCase } from './route-case.ts';

const pair = { refresh_token: 'no token of anybody', user_id: 1 };

/** The token that an admin ends for somebody else; the API tokens of the matrix have none of their own. */
function onToken(id: OperationId): RouteCase {
  return {
    existing: ({ refreshTokenId }) => ({ url: path(id, refreshTokenId) }),
    missing: () => ({ url: path(id, '999999999') }),
    // Of somebody else, and so hidden.
    none: [404, 404],
    default: [404, 404],
    admin: [200, 404],
  };
}

function onUser(id: OperationId): RouteCase {
  return {
    existing: ({ userId }) => ({ url: path(id, userId) }),
    missing: () => ({ url: path(id, nobody) }),
    ...{ none: 403, default: 403, admin: [200, 404] },
  };
}

/** What takes a browser session, which no caller of the matrix has. */
function bySession(id: OperationId, body?: object): RouteCase {
  const call = { url: path(id, '1'), ...(body === undefined ? {} : { body }) };
  return { existing: () => call, none: 403, default: 403, admin: 403 };
}

/** Refresh and access tokens of the Alation wire, at its token endpoints and as they are managed. */
export const refreshTokenRouteCases = {
  // Not the name that is used to sign in: attempts are counted by it.
  createRefreshToken: open(
    'createRefreshToken',
    { body: { username: 'nobody-either', password: 'not the password', name: 'x' } },
    401,
  ),
  regenRefreshToken: open('regenRefreshToken', { body: pair }, 401),
  validateRefreshToken: open('validateRefreshToken', { body: pair }, 401),
  createApiAccessToken: open('createApiAccessToken', { body: pair }, 401),
  validateApiAccessToken: open(
    'validateApiAccessToken',
    { body: { api_access_token: 'no token of anybody', user_id: 1 } },
    401,
  ),
  revokeApiAccessTokens: open('revokeApiAccessTokens', { body: pair }, 401),

  listOwnRefreshTokens: {
    existing: () => ({ url: path('listOwnRefreshTokens') }),
    none: 200,
    default: 200,
    admin: 200,
  },
  createOwnRefreshToken: bySession('createOwnRefreshToken', { name: 'x' }),
  createOwnAccessToken: bySession('createOwnAccessToken'),
  regenerateOwnRefreshToken: bySession('regenerateOwnRefreshToken'),
  revokeRefreshToken: onToken('revokeRefreshToken'),
  endAccessTokens: onToken('endAccessTokens'),
  listAllRefreshTokens: {
    existing: () => ({ url: path('listAllRefreshTokens') }),
    none: 403,
    default: 403,
    admin: 200,
  },
  listRefreshTokensOfUser: onUser('listRefreshTokensOfUser'),
  revokeRefreshTokensOfUser: onUser('revokeRefreshTokensOfUser'),
} as const satisfies Partial<Record<OperationId, RouteCase>>;
