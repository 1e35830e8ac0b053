export { atlanErrors, type WireError } from './atlan/error-codes.ts';
export { defaultValiditySeconds } from './clavis/default-validity.ts';
export { operations, type OperationId } from './operations.ts';
export type { JsonObject, JsonValue } from './json.ts';
export type { HttpMethod, Operation } from './operation.ts';
export type { ErrorBody } from './atlan/envelope.ts';
export type {
  ApiTokenList,
  ApiTokenRecord,
  CreateApiTokenRequest,
  UpdateApiTokenRequest,
  UpdatedApiTokenRecord,
} from './atlan/api-token.ts';
export type { CredentialList, CredentialRecord, CredentialTest } from './atlan/credential.ts';
export type {
  CurrentUser,
  GroupList,
  GroupRecord,
  RoleList,
  RoleRecord,
  UserList,
  UserRecord,
  WhoAmI,
} from './atlan/directory.ts';
export type {
  EntityHeader,
  EntityInput,
  EntityWithReferences,
  MutationResponse,
  SaveEntitiesRequest,
  UpdateEntityRequest,
} from './atlan/entity.ts';
export type { IndexSearchRequest, IndexSearchResponse } from './atlan/search.ts';
export type { Typedef, TypedefLists } from './atlan/typedef.ts';
export type {
  RerunWorkflowRequest,
  RunDocument,
  RunPhase,
  ScheduleDocument,
  ScheduleList,
  SubmitWorkflowRequest,
  WorkflowDocument,
  WorkflowMetadata,
  WorkflowSearchRequest,
  WorkflowSearchResponse,
} from './atlan/workflow.ts';
export type { CreateNativeApiTokenRequest, NativeApiToken, NativeApiTokenList, TokenRole } from './clavis/api-token.ts';
export type { RunDetail, RunList, RunLogLine, RunSummary } from './clavis/run.ts';
export type { ServerStatus } from './clavis/server.ts';
export type {
  BearerCreated,
  Done,
  SetUpRequest,
  SignedIn,
  SignInRequest,
  SignInWithCodeRequest,
} from './clavis/sign-in.ts';
