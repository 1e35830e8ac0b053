import { allOf, anyOf, negate } from './combine.ts';
import { type Condition } from './condition.ts';
import { type Action, type Effect, type Policy } from './policy.ts';

function parts(policies: readonly Policy[], effect: Effect, action: Action): Condition[] {
  return policies
    .filter((policy) => policy.effect === effect && policy.actions.includes(action))
    .map((policy) => policy.where);
}

/**
 * What is left of the policies once the action is known and the asset is not: (any allow) and not (any deny),
 * simplified. `none` when nothing allows.
 * INVARIANT: `matches(residual(p, a), x)` holds exactly when `evaluate(p, {action: a, asset: x})` allows.
 */
export function residual(policies: readonly Policy[], action: Action): Condition {
  return allOf([anyOf(parts(policies, 'allow', action)), negate(anyOf(parts(policies, 'deny', action)))]);
}
