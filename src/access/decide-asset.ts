import {
  allOf,
  anyOf,
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

/** A readme, a link, a contract: to make or remove one is to change what is said of the asset it hangs on. */
const changesOfHost: readonly Action[] = ['asset.create', 'asset.delete'];

/** What an action takes: on something that hangs on another asset it is the right to read or change that other one. */
export function decidingAction(action: Action, { hosted }: AssetFacts): Action {
  return hosted === true && changesOfHost.includes(action) ? 'asset.update' : action;
}

/**
 * The assets on which the actor may do `action`, for counting: what hangs on others included, as `decideAsset` says of it. For what
 * policies themselves cover there is `assetCondition`.
 */
export function countedCondition(facts: AccessFacts, action: Action): Condition {
  const own = assetCondition(facts, action);
  if (!changesOfHost.includes(action)) return own;
  const hosted: Condition = { kind: 'hosted' };
  const onHost = allOf([hosted, assetCondition(facts, 'asset.update')]);
  return anyOf([allOf([{ kind: 'not', of: hosted }, own]), onHost]);
}

/** Whether the actor may do `action` to this one asset, and what decided it. Agrees with `countedCondition` always. */
export function decideAsset(facts: AccessFacts, action: Action, asset: AssetFacts): Decision {
  return evaluate(facts.policies, { action: decidingAction(action, asset), asset });
}

/** Whether the actor is in the admin lists of the connection with this qualified name. */
export function isConnectionAdmin(facts: AccessFacts, connectionQualifiedName: string): boolean {
  return facts.connections.some(({ qualifiedName }) => qualifiedName === connectionQualifiedName);
}
