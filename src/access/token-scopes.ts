import { type TokenScopes } from '../identity/index.ts';
import { actions, writeActions, type Condition, type Policy } from '../policy/index.ts';

/** Capabilities that change nothing. */
function isReading(capability: string): boolean {
  return /\.(?:read(?:-all)?|explain)$/.test(capability);
}

/** Whether a ceiling leaves this capability to a role that holds it. Connections have no say in it: they are about assets. */
export function leavesCapability(scopes: TokenScopes | undefined, capability: string): boolean {
  if (scopes?.readOnly === true && !isReading(capability)) return false;
  return scopes?.actions?.includes(capability) ?? true;
}

function elsewhereThan(connections: readonly string[]): Condition {
  return { kind: 'not', of: { kind: 'or', of: connections.map((path) => ({ kind: 'under', path })) } };
}

/** The ceiling as denies, so that no grant of whatever kind, nor the lists of any surface, can get past it. */
export function scopePolicies(scopes: TokenScopes | undefined): Policy[] {
  const { readOnly = false, connections, actions: named } = scopes ?? {};
  const unnamed = named === undefined ? [] : actions.filter((action) => !named.includes(action));
  const deny = { effect: 'deny', where: { kind: 'all' } } as const;
  return [
    ...(readOnly ? [{ ...deny, id: 'token-scope:read-only', actions: writeActions }] : []),
    ...(connections === undefined
      ? []
      : [{ ...deny, id: 'token-scope:connections', actions, where: elsewhereThan(connections) }]),
    ...(unnamed.length === 0 ? [] : [{ ...deny, id: 'token-scope:actions', actions: unnamed }]),
  ];
}

function isListWithin(inner: readonly string[] | undefined, outer: readonly string[] | undefined): boolean {
  return outer === undefined || (inner !== undefined && inner.every((name) => outer.includes(name)));
}

/** Whether `inner` leaves nothing that `outer` takes away, judged key by key: what only comes to the same is a no. */
export function isScopesWithin(inner: TokenScopes | null | undefined, outer: TokenScopes | null | undefined): boolean {
  if (outer?.readOnly === true && inner?.readOnly !== true) return false;
  return isListWithin(inner?.connections, outer?.connections) && isListWithin(inner?.actions, outer?.actions);
}
