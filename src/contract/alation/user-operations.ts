import type { Operation } from '../operation.ts';

const users = { surface: 'alation', tag: 'users', method: 'GET', access: 'principal' } as const;
const listing = { ...users, capability: 'user.manage' } as const;
const getting = { ...users, capability: 'none for oneself; user.manage for others' } as const;
const told = { surface: 'alation', tag: 'server', method: 'GET', access: 'public', capability: 'none' } as const;

/** People by their numbers, and what a client asks about the server before it asks anything else. */
export const userOperations = {
  getAlationUserInfo: {
    ...users,
    path: '/integration/v1/userinfo',
    summary: 'Who the caller is, with its number and role',
    capability: 'none',
  },
  listUsersV2: { ...listing, path: '/integration/v2/user', summary: 'List people' },
  getUserV2: { ...getting, path: '/integration/v2/user/{id}', summary: 'Get a person' },
  listUsersV1: { ...listing, path: '/integration/v1/user', summary: 'List people, for older clients' },
  getUserV1: { ...getting, path: '/integration/v1/user/{id}', summary: 'Get a person, for older clients' },
  getFullVersion: { ...told, path: '/full_version', summary: 'The release of the server' },
  getLicense: { ...told, path: '/api/v1/license', summary: 'Whether the server is a hosted one' },
} as const satisfies Record<string, Operation>;
