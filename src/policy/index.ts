export { allOf, anyOf, negate, simplify } from './combine.ts';
export { isBelow, isUnder, matches, type AssetFacts, type Condition } from './condition.ts';
export { evaluate, type Decision, type AssetRequest } from './evaluate.ts';
export { explain } from './explain.ts';
export {
  conditionDepthMax,
  limitProblems,
  literalsPerConditionMax,
  personasPerTokenWarning,
  policiesPerActorMax,
  policyBytesMax,
} from './limits.ts';
export { actions, writeActions, type Action, type Effect, type Policy } from './policy.ts';
export { residual } from './residual.ts';
export { isSubset } from './subset.ts';
