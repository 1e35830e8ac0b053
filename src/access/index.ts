export {
  amendApiToken,
  type AmendApiTokenInput,
  type ApiTokenAmendment,
  type ExpectedVersions,
} from './api-tokens/amend-api-token.ts';
export { type ApiToken } from './api-tokens/api-token.ts';
export { hasCapability, requireCapability, type Capability } from './capabilities.ts';
export { createApiToken, type ApiTokenInput, type CreatedApiToken } from './api-tokens/create-api-token.ts';
export { assetCondition, decideAsset } from './decide-asset.ts';
export { type AccessDeps, type InTransaction } from './deps.ts';
export { describeCurrentUser, describeSelf, type Self } from './people/describe-self.ts';
export { forgetGoverned, forgetGroup } from './forget-governed.ts';
export { gatherFacts, type AccessFacts, type AdministeredConnection, type HeldPersona } from './gather-facts.ts';
export {
  formerConnection,
  requireConnectionChange,
  requireGovernedDelete,
  requirePersonaChange,
} from './governed-change.ts';
export { isWorkspaceOwner } from './hand-on.ts';
export { getApiToken } from './api-tokens/get-api-token.ts';
export { listApiTokens, type ApiTokenQuery } from './api-tokens/list-api-tokens.ts';
export { rotateApiToken, type RotateApiTokenInput, type RotatedApiToken } from './api-tokens/rotate-api-token.ts';
export { resumeApiToken, suspendApiToken, type SuspendApiTokenInput } from './api-tokens/suspend-api-token.ts';
export { listApiTokenSecrets, retireApiTokenSecret, type TokenSecretReference } from './api-tokens/token-secrets.ts';
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
export { recordConnectionAdmins, type ConnectionAdmins } from './connections/record-connection-admins.ts';
export { recordPersona, type PersonaRecord } from './personas/record-persona.ts';
export { recordPolicy, type PolicyRecord } from './personas/record-policy.ts';
export { updateApiToken, type ApiTokenUpdate, type UpdatedApiToken } from './api-tokens/update-api-token.ts';
export {
  validatePersonaPolicy,
  type PersonaPolicy,
  type PersonaPolicyDraft,
} from './personas/validate-persona-policy.ts';
export { findOrphans } from './connections/living-admins.ts';
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
export { governPeople, nameConnections, requireNoOrphans, requireSomebodyElse } from './people/govern-people.ts';
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
