import { operations } from '../../src/contract/index.ts';
import { newGuid } from '../../src/foundation/index.ts';
import { list, nobody, open, path, type Made, type RouteCase } from './route-case.ts';

/** A provider that the world of the matrix has; nobody listens at its address. */
export const matrixProvider = { alias: 'matrix', issuer: 'http://127.0.0.1:1' };

/** What an API token never does, whatever its role: say who is believed about people. */
const forPeople = { none: 403, default: 403, admin: 403 } as const;
const forManagers = { none: 403, default: 403, admin: [200, 404] } as const;

const mapper = (group: string) => ({
  identityProviderMapper: 'saml-group-idp-mapper',
  identityProviderAlias: 'okta',
  config: { syncMode: 'FORCE', group, 'attribute.name': 'memberOf', 'attribute.value': 'staff' },
});

function mapperPath(id: 'getSsoMapper' | 'updateSsoMapper' | 'deleteSsoMapper', mapperId: string): string {
  return operations[id].path.replace('{alias}', 'okta').replace('{id}', mapperId);
}

function onMapper(id: 'getSsoMapper' | 'updateSsoMapper' | 'deleteSsoMapper'): RouteCase {
  const call = (made: Made, mapperId: string) => ({
    url: mapperPath(id, mapperId),
    ...(id === 'updateSsoMapper' ? { body: mapper(made.groupName) } : {}),
  });
  return {
    existing: (made) => call(made, made.ssoMapperId),
    missing: (made) => call(made, nobody),
    ...forManagers,
  };
}

function onProvider(
  id: 'getIdentityProvider' | 'updateIdentityProvider' | 'deleteIdentityProvider' | 'testIdentityProvider',
) {
  const body = id === 'updateIdentityProvider' ? { body: { displayName: 'renamed' } } : {};
  return {
    existing: () => ({ url: path(id, matrixProvider.alias), ...body }),
    missing: () => ({ url: path(id, 'no-such-provider'), ...body }),
  };
}

const subject = () => ({ issuer: 'https://id.example.com', subject: newGuid() });

/** Single sign-on: the browser's way, providers, who is who there, and mappers of groups. The admin is an API token here. */
export const singleSignOnRouteCases = {
  listSignInProviders: open('listSignInProviders', {}, 200),
  beginSingleSignOn: open('beginSingleSignOn', { url: path('beginSingleSignOn', 'no-such-provider') }, 303),
  completeSingleSignOn: open('completeSingleSignOn', { url: path('completeSingleSignOn', 'matrix') }, 303),
  // A form is wanted; what JSON says is not looked at.
  endFederatedSessions: open('endFederatedSessions', { url: path('endFederatedSessions', 'matrix'), body: {} }, 400),
  listIdentityProviders: { ...list('listIdentityProviders', { none: 403 }), default: 403 },
  createIdentityProvider: {
    existing: () => ({
      url: path('createIdentityProvider'),
      body: { alias: 'another', issuer: 'https://id.example.com', clientId: 'clavis' },
    }),
    ...forPeople,
  },
  getIdentityProvider: { ...onProvider('getIdentityProvider'), ...forManagers },
  updateIdentityProvider: { ...onProvider('updateIdentityProvider'), ...forPeople },
  deleteIdentityProvider: { ...onProvider('deleteIdentityProvider'), ...forPeople },
  testIdentityProvider: { ...onProvider('testIdentityProvider'), ...forManagers },
  listFederatedIdentities: {
    existing: ({ userId }) => ({ url: path('listFederatedIdentities', userId) }),
    missing: () => ({ url: path('listFederatedIdentities', nobody) }),
    ...forManagers,
  },
  linkFederatedIdentity: {
    existing: ({ userId }) => ({ url: path('linkFederatedIdentity', userId), body: subject() }),
    missing: () => ({ url: path('linkFederatedIdentity', nobody), body: subject() }),
    ...forPeople,
  },
  unlinkFederatedIdentity: {
    existing: ({ userId }) => ({ url: path('unlinkFederatedIdentity', userId) }),
    missing: () => ({ url: path('unlinkFederatedIdentity', nobody) }),
    ...forPeople,
  },
  listSsoMappers: {
    existing: () => ({ url: path('listSsoMappers', 'onelogin') }),
    missing: () => ({ url: path('listSsoMappers', 'no-such-provider') }),
    ...forManagers,
  },
  createSsoMapper: {
    existing: ({ groupName }) => ({
      url: path('createSsoMapper', 'google'),
      body: { ...mapper(groupName), identityProviderAlias: 'google' },
    }),
    missing: ({ groupName }) => ({
      url: path('createSsoMapper', 'no-such-provider'),
      body: { ...mapper(groupName), identityProviderAlias: 'no-such-provider' },
    }),
    ...forManagers,
  },
  getSsoMapper: onMapper('getSsoMapper'),
  updateSsoMapper: onMapper('updateSsoMapper'),
  deleteSsoMapper: onMapper('deleteSsoMapper'),
} satisfies Record<string, RouteCase>;
