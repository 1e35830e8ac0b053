import type { Operation } from '../operation.ts';

const inSession = { tag: 'oauth', access: 'principal', capability: 'a browser session' } as const;
const client = { tag: 'oauth-clients', access: 'principal' } as const;

/** What a person decides about clients that ask for them, and what the Atlan wire lacks for OAuth clients. */
export const nativeOauthOperations = {
  getOauthInteraction: {
    ...inSession,
    method: 'GET',
    path: '/api/clavis/v1/oauth/interactions/{uid}',
    summary: 'What a client asks of the person in this browser',
  },
  allowOauthInteraction: {
    ...inSession,
    method: 'POST',
    path: '/api/clavis/v1/oauth/interactions/{uid}/allow',
    summary: 'Let the client act for oneself',
  },
  refuseOauthInteraction: {
    ...inSession,
    method: 'POST',
    path: '/api/clavis/v1/oauth/interactions/{uid}/refuse',
    summary: 'Refuse the client',
  },
  findDeviceRequest: {
    ...inSession,
    method: 'POST',
    path: '/api/clavis/v1/oauth/device',
    summary: 'The device that waits with a user code',
  },
  allowDevice: {
    ...inSession,
    method: 'POST',
    path: '/api/clavis/v1/oauth/device/allow',
    summary: 'Let the device act for oneself',
  },
  refuseDevice: {
    ...inSession,
    method: 'POST',
    path: '/api/clavis/v1/oauth/device/refuse',
    summary: 'Refuse the device',
  },
  listOwnGrants: {
    ...inSession,
    method: 'GET',
    path: '/api/clavis/v1/oauth/grants',
    summary: 'What one has allowed clients',
    capability: 'none; one’s own',
  },
  endOwnGrant: {
    ...inSession,
    method: 'DELETE',
    path: '/api/clavis/v1/oauth/grants/{id}',
    summary: 'Take back what one has allowed; its tokens are dead when this answers',
    capability: 'none; one’s own',
  },
  listNativeOauthClients: {
    ...client,
    method: 'GET',
    path: '/api/clavis/v1/oauth-clients',
    summary: 'List OAuth clients with their last use and right to act for people',
    capability: 'oauth-client.manage',
  },
  rotateOauthClient: {
    ...client,
    method: 'POST',
    path: '/api/clavis/v1/oauth-clients/{clientId}/rotate',
    summary: 'Give an OAuth client a new secret; the answer holds it, once',
    capability: 'oauth-client.manage, a person',
  },
  setExchangeRight: {
    ...client,
    method: 'PUT',
    path: '/api/clavis/v1/oauth-clients/{clientId}/exchange-right',
    summary: 'Say for whom an OAuth client may act (RFC 8693)',
    capability: 'oauth-client.manage, a person',
  },
  setSignedTokenDuration: {
    ...client,
    method: 'PUT',
    path: '/api/clavis/v1/oauth-clients/{clientId}/signed-token-duration',
    summary: 'Say how long signed access tokens of an OAuth client live that are issued from now on',
    capability: 'oauth-client.manage',
  },
  endClientTokens: {
    ...client,
    method: 'POST',
    path: '/api/clavis/v1/oauth-clients/{clientId}/end-tokens',
    summary: 'End every access token of an OAuth client; its secret stays, and gets it others',
    capability: 'oauth-client.manage',
  },
  addSigningKey: {
    ...client,
    method: 'POST',
    path: '/api/clavis/v1/oauth/signing-keys',
    summary: 'Add a key for id tokens and signed access tokens; it takes over in ten minutes',
    capability: 'oauth-client.manage',
  },
} as const satisfies Record<string, Operation>;
