export {
  amendApiToken,
  type AmendApiTokenInput,
  type ApiTokenAmendment,
  type ExpectedVersions,
} from './api-tokens/amend-api-token.ts';
export { type ApiToken } from './api-tokens/api-token.ts';
export { hasCapability, heldCapabilities, requireCapability, type Capability } from './capabilities.ts';
export { createApiToken, type ApiTokenInput, type CreatedApiToken } from './api-tokens/create-api-token.ts';
export { assetCondition, countedCondition, decideAsset, decidingAction, isConnectionAdmin } from './decide-asset.ts';
export { type AccessDeps, type InTransaction } from './deps.ts';
export { describeCurrentUser, describeSelf, type Self } from './people/describe-self.ts';
export { forgetGoverned, forgetGroup } from './forget-governed.ts';
export {
  readingFacts,
  type FactsReading,
  gatherFacts,
  live,
  type AccessFacts,
  type AdministeredConnection,
  type FactSources,
  type HeldPersona,
} from './gather-facts.ts';
export { requireGovernedDelete, requirePersonaChange, requirePersonaPolicyChange } from './governed-change.ts';
export { workspaceRoots } from './qualified-names.ts';
export { gainedBy, liftedBy, type PolicyState, type PolicyTurn } from './policies/policy-turn.ts';
export { findPersonaScope, findPurposeScope } from './policies/search-scope.ts';
export { type Audience } from './purposes/audience.ts';
export { recordPurpose, type PurposeRecord } from './purposes/record-purpose.ts';
export { recordPurposePolicy, type PurposePolicyRecord } from './purposes/record-purpose-policy.ts';
export {
  findPurpose,
  findPurposePolicies,
  holdPurposes,
  type PurposePolicySelection,
  type StoredPurposePolicy,
} from './purposes/stored-purposes.ts';
export { validatePurposePolicy, type PurposePolicy } from './purposes/validate-purpose-policy.ts';
export { heldCondition, isWorkspaceOwner, requireConnectionAdmin, type HandOn } from './hand-on.ts';
export { getApiToken } from './api-tokens/get-api-token.ts';
export { listApiTokens, type ApiTokenQuery } from './api-tokens/list-api-tokens.ts';
export { rotateApiToken, type RotateApiTokenInput, type RotatedApiToken } from './api-tokens/rotate-api-token.ts';
export { resumeApiToken, suspendApiToken, type SuspendApiTokenInput } from './api-tokens/suspend-api-token.ts';
export { listApiTokenSecrets, retireApiTokenSecret, type TokenSecretReference } from './api-tokens/token-secrets.ts';
export {
  listAllRefreshTokens,
  listRefreshTokensFor,
  revokeAccessTokensOf,
  revokeRefreshToken,
  revokeRefreshTokensOf,
} from './refresh-tokens/govern-refresh-tokens.ts';
export {
  createOwnAccessToken,
  createOwnRefreshToken,
  listOwnRefreshTokens,
  regenerateOwnRefreshToken,
  type OwnRefreshTokenInput,
} from './refresh-tokens/own-refresh-tokens.ts';
export {
  describeNumberedSelf,
  getPersonByNumber,
  listPeopleByNumber,
  type NumberedSelf,
} from './people/numbered-people.ts';
export { getWorkspaceSettings, updateWorkspaceSettings } from './settings/workspace-settings.ts';
export {
  listGroupsFor,
  listRolesFor,
  listUsersFor,
  type ListedGroup,
  type ListedUser,
  type UserListQuery,
} from './people/list-people.ts';
export { type PersonaName } from './personas/persona-names.ts';
export { purgeApiToken } from './api-tokens/purge-api-token.ts';
export {
  kindOfUsername,
  listConnectionAdmins,
  type AdminKind,
  type ConnectionAdmin,
  type ListedConnectionAdmin,
} from './connections/connection-admin.ts';
export { recordConnectionAdmins, type ConnectionAdmins } from './connections/record-connection-admins.ts';
export { findNamedAdmins, getNamedAdmins, type AdminNames } from './connections/resolve-admins.ts';
export { formerConnection, requireConnectionChange } from './connections/require-connection-change.ts';
export { recordPersona, type PersonaRecord } from './personas/record-persona.ts';
export { recordPolicy, type PolicyRecord } from './policies/record-policy.ts';
export { updateApiToken, type ApiTokenUpdate, type UpdatedApiToken } from './api-tokens/update-api-token.ts';
export {
  validatePersonaPolicy,
  type PersonaPolicy,
  type PersonaPolicyDraft,
} from './policies/validate-persona-policy.ts';
export { findOrphans, type Abandoned } from './connections/living-admins.ts';
export {
  listMembers,
  memberKey,
  memberListNames,
  memberLists,
  type CollectionMember,
  type CollectionMembers,
  type MemberList,
} from './collections/collection-members.ts';
export { collectionActions } from './collections/collection-policy.ts';
export {
  listCollectionMembers,
  type CollectionEntry,
  type ListedCollectionEntry,
} from './collections/list-collection-members.ts';
export { forgetCollectionMember, recordCollectionMembers } from './collections/record-collection-members.ts';
export { requireCollectionChange } from './collections/require-collection-change.ts';
export { createAccountCode } from './people/account-codes.ts';
export {
  addToGroups,
  createGroup,
  removeFromGroup,
  updateGroup,
  type CreatedGroup,
  type GroupInput,
  type GroupUpdate,
} from './people/change-groups.ts';
export { changeRole, switchUser, updateUser } from './people/change-user.ts';
export { governPeople, nameAbandoned, requireNoOrphans, requireSomebodyElse } from './people/govern-people.ts';
export { requireMayRetag, type Retagging } from './purposes/require-may-retag.ts';
export { requireMayTurnGroups } from './people/group-rights.ts';
export { inviteUsers, type Invite, type InvitedUser } from './people/invite-users.ts';
export {
  endSession,
  endSessionsOf,
  getCurrentSession,
  listOwnSessions,
  listSessionsOf,
  requireFreshSession,
  type ListedSession,
} from './people/sessions.ts';
export { revealClientSecret, type ClientSecretRequest } from './api-tokens/reveal-client-secret.ts';
export {
  createOauthClient,
  type CreatedOauthClient,
  type OauthClientInput,
} from './oauth-clients/create-oauth-client.ts';
export { deleteOauthClient } from './oauth-clients/delete-oauth-client.ts';
export {
  endClientTokens,
  setSignedTokenDuration,
  type SignedTokenDuration,
} from './oauth-clients/oauth-client-tokens.ts';
export { type OauthClient } from './oauth-clients/oauth-client.ts';
export { getOauthClient, listOauthClients } from './oauth-clients/read-oauth-clients.ts';
export {
  rotateOauthClient,
  type OauthClientRotation,
  type RotatedOauthClient,
} from './oauth-clients/rotate-oauth-client.ts';
export {
  setExchangeRight,
  updateOauthClient,
  type ExchangeRight,
  type OauthClientUpdate,
} from './oauth-clients/update-oauth-client.ts';
export {
  awaitAuditRecords,
  checkAudit,
  listAdminEventsFor,
  listAuditRecords,
  listAuditSinks,
  listLoginEventsFor,
  type AuditCheck,
  type AuditPage,
  type AuditQuery,
} from './audit/read-audit.ts';
export { type SingleSignOnDeps } from './single-sign-on/govern-single-sign-on.ts';
export {
  linkFederatedIdentity,
  listFederatedIdentities,
  unlinkFederatedIdentity,
  type IdentityLink,
} from './single-sign-on/federated-identities.ts';
export {
  createIdentityProvider,
  deleteIdentityProvider,
  getIdentityProvider,
  listIdentityProviders,
  testIdentityProvider,
  updateIdentityProvider,
  type IdentityProviderInput,
  type IdentityProviderUpdate,
} from './single-sign-on/identity-providers.ts';
export {
  createSsoMapper,
  deleteSsoMapper,
  getSsoMapper,
  listSsoMappers,
  replaceSsoMapper,
  type SsoMapperReference,
} from './single-sign-on/sso-mappers.ts';
export { findNamedActor, listRolesOfActor } from './people/find-actors.ts';
export { createAccessRequest, type AccessRequestInput } from './access-requests/create-access-request.ts';
export {
  endAccessRequest,
  refuseAccessRequest,
  requireDecider,
  requireDecisionReason,
  requireLivingRequester,
  requirePending,
  requireVisibleRequest,
  withdrawAccessRequest,
  type AccessRequestDecision,
  type HeldAccessRequest,
} from './access-requests/decide-access-request.ts';
export { lockAccessRequest } from './access-requests/access-request.ts';
export {
  gatherRequestView,
  getAccessRequest,
  listAccessRequests,
  showAccessRequest,
  type AccessRequest,
  type AccessRequestQuery,
} from './access-requests/read-access-requests.ts';
export { linkToPersona } from './personas/link-to-persona.ts';
export { isCeiling } from './explain/ceiling.ts';
export { draftSources, type DraftRows } from './explain/fact-sources.ts';
export { getSubject, isOwnName } from './explain/find-subject.ts';
export { readHistoryBegin, sourcesAt } from './explain/history.ts';
export { holdingsKey, readHoldings, type ActorHoldings, type Holding } from './explain/holdings.ts';
export { listDenials, type Denial } from './explain/list-denials.ts';
export { listUnusedLinks, type UnusedLinks } from './explain/list-unused-links.ts';
export { compilePolicy, type StoredPolicy } from './policies/compile-policy.ts';
export { parsePolicyResources } from './policies/policy-resources.ts';
export { parsePersonaPolicy } from './policies/validate-persona-policy.ts';
export { ownCollections } from './workspace-policies.ts';
