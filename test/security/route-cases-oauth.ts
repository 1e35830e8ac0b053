import type { OperationId } from '../../src/contract/index.ts';
import { list, nobody, open, path, type Made, type RouteCase } from './route-case.ts';

const missingClient = `oauth-client-${nobody}`;

/** A request about one OAuth client, with one that exists and with one that does not. */
function onClient(id: OperationId, body?: object): Pick<RouteCase, 'existing' | 'missing'> {
  const call = (clientId: string) => ({ url: path(id, clientId), ...(body === undefined ? {} : { body }) });
  return { existing: ({ oauthClientId }: Made) => call(oauthClientId), missing: () => call(missingClient) };
}

const forManagers = { none: 403, default: 403, admin: [200, 404] } as const;
/** What an API token never does, whatever its role: say yes in a person's name, or give a client a secret or the right to act for people. */
const forPeople = { none: 403, default: 403, admin: 403 } as const;

const userCode = { userCode: 'BCDF-GHJK' };

/** OAuth clients, the protocol, and what people decide. The protocol's own endpoints ask for a client, not for an actor. */
export const oauthRouteCases = {
  listOauthClients: { existing: () => ({ url: path('listOauthClients') }), none: 403, default: 403, admin: 200 },
  createOauthClient: {
    existing: () => ({ url: path('createOauthClient'), body: { displayName: 'made in the matrix', role: '$guest' } }),
    ...{ none: 403, default: 403, admin: 200 },
  },
  createOauthClientToken: open(
    'createOauthClientToken',
    { body: { clientId: missingClient, clientSecret: 'no secret' } },
    401,
  ),
  getOauthClient: { ...onClient('getOauthClient'), ...forManagers },
  updateOauthClient: { ...onClient('updateOauthClient', { description: 'changed' }), ...forManagers },
  updateOauthClientByPost: { ...onClient('updateOauthClientByPost', { description: 'changed' }), ...forManagers },
  deleteOauthClient: { ...onClient('deleteOauthClient'), ...forManagers },

  getOpenidConfiguration: open('getOpenidConfiguration', {}, 200),
  getOpenidKeys: open('getOpenidKeys', {}, 200),
  authorize: open('authorize', {}, 400),
  resumeAuthorization: open('resumeAuthorization', { url: path('resumeAuthorization', 'unknown') }, 400),
  authorizeDevice: open('authorizeDevice', {}, 400),
  issueToken: open('issueToken', {}, 400),
  issueTokenByAdministrationPath: open('issueTokenByAdministrationPath', {}, 400),
  introspectToken: open('introspectToken', {}, 400),
  revokeToken: open('revokeToken', {}, 400),
  // An API token is no access token that a person has allowed.
  getUserInfo: { existing: () => ({ url: path('getUserInfo') }), ...forPeople },
  getUserInfoByPost: { existing: () => ({ url: path('getUserInfoByPost') }), ...forPeople },
  endOpenidSession: open('endOpenidSession', {}, 303),

  issueSignedToken: open('issueSignedToken', {}, 400),
  introspectSignedToken: open('introspectSignedToken', {}, 400),
  getSignedTokenKeys: open('getSignedTokenKeys', {}, 200),

  getClientSecretOfToken: {
    existing: ({ tokenId }: Made) => ({ url: path('getClientSecretOfToken', tokenId) }),
    missing: () => ({ url: path('getClientSecretOfToken', nobody) }),
    ...forManagers,
  },
  findRealmUsers: {
    existing: () => ({ url: `${path('findRealmUsers')}?username=ada` }),
    ...{ none: 403, default: 200, admin: 200 },
  },
  getRealmRoleMappings: {
    existing: ({ userId }: Made) => ({ url: path('getRealmRoleMappings', userId) }),
    missing: () => ({ url: path('getRealmRoleMappings', nobody) }),
    ...{ none: 403, default: [200, 404], admin: [200, 404] },
  },

  getOauthInteraction: { existing: () => ({ url: path('getOauthInteraction', 'unknown') }), ...forPeople },
  allowOauthInteraction: { existing: () => ({ url: path('allowOauthInteraction', 'unknown') }), ...forPeople },
  refuseOauthInteraction: { existing: () => ({ url: path('refuseOauthInteraction', 'unknown') }), ...forPeople },
  findDeviceRequest: { existing: () => ({ url: path('findDeviceRequest'), body: userCode }), ...forPeople },
  allowDevice: { existing: () => ({ url: path('allowDevice'), body: userCode }), ...forPeople },
  refuseDevice: { existing: () => ({ url: path('refuseDevice'), body: userCode }), ...forPeople },
  listOwnGrants: list('listOwnGrants', { none: 200 }),
  endOwnGrant: {
    existing: () => ({ url: path('endOwnGrant', nobody) }),
    ...{ none: 404, default: 404, admin: 404 },
  },
  listNativeOauthClients: {
    existing: () => ({ url: path('listNativeOauthClients') }),
    ...{ none: 403, default: 403, admin: 200 },
  },
  rotateOauthClient: { ...onClient('rotateOauthClient', {}), ...forPeople },
  setExchangeRight: { ...onClient('setExchangeRight', { roleMax: 'member' }), ...forPeople },
  setSignedTokenDuration: { ...onClient('setSignedTokenDuration', { seconds: 300 }), ...forManagers },
  endClientTokens: { ...onClient('endClientTokens'), ...forManagers },
  // The one that was made at the start has not been there for ten minutes.
  addSigningKey: { existing: () => ({ url: path('addSigningKey') }), none: 403, default: 403, admin: 409 },
} as const satisfies Partial<Record<OperationId, RouteCase>>;
