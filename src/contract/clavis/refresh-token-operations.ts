import type { Operation } from '../operation.ts';

const own = '/api/clavis/v1/refresh-tokens';
const ofUser = '/api/clavis/v1/users/{id}/refresh-tokens';
const common = { tag: 'refresh-tokens', access: 'principal' } as const;
const bySession = 'a browser session; the token is one’s own';

/** Refresh and access tokens of the Alation wire as people and admins manage them; that wire has no words for it. */
export const refreshTokenOperations = {
  listOwnRefreshTokens: {
    ...common,
    method: 'GET',
    path: own,
    summary: 'List the own refresh tokens with the state of each and of its latest access token',
    capability: 'none',
  },
  createOwnRefreshToken: {
    ...common,
    method: 'POST',
    path: own,
    summary: 'Create a refresh token without a password; the answer holds its secret, once',
    capability: 'a browser session',
  },
  createOwnAccessToken: {
    ...common,
    method: 'POST',
    path: `${own}/{id}/access-tokens`,
    summary: 'Create an access token from one of the own refresh tokens; the answer holds it, once',
    capability: bySession,
  },
  regenerateOwnRefreshToken: {
    ...common,
    method: 'POST',
    path: `${own}/{id}/regenerate`,
    summary: 'Put a new refresh token in the place of one of the own, which is dead when this answers',
    capability: bySession,
  },
  revokeRefreshToken: {
    ...common,
    method: 'DELETE',
    path: `${own}/{id}`,
    summary: 'Revoke a refresh token with its access tokens; they are dead when this answers',
    capability: 'one’s own; user.manage for others',
  },
  endAccessTokens: {
    ...common,
    method: 'DELETE',
    path: `${own}/{id}/access-tokens`,
    summary: 'Revoke the access tokens of a refresh token, which goes on',
    capability: 'one’s own; user.manage for others',
  },
  listAllRefreshTokens: {
    ...common,
    method: 'GET',
    path: `${own}/of-everybody`,
    summary: 'List everybody’s refresh tokens, never their secrets',
    capability: 'user.manage',
  },
  listRefreshTokensOfUser: {
    ...common,
    method: 'GET',
    path: ofUser,
    summary: 'List the refresh tokens of a user',
    capability: 'one’s own; user.manage for others',
  },
  revokeRefreshTokensOfUser: {
    ...common,
    method: 'DELETE',
    path: ofUser,
    summary: 'Revoke every refresh and access token of a user',
    capability: 'one’s own; user.manage for others',
  },
} as const satisfies Record<string, Operation>;
