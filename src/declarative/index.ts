export { applyPlan, type ApplyOutcome, type ApplyPlanOptions } from './apply/apply-plan.ts';
export { draftOf } from './apply/draft-of-plan.ts';
export { ChangedMeanwhile, type MadeSecret } from './apply/apply-scope.ts';
export { orderSteps, stepText, type Step } from './apply/order-steps.ts';
export { sections, type AccessDocument, type Section } from './document/document.ts';
export { type DocumentProblem } from './document/place.ts';
export { readDocument, type ReadDocument, type Reading } from './document/read-document.ts';
export { writeDocument, type DocumentFormat } from './document/write-document.ts';
export { makePlan, type PlanInput, type Planning } from './plan/make-plan.ts';
export {
  countVerbs,
  hasChanges,
  planItems,
  type FieldChange,
  type Kind,
  type Plan,
  type PlanItem,
  type Verb,
  type VerbCounts,
} from './plan/plan.ts';
export { pruneKinds, type PruneKind } from './plan/prune-kinds.ts';
export { exportWorkspace, type Export } from './workspace/export-workspace.ts';
export {
  exportScope,
  readWorkspace,
  scopeOf,
  type ReadScope,
  type WorkspaceReading,
} from './workspace/read-workspace.ts';
export { type Workspace } from './workspace/workspace.ts';
