import {
  AccessRequest,
  AccessRequestList,
  AccessRequestParameters,
  CreateAccessRequestRequest,
  DecideAccessRequestRequest,
} from './access-request.ts';

/** The shapes of `accessRequestOperations`. */
export const accessRequestSchemas = {
  createAccessRequest: { body: CreateAccessRequestRequest, response: AccessRequest },
  listAccessRequests: { query: AccessRequestParameters, response: AccessRequestList },
  getAccessRequest: { response: AccessRequest },
  approveAccessRequest: { body: DecideAccessRequestRequest, response: AccessRequest },
  refuseAccessRequest: { body: DecideAccessRequestRequest, response: AccessRequest },
  withdrawAccessRequest: { response: AccessRequest },
} as const;
