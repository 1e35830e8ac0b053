export { type ApiToken } from './api-tokens/api-token.ts';
export { hasCapability, requireCapability, type Capability } from './capabilities.ts';
export { createApiToken, type ApiTokenInput, type CreatedApiToken } from './api-tokens/create-api-token.ts';
export { assetCondition, decideAsset } from './decide-asset.ts';
export { type AccessDeps, type InTransaction } from './deps.ts';
export { describeCurrentUser, describeSelf, type Self } from './people/describe-self.ts';
export { forgetGoverned } from './forget-governed.ts';
export { gatherFacts, type AccessFacts, type AdministeredConnection, type HeldPersona } from './gather-facts.ts';
export {
  formerConnection,
  requireConnectionChange,
  requireGovernedDelete,
  requirePersonaChange,
} from './governed-change.ts';
export { isWorkspaceOwner } from './hand-on.ts';
export { listApiTokens } from './api-tokens/list-api-tokens.ts';
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
