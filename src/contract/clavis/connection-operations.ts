import type { Operation } from '../operation.ts';

const admins = '/api/clavis/v1/connections/{connection}/admins';

/** Connection admins, one at a time. */
export const connectionOperations = {
  listConnectionAdmins: {
    method: 'GET',
    path: admins,
    tag: 'connections',
    summary: 'Who administers a connection, by guid or URL-encoded qualified name, and how each comes to',
    access: 'principal',
    capability: 'may read the connection',
  },
  addConnectionAdmins: {
    method: 'POST',
    path: admins,
    tag: 'connections',
    summary: 'Add admins to a connection and leave all others alone; who is there already is no fault',
    access: 'principal',
    capability: 'admin of the connection with everything beneath it, or a person with the role admin; no token itself',
  },
  removeConnectionAdmins: {
    method: 'DELETE',
    path: admins,
    tag: 'connections',
    summary: 'Remove admins from a connection, by a body as for adding; the last living one stays',
    access: 'principal',
    capability: 'admin of the connection, or a person with the role admin',
  },
} as const satisfies Record<string, Operation>;
