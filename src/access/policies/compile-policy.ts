import { allOf, anyOf, type Condition, type Effect, type Policy } from '../../policy/index.ts';
import { splitPath } from './policy-resources.ts';
import { assetActionsOf } from './wire-actions.ts';

/** A persona policy as it is stored: wire words and paths. */
export interface StoredPolicy {
  readonly guid: string;
  readonly effect: Effect;
  readonly actions: readonly string[];
  readonly paths: readonly string[];
  readonly entityTypes: readonly string[];
  readonly connectionQualifiedName: string | null;
}

function pathCondition(path: string): Condition {
  const { node, childrenOnly } = splitPath(path);
  return { kind: childrenOnly ? 'below' : 'under', path: node };
}

function whereOf(stored: StoredPolicy): Condition {
  const { connectionQualifiedName, paths, entityTypes } = stored;
  if (connectionQualifiedName === null) return { kind: 'none' };
  return allOf([
    // SECURITY: paths are checked when saved; should one ever lie elsewhere, the policy still ends at its connection.
    { kind: 'under', path: connectionQualifiedName },
    anyOf(paths.map(pathCondition)),
    entityTypes.length === 0 ? { kind: 'all' } : { kind: 'type', typeNames: entityTypes },
  ]);
}

/** The stored policy in the language of decisions. A policy of no connection speaks of no asset there. */
export function compilePolicy(stored: StoredPolicy): Policy {
  return {
    id: stored.guid,
    effect: stored.effect,
    actions: assetActionsOf(stored.actions),
    where: whereOf(stored),
  };
}
