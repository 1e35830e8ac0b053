/** Whether a policy is the ceiling of an actor, its role or the scopes of a token, and not somebody's rule. */
export function isCeiling(policyId: string): boolean {
  return policyId.startsWith('token-scope:') || policyId === 'workspace:guest.read-only';
}
