export type { AppRun, AppRunStatus } from './apps/app-run.ts';
export { addAppSchedule, removeAppSchedule, type AppSchedule, type AppScheduleInput } from './apps/app-schedules.ts';
export { deleteAppWorkflow, updateAppWorkflow, type AppUpdate } from './apps/change-app-workflow.ts';
export { listInputProblems, readParametersBySchema } from './apps/check-inputs.ts';
export { connectionInput, type ConnectionKind } from './apps/connection-input.ts';
export { createAppWorkflow, type AppCreation, type AppCreationOutcome } from './apps/create-app-workflow.ts';
export { describeApp, getAppInputs, getConfigForm, listApps, type AppDescription } from './apps/describe-app.ts';
export {
  getAppWorkflow,
  listAppVersions,
  listAppWorkflows,
  type AppDetail,
  type AppSummary,
  type AppVersion,
} from './apps/list-app-workflows.ts';
export { cancelAppRun, getAppRun, submitAppWorkflow } from './apps/run-app-workflow.ts';
export { archiveWorkflow } from './archive-workflow.ts';
export { changeOwner, type OwnerChange } from './change-owner.ts';
export { getCredential } from './credentials/get-credential.ts';
export { listCredentials, type CredentialQuery } from './credentials/list-credentials.ts';
export {
  archiveCredential,
  createCredential,
  updateCredential,
  type CredentialCreation,
  type CredentialUpdate,
} from './credentials/save-credential.ts';
export { testCredential } from './credentials/test-credential.ts';
export { useCredential } from './credentials/use-credential.ts';
export type { WorkflowsDeps } from './deps.ts';
export { createWorkflowEngine, type EngineDeps, type WorkflowEngine } from './engine/workflow-engine.ts';
export {
  createRunFollower,
  type FollowInput,
  type NumberedLine,
  type RunFollower,
  type RunNews,
  type StepNews,
} from './follow-run.ts';
export { getRunProgress, type RunLogLine, type RunProgress } from './get-run-progress.ts';
export { isReservedPrefix, prefixOfId } from './known-packages.ts';
export { listRuns } from './list-runs.ts';
export type { RunSummary } from './run-summary.ts';
export type { Credential, Package, RunContext, RunLogLevel, StepContext, StepPlan, StepRecord } from './package.ts';
export { rerunWorkflow, type StartedRun } from './rerun-workflow.ts';
export { pauseSchedule, type SchedulePause } from './pause-schedule.ts';
export { listMissedRuns, listScheduledRuns, parseScheduleWindow, type ScheduleWindow } from './schedule-window.ts';
export { getSchedule, listSchedules } from './schedules.ts';
export type { DocumentHit, DocumentHits, DocumentSearch } from './search-documents.ts';
export { searchRuns } from './search-runs.ts';
export { searchWorkflows } from './search-workflows.ts';
export type { Phase, RunState, StepState } from './states.ts';
export { stopRun } from './stop-run.ts';
export { submitWorkflow, type Submission } from './submit-workflow.ts';
export { triggerAsOwner } from './trigger-as-owner.ts';
export { updateWorkflow, type WorkflowUpdate } from './update-workflow.ts';
export { createVault, type Vault, type VaultOptions } from './vault.ts';
export { getVaultStatus, type VaultKeyStatus, type VaultStatus } from './vault/get-vault-status.ts';
export { createKmsClient, type KmsClient } from './vault/kms-client.ts';
export { openKeyring, type KeyringSources } from './vault/open-keyring.ts';
export { rewrapSecrets, type RewrapBatch, type RewrapRequest } from './vault/rewrap-secrets.ts';
export { rotateVaultKey, type RotatedVaultKey } from './vault/rotate-vault-key.ts';
export type { VaultDeps } from './vault/vault-deps.ts';
export type { Keyring } from './vault/wrapping-key.ts';
export { createWorkQueue, type WorkQueue, type WorkQueueOptions } from './work-queue.ts';
