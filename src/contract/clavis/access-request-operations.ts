import type { Operation } from '../operation.ts';

const requests = '/api/clavis/v1/access-requests';

/** Requests for access: how an actor comes in that is not there yet, by its own asking and another’s approval. */
export const accessRequestOperations = {
  createAccessRequest: {
    method: 'POST',
    path: requests,
    tag: 'access-requests',
    summary:
      'Ask to become admin of a connection or to be put into a persona; answers the same whether or not it exists',
    access: 'principal',
    capability: 'none; for oneself',
  },
  listAccessRequests: {
    method: 'GET',
    path: requests,
    tag: 'access-requests',
    summary: 'One’s own requests and those one decides about, the newest first',
    access: 'principal',
    capability: 'none',
  },
  getAccessRequest: {
    method: 'GET',
    path: `${requests}/{id}`,
    tag: 'access-requests',
    summary: 'One request',
    access: 'principal',
    capability: 'one’s own, or one that one decides about',
  },
  approveAccessRequest: {
    method: 'POST',
    path: `${requests}/{id}/approve`,
    tag: 'access-requests',
    summary: 'Give what was asked for, if that may be given now; an approved request stays as it is',
    access: 'principal',
    capability: 'as for giving it oneself; neither who asked nor the person who answers for it',
  },
  refuseAccessRequest: {
    method: 'POST',
    path: `${requests}/{id}/refuse`,
    tag: 'access-requests',
    summary: 'Refuse a pending request',
    access: 'principal',
    capability: 'as for approving it',
  },
  withdrawAccessRequest: {
    method: 'POST',
    path: `${requests}/{id}/withdraw`,
    tag: 'access-requests',
    summary: 'Take back a pending request of one’s own',
    access: 'principal',
    capability: 'who asked',
  },
} as const satisfies Record<string, Operation>;
