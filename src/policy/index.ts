export { allOf, anyOf } from './combine.ts';
export { isUnder, matches, type AssetFacts, type Condition } from './condition.ts';
export { evaluate, type Decision, type AssetRequest } from './evaluate.ts';
export { explain } from './explain.ts';
export { limitProblems, policiesPerActorMax } from './limits.ts';
export { actions, writeActions, type Action, type Effect, type Policy } from './policy.ts';
export { residual } from './residual.ts';
export { isSubset } from './subset.ts';
