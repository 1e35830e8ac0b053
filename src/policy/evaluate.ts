import { matches, type AssetFacts } from './condition.ts';
import { type Action, type Effect, type MaskType, type Policy } from './policy.ts';

/** What is asked: may this be done to that asset. */
export interface AssetRequest {
  readonly action: Action;
  readonly asset: AssetFacts;
}

/**
 * The answer and what decided it. `stage` is `deny` when a deny policy matched, `allow` when only allows did, and
 * `no_grant` when nothing matched; `by` holds the ids of all policies that decided, sorted, empty for `no_grant`.
 */
export interface Decision {
  readonly effect: 'allow' | 'deny';
  readonly stage: 'deny' | 'allow' | 'no_grant';
  readonly action: Action;
  readonly by: readonly string[];
  /** The masks that lie on what is allowed, with the policies that lay them; absent when there are none. */
  readonly masks?: readonly AppliedMask[];
}

/** A mask on the rows that a decision about `data.select` lets through. */
export interface AppliedMask {
  readonly id: string;
  readonly mask: MaskType;
}

function matching(policies: readonly Policy[], effect: Effect, request: AssetRequest): string[] {
  const ids = policies
    .filter((policy) => policy.effect === effect)
    .filter((policy) => policy.actions.includes(request.action))
    .filter((policy) => matches(policy.where, request.asset))
    .map((policy) => policy.id);
  return [...new Set(ids)].sort();
}

function masksOn(policies: readonly Policy[], request: AssetRequest): AppliedMask[] {
  const ids = matching(policies, 'mask', request);
  return ids.flatMap((id) => {
    const mask = policies.find((policy) => policy.id === id && policy.effect === 'mask')?.mask;
    return mask === undefined ? [] : [{ id, mask }];
  });
}

/**
 * Decides one request over the policies that apply to one actor. Denied unless something allows; one matching deny
 * beats every allow, whoever holds it. Never throws and does not depend on the order of the policies.
 */
export function evaluate(policies: readonly Policy[], request: AssetRequest): Decision {
  const { action } = request;
  const denies = matching(policies, 'deny', request);
  if (denies.length > 0) return { effect: 'deny', stage: 'deny', action, by: denies };
  const allows = matching(policies, 'allow', request);
  if (allows.length > 0) {
    const masks = masksOn(policies, request);
    return { effect: 'allow', stage: 'allow', action, by: allows, ...(masks.length > 0 && { masks }) };
  }
  return { effect: 'deny', stage: 'no_grant', action, by: [] };
}
