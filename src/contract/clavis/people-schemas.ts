import {
  AcceptInvitationRequest,
  AccountCodeCreated,
  BrowserSessionList,
  ChangePasswordRequest,
  ConfirmSessionRequest,
  CurrentBrowserSession,
  RemoveUserParameters,
  SessionsEnded,
  UserRemoved,
} from './people.ts';
import { Done, SignedIn } from './sign-in.ts';

/** The shapes of `nativePeopleOperations`. */
export const nativePeopleSchemas = {
  createInvitation: { response: AccountCodeCreated },
  createPasswordReset: { response: AccountCodeCreated },
  acceptInvitation: { body: AcceptInvitationRequest, response: SignedIn },
  disableUser: { response: Done },
  enableUser: { response: Done },
  removeUser: { query: RemoveUserParameters, response: UserRemoved },
  listSessionsOfUser: { response: BrowserSessionList },
  endSessionsOfUser: { response: SessionsEnded },
  changePassword: { body: ChangePasswordRequest, response: SignedIn },
  listSessions: { response: BrowserSessionList },
  getCurrentSession: { response: CurrentBrowserSession },
  confirmSession: { body: ConfirmSessionRequest, response: SignedIn },
  endSession: { response: Done },
} as const;
