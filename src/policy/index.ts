export { allOf, anyOf } from './combine.ts';
export { isUnder, matches, type AssetFacts, type Condition } from './condition.ts';
export { evaluate, type AppliedMask, type Decision, type AssetRequest } from './evaluate.ts';
export {
  describeDecision,
  explain,
  type BranchReason,
  type ConsideredPolicy,
  type Explanation,
  type LeafReason,
  type Reason,
} from './explain.ts';
export { hasWildcard, literalHead } from './glob.ts';
export { limitProblems, policiesPerActorMax } from './limits.ts';
export { actions, maskTypes, writeActions, type Action, type Effect, type MaskType, type Policy } from './policy.ts';
export { mergePaths } from './merge-paths.ts';
export { residual } from './residual.ts';
export { isSubset } from './subset.ts';
