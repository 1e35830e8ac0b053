import type { Operation } from '../operation.ts';

/** Login and admin events of the Atlan wire. */
export const eventOperations = {
  listLoginEvents: {
    method: 'GET',
    path: '/api/service/events/login',
    tag: 'events',
    summary: 'Ways in that were tried or used, newest first',
    access: 'principal',
    capability: 'audit.read',
  },
  listAdminEvents: {
    method: 'GET',
    path: '/api/service/events/main',
    tag: 'events',
    summary: 'Changes of users, groups, tokens and clients, newest first',
    access: 'principal',
    capability: 'audit.read',
  },
} as const satisfies Record<string, Operation>;
