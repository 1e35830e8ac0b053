export { alationErrors, alationRefusals, type AlationWireError } from './alation/error-codes.ts';
export type {
  AccessTokenRequest,
  AlationAccessToken,
  AlationDetail,
  AlationRefreshToken,
  CreateRefreshTokenRequest,
  RefreshTokenRequest,
} from './alation/token.ts';
export type {
  ConnectorList,
  CustomFieldValue,
  DatasourceV1,
  DatasourceV2,
  LegacyColumn,
  LegacySchema,
  LegacyTable,
  RelationalColumn,
  RelationalSchema,
  RelationalTable,
  StartedJob,
} from './alation/relational.ts';
export type { FullVersion, License, UserInfo, UserV1, UserV2 } from './alation/user.ts';
export type { AlationErrorBody } from './alation/error-body.ts';
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
export type {
  AppInfo,
  AppInputContract,
  AppList,
  AppRun,
  AppRunCancelled,
  AppScheduleRecord,
  AppScheduleRequest,
  AppVersionList,
  AppWorkflow,
  AppWorkflowDeleted,
  AppWorkflowList,
  AppWorkflowSaved,
  CreateAppWorkflowRequest,
  UpdateAppWorkflowRequest,
} from './atlan/apps.ts';
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
  AddUserToGroupsRequest,
  ChangeUserRoleRequest,
  CreatedGroup,
  CreateGroupRequest,
  GroupAttributes,
  InvitedUsers,
  InviteUsersRequest,
  RemoveMembersRequest,
  UpdateGroupRequest,
  UpdateUserRequest,
  UserSession,
} from './atlan/people.ts';
export type {
  AcceptInvitationRequest,
  AccountCodeCreated,
  BrowserSession,
  BrowserSessionList,
  ChangePasswordRequest,
  ConfirmSessionRequest,
  CurrentBrowserSession,
  SessionsEnded,
  UserRemoved,
} from './clavis/people.ts';
export type {
  EntityHeader,
  EntityInput,
  EntityWithReferences,
  MutationResponse,
  SaveEntitiesRequest,
  UpdateEntityRequest,
} from './atlan/entity.ts';
export type { LineageGraphResponse, LineageListResponse } from './atlan/lineage.ts';
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
export type {
  CreateNativeApiTokenRequest,
  NativeApiToken,
  NativeApiTokenList,
  TokenRole,
  TokenScopes,
  UpdatedNativeApiToken,
  UpdateNativeApiTokenRequest,
} from './clavis/api-token.ts';
export type {
  AccessRequest,
  AccessRequestList,
  CreateAccessRequestRequest,
  DecideAccessRequestRequest,
} from './clavis/access-request.ts';
export type {
  ChangeCollectionMembersRequest,
  CollectionMemberEntry,
  CollectionMemberList,
  CollectionMembersAdded,
  CollectionMembersRemoved,
} from './clavis/collection-member.ts';
export type {
  ChangeConnectionAdminsRequest,
  ConnectionAdminEntry,
  ConnectionAdminList,
  ConnectionAdminsAdded,
  ConnectionAdminsRemoved,
} from './clavis/connection-admin.ts';
export type {
  AccessTokensRevoked,
  CreatedAccessToken,
  CreatedRefreshToken,
  CreateOwnRefreshTokenRequest,
  NativeRefreshToken,
  OwnRefreshTokens,
  RefreshTokenList,
  RefreshTokensRevoked,
} from './clavis/refresh-token.ts';
export type { UpdateSettingsRequest, WorkspaceSettings } from './clavis/settings.ts';
export type {
  LeakReportRequest,
  RotateApiTokenRequest,
  RotatedApiToken,
  SuspendApiTokenRequest,
  TokenSecret,
  TokenSecretList,
} from './clavis/token-secret.ts';
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
export type { AdminEvent, LoginEvent } from './atlan/event.ts';
export type {
  EntityAudit,
  HistorySearchResponse,
  LogSearchRequest,
  SearchLogEntry,
  SearchLogResponse,
  Task,
  TaskSearchRequest,
  TaskSearchResponse,
} from './atlan/history.ts';
export type { RewrapBatch, RewrapRequest, RotatedVaultKey, VaultKey, VaultStatus } from './clavis/vault.ts';
export type { AuditCheck, AuditPage, AuditRecord, AuditSinkList, AuditSinkState } from './clavis/audit.ts';
export type {
  CreatedOauthClient,
  CreateOauthClientRequest,
  OauthClientList,
  OauthClientRecord,
  OauthClientToken,
  OauthClientTokenRequest,
  UpdateOauthClientRequest,
} from './atlan/oauth-client.ts';
export type { RealmClientSecret, RealmRoleMappings, RealmUser } from './atlan/realm.ts';
export type { Introspection, SignedToken, SignedTokenKeys } from './alation/oauth.ts';
export type {
  DeviceCodeRequest,
  DeviceRequest,
  EndedClientTokens,
  ExchangeRightRequest,
  NativeOauthClient,
  NativeOauthClientList,
  OauthDecision,
  OauthGrant,
  OauthGrantList,
  OauthInteraction,
  RotatedOauthClient,
  RotateOauthClientRequest,
  SignedTokenDurationRequest,
  SigningKeyAdded,
} from './clavis/oauth.ts';
export type { SsoMapper, SsoMapperList, SsoMapperRequest } from './atlan/sso-mapper.ts';
export type {
  CreateIdentityProviderRequest,
  FederatedIdentity,
  FederatedIdentityList,
  IdentityProvider,
  IdentityProviderList,
  IdentityProviderTest,
  LinkFederatedIdentityRequest,
  SignInProviderList,
  UpdateIdentityProviderRequest,
} from './clavis/single-sign-on.ts';
export type {
  AccessDraft,
  AccessExplanation,
  AccessReview,
  ActorGrants,
  DenialList,
  GrantName,
  NamedActor,
  Simulation,
  UnusedAccess,
  WhoCan,
} from './clavis/access-reason.ts';
