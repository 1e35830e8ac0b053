export {
  getApiToken,
  isOwnerless,
  lockApiToken,
  type ApiTokenRecord,
  type ApiTokenState,
  type ResponsiblePerson,
} from './api-tokens/api-token.ts';
export { ExpiryNotices, type ExpiryNoticesDeps } from './api-tokens/expiry-notices.ts';
export { reactToRetiredUse, type RetiredUse } from './api-tokens/react-to-retired-use.ts';
export { rotateTokenSecret, type RotatedSecret, type Rotation } from './api-tokens/rotate-token-secret.ts';
export { resumeApiToken, suspendApiToken, type Suspension } from './api-tokens/suspend-api-token.ts';
export { listTokenSecrets, retireTokenSecret, type TokenSecret } from './api-tokens/token-secrets.ts';
export { reportLeak, type LeakReport } from './secrets/report-leak.ts';
export {
  lockWorkspaceSettings,
  readWorkspaceSettings,
  tokenRoles,
  writeWorkspaceSettings,
  type SettingChanges,
  type TokenRole,
  type WorkspaceSettings,
} from './settings/workspace-settings.ts';
export { authenticateBearer } from './secrets/authenticate-bearer.ts';
export { authenticateSession } from './secrets/authenticate-session.ts';
export { authenticateToken } from './secrets/authenticate-token.ts';
export { acceptAccountCode, type AccountAcceptance } from './sign-in/accept-account-code.ts';
export { insertAccountCode, type AccountCode, type AccountCodePurpose } from './sign-in/account-code.ts';
export { beginSession, type SessionHolder, type SignedIn } from './sign-in/begin-session.ts';
export { openBreachedPasswords, type BreachedPasswords } from './sign-in/breached-passwords.ts';
export { changePassword, type PasswordChange } from './sign-in/change-password.ts';
export { confirmSession, type SessionProof } from './sessions/confirm-session.ts';
export { endRefreshTokensOf, endSecretsOf } from './sessions/end-secrets.ts';
export { findSession, findSessionOf, listSessions, type SessionRecord } from './sessions/list-sessions.ts';
export { holdLiveSecret, revokeSecret } from './secrets/revoke-secret.ts';
export { bootstrapAdmin, type BootstrappedAdmin } from './first-admin/bootstrap-admin.ts';
export { claimFirstAdmin, type FirstAdminClaim } from './first-admin/claim-first-admin.ts';
export { createFirstAdminCode, type FirstAdminCode } from './first-admin/create-first-admin-code.ts';
export { createIdentity, type Identity } from './create-identity.ts';
export { createLocalUser, type NewLocalUser } from './people/create-local-user.ts';
export { createSignInCode, type SignInCode } from './sign-in/create-sign-in-code.ts';
export { createUserBearer, type BearerSource, type UserBearer } from './sign-in/create-user-bearer.ts';
export type { IdentityDeps, SignInDeps } from './deps.ts';
export { ensureBootstrap } from './ensure-bootstrap.ts';
export { findPrincipal, findPrincipalByUsername, type PrincipalNow } from './find-principal.ts';
export type { ActorBudget } from './limits/actor-budgets.ts';
export { networkOf } from './limits/network-of.ts';
export {
  noteFailure,
  requireFailureBudget,
  withinFailureBudget,
  type Door,
  type RequestLimits,
} from './limits/request-limits.ts';
export type { TokenStatus } from './secrets/find-secret.ts';
export { insertApiToken, type InsertedApiToken, type NewApiToken } from './api-tokens/insert-api-token.ts';
export type { LastUsedDeps, LastUsedMarks } from './secrets/last-used-marks.ts';
export { formatNetwork, isNetworkWithin, parseNetwork, type Network } from './api-tokens/networks.ts';
export { listApiTokens, type ApiTokenRestriction } from './api-tokens/list-api-tokens.ts';
export { addMembers, removeMembers, type Memberships } from './people/change-members.ts';
export { disablePerson, enablePerson, removePerson, setPersonRole } from './people/change-person-state.ts';
export { groupNotFound, holdGroup, type GroupTexts, type HeldGroup } from './people/group.ts';
export { listGroups, type GroupRecord, type GroupRestriction } from './people/list-groups.ts';
export { emailProblems } from './people/local-user-problems.ts';
export { holdPeople, keepPeople } from './people/people-lock.ts';
export {
  findPerson,
  findPersonByEmail,
  getActivePerson,
  holdPerson,
  userNotFound,
  type Person,
  type PersonRole,
} from './people/person.ts';
export { updatePerson, type PersonChanges } from './people/update-person.ts';
export {
  findActorNumbers,
  findActorWithNumber,
  findNumberedActor,
  findUsernamesOfNumbers,
  listNumberedPeople,
  type NumberedActor,
  type PeopleFilter,
  type PeopleWindow,
  type TextTest,
} from './people/numbered-actors.ts';
export { findFreeUsername } from './people/username-from-email.ts';
export { deleteGroup, insertGroup, updateGroup, type NewGroup } from './people/write-group.ts';
export { listRoles, type RoleRecord } from './people/list-roles.ts';
export { listUsers, type UserRestriction } from './people/list-users.ts';
export type { PasswordGate } from './sign-in/password-gate.ts';
export { bumpPolicyEpoch, readPolicyEpoch } from './policy-epoch.ts';
export {
  serviceAccountPrefix,
  type ActingParty,
  type ActorKind,
  type Principal,
  type Role,
  type TokenScopes,
} from './principal.ts';
export { noOrigin, readNetworkAddress, type RequestOrigin } from './secrets/request-origin.ts';
export { purgeApiToken } from './api-tokens/purge-api-token.ts';
export { personRoleOf, rolesOf, type RoleName } from './roles.ts';
export { signIn, type SignInInput } from './sign-in/sign-in.ts';
export { signInWithCode } from './sign-in/sign-in-with-code.ts';
export { signOut } from './sign-in/sign-out.ts';
export { neverExpiresSeconds, parseValiditySeconds } from './api-tokens/token-validity.ts';
export { updateApiToken, type ApiTokenChanges } from './api-tokens/update-api-token.ts';
export { findCurrentUser, type CurrentUser, type UserRecord } from './people/user-record.ts';
export { authenticateClient, type AuthenticatedClient, type ClientClaim } from './oauth/authenticate-client.ts';
export { type OauthStoreDeps } from './oauth/artifact-store.ts';
export { clientNameOf, commandLineClient } from './oauth/built-in-clients.ts';
export { tokenExchangeGrant } from './oauth/client-store.ts';
export { createOauthStore } from './oauth/create-oauth-store.ts';
export {
  allowDevice,
  findDeviceRequest,
  paceDevicePoll,
  refuseDevice,
  type DeviceAnswer,
  type DeviceRequest,
} from './oauth/device-requests.ts';
export { exchangeToken, type TokenExchange } from './oauth/exchange-token.ts';
export { endGrantsOf, endOwnGrant, listOwnGrants, type OauthGrant } from './oauth/grants.ts';
export {
  allowInteraction,
  findInteraction,
  refuseInteraction,
  type InteractionAnswer,
  type OauthInteraction,
} from './oauth/interactions.ts';
export { inspectSignedToken, type SignedTokenClaims } from './oauth/inspect-signed-token.ts';
export {
  clientRefusal,
  issueSignedToken,
  signedTokenSecondsMax,
  signedTokenSecondsMin,
  type TokenSigning,
} from './oauth/issue-signed-token.ts';
export { clientTokenSeconds, issueClientToken, type IssuedAccessToken } from './oauth/issue-client-token.ts';
export { OauthRefusal, type OauthRefusalCode } from './oauth/oauth-refusal.ts';
export { requireOwnHand } from './oauth/own-hand.ts';
export { successorOf } from './oauth/refresh-succession.ts';
export { sealedSecrets, type SealedSecrets } from './sealed-secrets.ts';
export { addSigningKey, loadSigningKeys, publicHalf, type SigningKeyDeps } from './oauth/signing-keys.ts';
export { deriveClientSecret, rotateClientSecret, type RotatedClientSecret } from './oauth-clients/client-secrets.ts';
export { endTokensOfClient } from './oauth-clients/end-tokens-of-client.ts';
export { deleteOauthClient } from './oauth-clients/delete-oauth-client.ts';
export { insertOauthClient, type ClientRole, type NewOauthClient } from './oauth-clients/insert-oauth-client.ts';
export { listOauthClients } from './oauth-clients/list-oauth-clients.ts';
export { getOauthClient, lockOauthClient, type OauthClientRecord } from './oauth-clients/oauth-client.ts';
export { updateOauthClient, type OauthClientChanges } from './oauth-clients/update-oauth-client.ts';
export {
  beginSingleSignOn,
  type SingleSignOnRequest,
  type SingleSignOnStart,
} from './single-sign-on/begin-single-sign-on.ts';
export {
  completeSingleSignOn,
  type SingleSignOnCallback,
  type SingleSignOnResult,
} from './single-sign-on/complete-single-sign-on.ts';
export { endFederatedSessions, type BackChannelLogout } from './single-sign-on/end-federated-sessions.ts';
export {
  deleteFederatedIdentity,
  federatedIdentityProblems,
  insertFederatedIdentity,
  listFederatedIdentities,
  type FederatedIdentity,
} from './single-sign-on/federated-identity.ts';
export {
  findIdentityProvider,
  listIdentityProviders,
  type IdentityProvider,
} from './single-sign-on/identity-provider.ts';
export type { ProviderLimits } from './single-sign-on/provider-connections.ts';
export type { SignInProblem } from './single-sign-on/refusal.ts';
export {
  deleteIdentityProvider,
  insertIdentityProvider,
  updateIdentityProvider,
  type IdentityProviderChange,
  type NewIdentityProvider,
} from './single-sign-on/save-identity-provider.ts';
export { deleteSsoMapper, insertSsoMapper, replaceSsoMapper } from './single-sign-on/save-sso-mapper.ts';
export type { SecretSealer } from './single-sign-on/secret-sealer.ts';
export { startSeconds } from './single-sign-on/sign-in-start.ts';
export {
  callbackAddress,
  createSingleSignOn,
  type SingleSignOn,
  type SingleSignOnParts,
} from './single-sign-on/single-sign-on.ts';
export {
  findSsoMapper,
  listSsoMappers,
  wireAliases,
  type SsoMapper,
  type SsoMapperInput,
} from './single-sign-on/sso-mapper.ts';
export { testIdentityProvider, type ProviderCheck } from './single-sign-on/test-identity-provider.ts';
export { findActor, findActorByUsername } from './people/find-actor.ts';
export { getAccessTokenBySecret, type AccessTokenRecord } from './refresh-tokens/access-token.ts';
export { alationRoleOf, type AlationRole } from './refresh-tokens/alation-role.ts';
export { createRefreshToken, type RefreshTokenByPassword } from './refresh-tokens/create-refresh-token.ts';
export {
  endAccessTokensOf,
  issueAccessToken,
  type IssuedAccessToken as AlationAccessToken,
} from './refresh-tokens/issue-access-token.ts';
export { issueRefreshToken, readTokenName, type IssuedRefreshToken } from './refresh-tokens/issue-refresh-token.ts';
export { judgeToken, type PresentedPair } from './refresh-tokens/judge-token.ts';
export { listRefreshTokens } from './refresh-tokens/list-refresh-tokens.ts';
export { readAlationSettings } from './refresh-tokens/read-alation-settings.ts';
export {
  findRefreshToken,
  findRefreshTokenBySecret,
  holdRefreshToken,
  listRefreshTokensOf,
  type AlationTokenState,
  type LatestAccessToken,
  type RefreshTokenRecord,
} from './refresh-tokens/refresh-token.ts';
export { regenerate } from './refresh-tokens/regenerate.ts';
export { refreshTokenEntry } from './refresh-tokens/token-entry.ts';
export {
  createAccessToken,
  regenerateRefreshToken,
  revokeAccessTokens,
  type MadeAccessToken,
  type ShownRefreshToken,
} from './refresh-tokens/use-refresh-token.ts';
export type { AlationSettings } from './settings/alation-settings.ts';
