import type { Operation } from '../operation.ts';

const token = '/api/clavis/v1/api-tokens/{id}';

/** API tokens beyond what the Atlan wire has: terms, rotation, suspension, leaks, and the settings that bind them. */
export const tokenOperations = {
  getNativeApiToken: {
    method: 'GET',
    path: token,
    tag: 'api-tokens',
    summary: 'One API token; its version is the ETag',
    access: 'principal',
    capability: 'token.read',
  },
  updateNativeApiToken: {
    method: 'PATCH',
    path: token,
    tag: 'api-tokens',
    summary: 'Change what is given and nothing else; needs If-Match, except to add and remove personas',
    access: 'principal',
    capability: 'token.manage; nothing beyond one’s own ceiling, and no token its own terms',
  },
  rotateApiToken: {
    method: 'POST',
    path: `${token}/rotate`,
    tag: 'api-tokens',
    summary: 'Give an API token a new secret, shown once; the one before works on for a while',
    access: 'principal',
    capability:
      'token.manage over a token that holds no more than oneself; the token itself where mayRotateItself is set',
  },
  listApiTokenSecrets: {
    method: 'GET',
    path: `${token}/secrets`,
    tag: 'api-tokens',
    summary: 'The secrets of an API token by their public ids, with their last use',
    access: 'principal',
    capability: 'token.read',
  },
  retireApiTokenSecret: {
    method: 'DELETE',
    path: `${token}/secrets/{secretId}`,
    tag: 'api-tokens',
    summary: 'End one secret of an API token now, by its public id',
    access: 'principal',
    capability: 'as for rotating the token',
  },
  suspendApiToken: {
    method: 'POST',
    path: `${token}/suspend`,
    tag: 'api-tokens',
    summary: 'Switch an API token off; it is refused when this answers',
    access: 'principal',
    capability: 'token.manage',
  },
  resumeApiToken: {
    method: 'POST',
    path: `${token}/resume`,
    tag: 'api-tokens',
    summary: 'Switch a suspended API token on again',
    access: 'principal',
    capability: 'token.manage, and not the token itself',
  },
  reportLeak: {
    method: 'POST',
    path: '/api/clavis/v1/leaks',
    tag: 'api-tokens',
    summary: 'Report a leaked secret: a live one is worthless when this answers, which is the same for every other',
    access: 'public',
    capability: 'the leaked secret itself',
  },
  getSettings: {
    method: 'GET',
    path: '/api/clavis/v1/settings',
    tag: 'settings',
    summary: 'What holds for the whole workspace',
    access: 'principal',
    capability: 'settings.manage',
  },
  updateSettings: {
    method: 'PATCH',
    path: '/api/clavis/v1/settings',
    tag: 'settings',
    summary: 'Change settings of the workspace; what is absent stays',
    access: 'principal',
    capability: 'settings.manage',
  },
} as const satisfies Record<string, Operation>;
