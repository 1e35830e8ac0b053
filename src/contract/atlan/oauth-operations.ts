import type { Operation } from '../operation.ts';

const client = { tag: 'oauth-clients', access: 'principal', capability: 'oauth-client.manage' } as const;
const protocol = { tag: 'oauth', access: 'public' } as const;
const realm = '/auth/realms/default';
const connect = `${realm}/protocol/openid-connect` as const;
const administration = '/auth/admin/realms/default';

/** OAuth clients of the Atlan wire, and OAuth 2.0 with OpenID Connect at the paths its clients know. */
export const oauthOperations = {
  listOauthClients: {
    ...client,
    method: 'GET',
    path: '/api/service/oauth-clients',
    summary: 'List OAuth clients',
  },
  createOauthClient: {
    ...client,
    method: 'POST',
    path: '/api/service/oauth-clients',
    summary: 'Create an OAuth client; the answer holds its secret, once',
    capability: 'oauth-client.manage, and no role above one’s own',
  },
  createOauthClientToken: {
    ...client,
    method: 'POST',
    path: '/api/service/oauth-clients/token',
    summary: 'Give an OAuth client an access token of ten minutes for its secret',
    access: 'public',
    capability: 'client id and client secret',
  },
  getOauthClient: {
    ...client,
    method: 'GET',
    path: '/api/service/oauth-clients/{clientId}',
    summary: 'One OAuth client',
  },
  updateOauthClient: {
    ...client,
    method: 'PUT',
    path: '/api/service/oauth-clients/{clientId}',
    summary: 'Change the texts of an OAuth client, and its personas where they are given',
  },
  updateOauthClientByPost: {
    ...client,
    method: 'POST',
    path: '/api/service/oauth-clients/{clientId}',
    summary: 'The same by POST',
  },
  deleteOauthClient: {
    ...client,
    method: 'DELETE',
    path: '/api/service/oauth-clients/{clientId}',
    summary: 'Delete an OAuth client; its secret and access tokens are dead when this answers',
  },

  getOpenidConfiguration: {
    ...protocol,
    method: 'GET',
    path: `${realm}/.well-known/openid-configuration`,
    summary: 'OpenID Connect Discovery',
    capability: 'none',
  },
  getOpenidKeys: {
    ...protocol,
    method: 'GET',
    path: `${connect}/certs`,
    summary: 'The keys that id tokens are signed with (RFC 7517)',
    capability: 'none',
  },
  authorize: {
    ...protocol,
    method: 'GET',
    path: `${connect}/auth`,
    summary: 'Ask a person, in a browser, to let a client act for them: authorization code with PKCE (RFC 6749, 7636)',
    capability: 'none; the person decides in the page',
  },
  resumeAuthorization: {
    ...protocol,
    method: 'GET',
    path: `${connect}/auth/{uid}`,
    summary: 'Go on after the person has decided; for the browser that asked',
    capability: 'the cookie of that browser',
  },
  authorizeDevice: {
    ...protocol,
    method: 'POST',
    path: `${connect}/auth/device`,
    summary: 'Begin a sign-in on a device without a browser (RFC 8628)',
    capability: 'a public client',
  },
  issueToken: {
    ...protocol,
    method: 'POST',
    path: `${connect}/token`,
    summary: 'Exchange a code, device code, refresh token, client secret or token for an access token',
    capability: 'what the grant type asks for',
  },
  issueTokenByAdministrationPath: {
    ...protocol,
    method: 'POST',
    path: `${administration}/protocol/openid-connect/token`,
    summary: 'The same; one client asks here',
    capability: 'what the grant type asks for',
  },
  introspectToken: {
    ...protocol,
    method: 'POST',
    path: `${connect}/token/introspect`,
    summary: 'Tell a client what a bearer is (RFC 7662)',
    capability: 'client id and client secret',
  },
  revokeToken: {
    ...protocol,
    method: 'POST',
    path: `${connect}/revoke`,
    summary: 'End an access or refresh token (RFC 7009)',
    capability: 'the client that it was given to',
  },
  getUserInfo: {
    ...protocol,
    method: 'GET',
    path: `${connect}/userinfo`,
    summary: 'Claims about the person behind an access token with the scope openid',
    access: 'principal',
    capability: 'an access token that a person has allowed',
  },
  getUserInfoByPost: {
    ...protocol,
    method: 'POST',
    path: `${connect}/userinfo`,
    summary: 'The same by POST',
    access: 'principal',
    capability: 'an access token that a person has allowed',
  },
  endOpenidSession: {
    ...protocol,
    method: 'GET',
    path: `${connect}/logout`,
    summary: 'Send the browser to the page that signs out',
    capability: 'none; the person decides in the page',
  },

  getClientSecretOfToken: {
    tag: 'oauth',
    method: 'GET',
    path: `${administration}/clients/{id}/client-secret`,
    summary: 'Make a client secret of ten minutes for an API token',
    access: 'principal',
    capability: 'token.manage, and holding what the token holds',
  },
  findRealmUsers: {
    tag: 'oauth',
    method: 'GET',
    path: `${administration}/users`,
    summary: 'The person or service account of a name, as a list of at most one',
    access: 'principal',
    capability: 'user.read',
  },
  getRealmRoleMappings: {
    tag: 'oauth',
    method: 'GET',
    path: `${administration}/users/{id}/role-mappings`,
    summary: 'The roles of a person or service account',
    access: 'principal',
    capability: 'user.read',
  },
} as const satisfies Record<string, Operation>;
