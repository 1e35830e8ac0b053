import { evaluate, residual, type Action, type AssetFacts, type Condition, type Decision } from '../policy/index.ts';
import { type AccessFacts } from './gather-facts.ts';

/** The assets on which the actor may do `action`; every list, count and search ANDs it to its own condition. */
export function assetCondition(facts: AccessFacts, action: Action): Condition {
  return residual(facts.policies, action);
}

/** Whether the actor may do `action` to this one asset, and what decided it. Agrees with `assetCondition` always. */
export function decideAsset(facts: AccessFacts, action: Action, asset: AssetFacts): Decision {
  return evaluate(facts.policies, { action, asset });
}

/** Whether the actor is in the admin lists of the connection with this qualified name. */
export function isConnectionAdmin(facts: AccessFacts, connectionQualifiedName: string): boolean {
  return facts.connections.some(({ qualifiedName }) => qualifiedName === connectionQualifiedName);
}
