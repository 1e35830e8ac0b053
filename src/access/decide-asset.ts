import {
  evaluate,
  residual,
  type Action,
  type AssetFacts,
  type Condition,
  type Decision,
  type Policy,
} from '../policy/index.ts';
import { type AccessFacts } from './gather-facts.ts';

/** What was left of policies, by the very list of them: lists of policies are never changed once they are made. */
const residuals = new WeakMap<readonly Policy[], Map<Action, Condition>>();

/** The assets on which the actor may do `action`; every list, count and search ANDs it to its own condition. */
export function assetCondition({ policies }: AccessFacts, action: Action): Condition {
  const known = residuals.get(policies) ?? new Map<Action, Condition>();
  residuals.set(policies, known);
  const condition = known.get(action) ?? residual(policies, action);
  known.set(action, condition);
  return condition;
}

/** Whether the actor may do `action` to this one asset, and what decided it. Agrees with `assetCondition` always. */
export function decideAsset(facts: AccessFacts, action: Action, asset: AssetFacts): Decision {
  return evaluate(facts.policies, { action, asset });
}

/** Whether the actor is in the admin lists of the connection with this qualified name. */
export function isConnectionAdmin(facts: AccessFacts, connectionQualifiedName: string): boolean {
  return facts.connections.some(({ qualifiedName }) => qualifiedName === connectionQualifiedName);
}
