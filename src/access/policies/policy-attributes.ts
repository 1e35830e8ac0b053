import { type JsonObject, type Problem } from '../../foundation/index.ts';
import { maskTypes, type Effect, type MaskType } from '../../policy/index.ts';
import { type PolicyCategoryRules } from './wire-actions.ts';

/** What a policy of a persona and one of a purpose have in common, read from the attributes of the AuthPolicy. */
export interface PolicyAttributes {
  readonly effect: Effect;
  /** Of the effect `mask` alone. */
  readonly mask: MaskType | null;
  readonly actions: readonly string[];
  readonly problems: readonly Problem[];
}

/** What the attributes are judged by. */
export interface AttributeRules {
  readonly policyCategory: 'persona' | 'purpose';
  readonly rules: PolicyCategoryRules;
}

/** How many problems of one policy are told; its lists may hold thousands. */
export const problemsMax = 50;

function accepted(words: readonly string[]): string {
  return `accepted: ${words.map((word) => `\`${word}\``).join(', ')}`;
}

/** What is wrong with a word that must be one of these; empty when nothing is. */
export function wordProblem(attributes: JsonObject, name: string, words: readonly string[]): Problem[] {
  const value = attributes[name];
  const path = `attributes.${name}`;
  if (typeof value === 'string' && words.includes(value)) return [];
  if (value === undefined || value === null) return [{ path, message: `is missing; ${accepted(words)}` }];
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  return [{ path, message: `\`${shown}\` is not accepted here; ${accepted(words)}` }];
}

/** A list with at least one text in it, or what is wrong with it. */
export function wordList(
  attributes: JsonObject,
  name: string,
): { readonly words: readonly string[]; readonly problems: readonly Problem[] } {
  const value = attributes[name];
  const path = `attributes.${name}`;
  if (Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string')) {
    return { words: value as readonly string[], problems: [] };
  }
  return { words: [], problems: [{ path, message: 'a list with at least one text is needed' }] };
}

function serviceProblem(attributes: JsonObject, service: string): Problem[] {
  if (attributes.policyServiceName !== 'atlas_abac') return wordProblem(attributes, 'policyServiceName', [service]);
  const message = `\`atlas_abac\` decides by a filter over attributes, which is not offered; ${accepted([service])}`;
  return [{ path: 'attributes.policyServiceName', message }];
}

function isSet(attributes: JsonObject, name: string): boolean {
  const value = attributes[name] ?? null;
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== '';
}

/** Attributes that narrow a policy in the original. SECURITY: kept and not heeded, they would show a grant narrower than it is. */
const narrowing: readonly (readonly [name: string, what: string])[] = [
  ['policyValiditySchedule', 'a schedule on a policy is'],
  ['policyConditions', 'conditions on a policy are'],
  ['policyFilterCriteria', 'a filter over attributes on a policy is'],
];

function narrowingProblems(attributes: JsonObject): Problem[] {
  return narrowing
    .filter(([name]) => isSet(attributes, name))
    .map(([name, what]) => {
      const message = `${what} not offered; accepted: nothing, and the policy holds always`;
      return { path: `attributes.${name}`, message };
    });
}

function actionProblems(actions: readonly string[], rules: PolicyCategoryRules): Problem[] {
  return actions.flatMap((action, index) => {
    if (rules.actions.includes(action)) return [];
    const message = `\`${action}\` is not accepted here; ${accepted(rules.actions)}`;
    return [{ path: `attributes.policyActions[${String(index)}]`, message }];
  });
}

function effectOf(attributes: JsonObject): Effect {
  if (attributes.policyType === 'dataMask') return 'mask';
  return attributes.policyType === 'deny' ? 'deny' : 'allow';
}

/** A mask that says no look hides the values. */
function maskOf(attributes: JsonObject): MaskType | null {
  if (effectOf(attributes) !== 'mask') return null;
  return maskTypes.find((mask) => mask === attributes.policyMaskType) ?? 'MASK_REDACT';
}

/** Reads what all policies have, with everything that is wrong with it. */
export function readPolicyAttributes(
  attributes: JsonObject,
  { policyCategory, rules }: AttributeRules,
): PolicyAttributes {
  const actions = wordList(attributes, 'policyActions');
  return {
    effect: effectOf(attributes),
    mask: maskOf(attributes),
    actions: actions.words,
    problems: [
      ...wordProblem(attributes, 'policyCategory', [policyCategory]),
      ...serviceProblem(attributes, rules.service),
      ...wordProblem(attributes, 'policyType', rules.types),
      ...(rules.resourceCategory === null
        ? []
        : wordProblem(attributes, 'policyResourceCategory', [rules.resourceCategory])),
      ...actions.problems,
      ...actionProblems(actions.words, rules),
      ...narrowingProblems(attributes),
    ],
  };
}
