export {
  type App,
  type AppInfo,
  type AppRun,
  type AppRunStatus,
  type Apps,
  type AppSchedule,
  type AppScheduleInput,
  type AppWorkflow,
  type AppWorkflowDetail,
  type AppWorkflowVersion,
  type NewAppWorkflow,
  type SavedAppWorkflow,
} from './apps.ts';
export type { RunPhase, SetUpRequest, SignedIn, SignInRequest } from '../contract/index.ts';
export {
  type AccessDraft,
  type AccessExplanation,
  type AccessQuestion,
  type AccessReview,
  type ActorGrants,
  type AssetSelector,
  type DenialList,
  type GrantName,
  type Simulation,
  type UnusedAccess,
  type WhoCan,
} from './access.ts';
export {
  type AccessPolicy,
  policyAsAttributes,
  type PolicyAudience,
  type PolicyEffect,
  type PolicyInput,
  type PolicyKind,
  type PolicyMask,
  type PolicyUpdate,
} from './access-policies.ts';
export {
  type AccessRequest,
  type AccessRequestInput,
  type AccessRequestKind,
  type AccessRequestListOptions,
  type AccessRequestStatus,
} from './access-requests.ts';
export { AssetQuery, assetQuery, type Clause } from './asset-query.ts';
export { type Asset } from './assets.ts';
export { type AuditCheck, type AuditFilter, type AuditRecord, type AuditSinkState } from './audit.ts';
export { ClavisClient, type ClavisClientOptions } from './client.ts';
export {
  type CollectionLevel,
  type CollectionMember,
  type CollectionMemberList,
  type CollectionMemberNames,
  type CollectionMemberOptions,
  type CollectionMembersChange,
  type ListedCollectionMember,
} from './collections.ts';
export {
  type ConnectionAdmin,
  type ConnectionAdminKind,
  type ConnectionAdminList,
  type ConnectionAdminNames,
  type ConnectionAdminOptions,
  type ListedConnectionAdmin,
} from './connections.ts';
export { type DeleteType, type EntityInput, type EntitySelector, type Mutation } from './entities.ts';
export { ClavisError, isClavisError, type LocalErrorCode, type Problem } from './error.ts';
export { GlueCrawler, type GlueConnection } from './glue-crawler.ts';
export { type DeviceRequest, type Grant, type GrantRequest, type RedirectedRequest } from './grants.ts';
export { type Group, type GroupChange, type GroupInput, type GroupListOptions } from './groups.ts';
export { type HistoryEntry } from './history.ts';
export { type LineageAsset, type LineageCriterion, type LineageDirection, type LineageOptions } from './lineage.ts';
export {
  type FederatedIdentity,
  type IdentityProvider,
  type IdentityProviderChange,
  type IdentityProviderInput,
  type IdentityProviderReport,
  type SignInProvider,
} from './identity-providers.ts';
export { type NewVaultKey, type RewrapBatch, type RewrapOptions, type VaultKey, type VaultStatus } from './vault.ts';
export { collectAll } from './pages.ts';
export {
  type AccountCode,
  type Person,
  type PersonChange,
  type PersonListOptions,
  type PersonSelector,
  type WorkspaceRole,
} from './people.ts';
export {
  type CreatedClient,
  type GovernedOauthClient,
  type OauthClient,
  type OauthClientChange,
  type OauthClientInput,
  type OauthClientListOptions,
  type RotatedClient,
} from './oauth-clients.ts';
export {
  type Persona,
  type PersonaChange,
  type PersonaDetails,
  type PersonaInput,
  type ReadPolicyInput,
} from './personas.ts';
export { type Purpose, type PurposeChange, type PurposeInput } from './purposes.ts';
export {
  type AccessToken,
  type IssuedRefreshToken,
  type RefreshToken,
  type RefreshTokenListOptions,
  type RefreshTokenPair,
  type RefreshTokenState,
} from './refresh-tokens.ts';
export { type NumberedLine, type RunEvent, type RunStep } from './run-events.ts';
export { type RunLogLine, type RunSummary } from './run-summary.ts';
export { type RunProgress } from './runs.ts';
export { type Schedule, type Schedules } from './schedules.ts';
export { type AssetPage, type PageOptions, type SearchAnswer } from './search.ts';
export { type Session, type UserBearer } from './sessions.ts';
export { type DeviceSignIn } from './sign-in/device-sign-in.ts';
export { type BrowserSignIn, SignIn, type SignInOptions } from './sign-in/sign-in.ts';
export { type SignInTokens } from './sign-in/sign-in-tokens.ts';
export { type SsoMapper, type SsoMapperInput } from './sso-mappers.ts';
export { type ApiToken, type GovernedToken, type LastUse, type TokenScopes } from './tokens/api-token.ts';
export {
  type GovernedTokenListOptions,
  type GovernedUpdateOptions,
  type TokenListOptions,
} from './tokens/governed-tokens.ts';
export {
  type CreatedToken,
  type GovernedTokenChange,
  type RotatedToken,
  type TokenChange,
  type TokenInput,
  type TokenRole,
  type TokenSecret,
  type TokenTerms,
  type UpdatedGovernedToken,
} from './tokens/token-input.ts';
export { type TokenSelector } from './tokens/tokens.ts';
export { type BearerSource, type CallOptions } from './transport.ts';
export { type CurrentUser, type WhoAmI } from './users.ts';
export { isOver, type Run, type Workflow, type WorkflowDocument } from './workflow-documents.ts';
export { type MonitorOptions, type RerunOptions } from './workflows.ts';
