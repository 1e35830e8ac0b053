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
export type { WorkflowsDeps } from './deps.ts';
export { createWorkflowEngine, type EngineDeps, type WorkflowEngine } from './engine/workflow-engine.ts';
export { getRunProgress, type RunLogLine, type RunProgress } from './get-run-progress.ts';
export { listRuns } from './list-runs.ts';
export type { RunSummary } from './run-summary.ts';
export type { Credential, Package, RunContext, RunLogLevel, StepContext, StepPlan, StepRecord } from './package.ts';
export { rerunWorkflow, type StartedRun } from './rerun-workflow.ts';
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
export { createWorkQueue, type WorkQueue, type WorkQueueOptions } from './work-queue.ts';
