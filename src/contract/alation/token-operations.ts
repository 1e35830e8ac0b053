import type { Operation } from '../operation.ts';

const common = {
  method: 'POST',
  tag: 'alation-tokens',
  access: 'public',
  surface: 'alation',
  anyEncoding: true,
} as const;
const pair = 'a refresh token and the number of its owner';

/**
 * The token endpoints of the Alation wire (Alation wire, the six endpoints). The body is the credential; every header that looks like one is
 * ignored.
 */
export const alationTokenOperations = {
  createRefreshToken: {
    ...common,
    path: '/integration/v1/createRefreshToken',
    summary: 'Make a refresh token by user name and password',
    capability: 'user name, or e-mail address, and password',
    created: true,
  },
  regenRefreshToken: {
    ...common,
    path: '/integration/v1/regenRefreshToken',
    summary:
      'Put a new refresh token in the place of one, which is dead when this answers, and so are its access tokens',
    capability: `${pair}; expired for no longer than the workspace allows`,
    created: true,
  },
  validateRefreshToken: {
    ...common,
    path: '/integration/v1/validateRefreshToken',
    summary: 'Whether a refresh token is active; 401 when it is not',
    capability: pair,
  },
  createApiAccessToken: {
    ...common,
    path: '/integration/v1/createAPIAccessToken',
    summary:
      'Make an access token from a refresh token; it takes the place of the one before unless more may be active',
    capability: pair,
    created: true,
  },
  validateApiAccessToken: {
    ...common,
    path: '/integration/v1/validateAPIAccessToken',
    summary: 'Whether an access token is active; 401 when it is not',
    capability: 'an access token and the number of its owner',
  },
  revokeApiAccessTokens: {
    ...common,
    path: '/integration/v1/revokeAPIAccessTokens',
    summary: 'Revoke the access tokens of a refresh token, which goes on',
    capability: pair,
  },
} as const satisfies Record<string, Operation>;
