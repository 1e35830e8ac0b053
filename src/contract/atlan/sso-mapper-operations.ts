import type { Operation } from '../operation.ts';

/** Which groups of an identity provider are which groups here (Atlan wire, SSO group mappers). */
export const ssoMapperOperations = {
  listSsoMappers: {
    method: 'GET',
    path: '/api/service/idp/{alias}/mappers',
    tag: 'single-sign-on',
    summary: 'The group mappers of an identity provider, as a bare list',
    access: 'principal',
    capability: 'single-sign-on.manage',
  },
  createSsoMapper: {
    method: 'POST',
    path: '/api/service/idp/{alias}/mappers',
    tag: 'single-sign-on',
    summary: 'Let who has a group at the provider join a group here',
    access: 'principal',
    capability: 'single-sign-on.manage',
  },
  getSsoMapper: {
    method: 'GET',
    path: '/api/service/idp/{alias}/mappers/{id}',
    tag: 'single-sign-on',
    summary: 'One group mapper',
    access: 'principal',
    capability: 'single-sign-on.manage',
  },
  updateSsoMapper: {
    method: 'POST',
    path: '/api/service/idp/{alias}/mappers/{id}',
    tag: 'single-sign-on',
    summary: 'Replace a group mapper, all of it',
    access: 'principal',
    capability: 'single-sign-on.manage',
  },
  deleteSsoMapper: {
    method: 'POST',
    path: '/api/service/idp/{alias}/mappers/{id}/delete',
    tag: 'single-sign-on',
    summary: 'Remove a group mapper',
    access: 'principal',
    capability: 'single-sign-on.manage',
  },
} as const satisfies Record<string, Operation>;
