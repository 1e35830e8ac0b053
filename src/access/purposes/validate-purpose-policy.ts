import { requireNoProblems, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { type Effect, type MaskType } from '../../policy/index.ts';
import { problemsMax, readPolicyAttributes, wordProblem } from '../policies/policy-attributes.ts';
import { purposeRules, type PurposePolicyCategory } from '../policies/wire-actions.ts';
import { type Audience } from './audience.ts';

/** The part of a purpose's policy that decisions are made from, as `recordPurposePolicy` wants it. */
export interface PurposePolicy {
  readonly category: PurposePolicyCategory;
  readonly effect: Effect;
  /** Of the effect `mask` alone. */
  readonly mask: MaskType | null;
  readonly actions: readonly string[];
  readonly audience: Audience;
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((it) => typeof it === 'string') : [];
}

/**
 * Judges a policy of a purpose by its complete attributes (Atlan wire, rules of the original). What it speaks of follows from the
 * tags of the purpose, so `policyResources` is not looked at. Throws `policy_invalid` with every problem.
 */
export function validatePurposePolicy(attributes: JsonObject): PurposePolicy {
  requireNoProblems('policy_invalid', wordProblem(attributes, 'policySubCategory', Object.keys(purposeRules)));
  const category = attributes.policySubCategory as PurposePolicyCategory;
  const read = readPolicyAttributes(attributes, { policyCategory: 'purpose', rules: purposeRules[category] });
  const { effect, mask, actions, problems } = read;
  requireNoProblems('policy_invalid', problems.slice(0, problemsMax));
  const audience = { users: texts(attributes.policyUsers), groups: texts(attributes.policyGroups) };
  return { category, effect, mask, actions, audience };
}
