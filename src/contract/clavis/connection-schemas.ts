import {
  ChangeConnectionAdminsRequest,
  ConnectionAdminList,
  ConnectionAdminsAdded,
  ConnectionAdminsRemoved,
} from './connection-admin.ts';

/** The shapes of `connectionOperations`. */
export const connectionSchemas = {
  listConnectionAdmins: { response: ConnectionAdminList },
  addConnectionAdmins: { body: ChangeConnectionAdminsRequest, response: ConnectionAdminsAdded },
  removeConnectionAdmins: { body: ChangeConnectionAdminsRequest, response: ConnectionAdminsRemoved },
} as const;
