export type { ApiTokenRecord } from './api-tokens/api-token.ts';
export { authenticateBearer } from './secrets/authenticate-bearer.ts';
export { authenticateSession } from './secrets/authenticate-session.ts';
export type { SignedIn } from './sign-in/begin-session.ts';
export { bootstrapAdmin, type BootstrappedAdmin } from './first-admin/bootstrap-admin.ts';
export { claimFirstAdmin, type FirstAdminClaim } from './first-admin/claim-first-admin.ts';
export { createFirstAdminCode, type FirstAdminCode } from './first-admin/create-first-admin-code.ts';
export { createIdentity, type Identity } from './create-identity.ts';
export { createLocalUser, type NewLocalUser } from './people/create-local-user.ts';
export { createSignInCode, type SignInCode } from './sign-in/create-sign-in-code.ts';
export { createUserBearer, type UserBearer } from './sign-in/create-user-bearer.ts';
export type { IdentityDeps, SignInDeps } from './deps.ts';
export { ensureBootstrap } from './ensure-bootstrap.ts';
export { findPrincipal, findPrincipalByUsername, type PrincipalNow } from './find-principal.ts';
export type { TokenStatus } from './secrets/find-secret.ts';
export { insertApiToken, type InsertedApiToken, type NewApiToken } from './api-tokens/insert-api-token.ts';
export type { LastUsedDeps, LastUsedMarks } from './secrets/last-used-marks.ts';
export { listApiTokens, type ApiTokenRestriction } from './api-tokens/list-api-tokens.ts';
export { listGroups, type GroupRecord } from './people/list-groups.ts';
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
export { noOrigin, type RequestOrigin } from './secrets/request-origin.ts';
export { purgeApiToken } from './api-tokens/purge-api-token.ts';
export { rolesOf, type RoleName } from './roles.ts';
export { signIn, type SignInInput } from './sign-in/sign-in.ts';
export { signInWithCode } from './sign-in/sign-in-with-code.ts';
export { signOut } from './sign-in/sign-out.ts';
export { neverExpiresSeconds } from './api-tokens/token-validity.ts';
export { updateApiToken, type ApiTokenChanges } from './api-tokens/update-api-token.ts';
export { findCurrentUser, type CurrentUser, type UserRecord } from './people/user-record.ts';
