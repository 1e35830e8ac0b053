export { type ApiToken } from './api-token.ts';
export { hasCapability, requireCapability, type Capability } from './capabilities.ts';
export { createApiToken, type ApiTokenInput, type CreatedApiToken } from './create-api-token.ts';
export { assetCondition, decideAsset } from './decide-asset.ts';
export { type AccessDeps, type InTransaction } from './deps.ts';
export { describeCurrentUser, describeSelf, type Self } from './describe-self.ts';
export { forgetGoverned } from './forget-governed.ts';
export { gatherFacts, type AccessFacts, type AdministeredConnection, type HeldPersona } from './gather-facts.ts';
export {
  formerConnection,
  requireConnectionChange,
  requireGovernedDelete,
  requirePersonaChange,
} from './governed-change.ts';
export { isWorkspaceOwner } from './hand-on.ts';
export { listApiTokens } from './list-api-tokens.ts';
export {
  listGroupsFor,
  listRolesFor,
  listUsersFor,
  type ListedGroup,
  type ListedUser,
  type UserListQuery,
} from './list-people.ts';
export { type PersonaName } from './persona-names.ts';
export { purgeApiToken } from './purge-api-token.ts';
export { recordConnectionAdmins, type ConnectionAdmins } from './record-connection-admins.ts';
export { recordPersona, type PersonaRecord } from './record-persona.ts';
export { recordPolicy, type PolicyRecord } from './record-policy.ts';
export { updateApiToken, type ApiTokenUpdate, type UpdatedApiToken } from './update-api-token.ts';
export { validatePersonaPolicy, type PersonaPolicy, type PersonaPolicyDraft } from './validate-persona-policy.ts';
