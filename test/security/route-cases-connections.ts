import type { OperationId } from '../../src/contract/index.ts';
import { nobody, open, path, type RouteCase } from './route-case.ts';

function onConnection(id: OperationId, body?: object): Pick<RouteCase, 'existing' | 'missing'> {
  const call = (guid: string) => ({ url: path(id, guid), ...(body === undefined ? {} : { body }) });
  return { existing: ({ connection }) => call(connection.guid), missing: () => call(nobody) };
}

function onRequest(id: OperationId, body?: object): Pick<RouteCase, 'existing' | 'missing'> {
  const call = (requestId: string) => ({ url: path(id, requestId), ...(body === undefined ? {} : { body }) });
  return { existing: ({ accessRequestId }) => call(accessRequestId), missing: () => call(nobody) };
}

/** The admin's token made the connection and is its admin; who has no right there does not learn that it is there. */
const forAdmins = { none: 404, default: 404, admin: [200, 404] } as const;
const asked = { kind: 'connection-admin', target: 'default/glue/0', reason: 'asked in the matrix' };

/** Connection admins one at a time, and requests for access. */
export const connectionRouteCases = {
  listConnectionAdmins: { ...onConnection('listConnectionAdmins'), ...forAdmins },
  addConnectionAdmins: { ...onConnection('addConnectionAdmins', { users: ['ada'] }), ...forAdmins },
  removeConnectionAdmins: { ...onConnection('removeConnectionAdmins', { users: ['ada'] }), ...forAdmins },
  createAccessRequest: open('createAccessRequest', { body: asked }, 200),
  listAccessRequests: open('listAccessRequests', {}, 200),
  getAccessRequest: { ...onRequest('getAccessRequest'), ...forAdmins },
  approveAccessRequest: { ...onRequest('approveAccessRequest', {}), ...forAdmins },
  refuseAccessRequest: { ...onRequest('refuseAccessRequest', {}), ...forAdmins },
  // The request is not the admin's own.
  withdrawAccessRequest: { ...onRequest('withdrawAccessRequest'), none: 404, default: 404, admin: [403, 404] },
} as const satisfies Partial<Record<OperationId, RouteCase>>;
