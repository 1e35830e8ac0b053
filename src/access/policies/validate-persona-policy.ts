import { requireNoProblems, type JsonObject, type Problem } from '../../foundation/index.ts';
import { type Effect } from '../../policy/index.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { requireMayHandOn, requireNotOwnPersona } from '../hand-on.ts';
import { parsePolicyResources } from './policy-resources.ts';
import { categoryRules, type PolicyCategory, type PolicyCategoryRules } from './wire-actions.ts';

/** The part of a persona policy that decisions are made from, as `recordPolicy` wants it. */
export interface PersonaPolicy {
  readonly effect: Effect;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly connectionQualifiedName: string | null;
}

/** A policy being written: the attributes of the AuthPolicy as they will be, and the persona it belongs to. */
export interface PersonaPolicyDraft {
  readonly personaGuid: string;
  readonly attributes: JsonObject;
}

function accepted(words: readonly string[]): string {
  return `accepted: ${words.map((word) => `\`${word}\``).join(', ')}`;
}

function wordProblem(attributes: JsonObject, name: string, words: readonly string[]): Problem[] {
  const value = attributes[name];
  if (typeof value === 'string' && words.includes(value)) return [];
  const path = `attributes.${name}`;
  if (value === undefined || value === null) return [{ path, message: `is missing; ${accepted(words)}` }];
  return [{ path, message: `\`${String(value)}\` is not accepted here; ${accepted(words)}` }];
}

interface Words {
  readonly words: readonly string[];
  readonly problems: readonly Problem[];
}

function wordList(attributes: JsonObject, name: string): Words {
  const value = attributes[name];
  const path = `attributes.${name}`;
  if (Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string')) {
    return { words: value as readonly string[], problems: [] };
  }
  return { words: [], problems: [{ path, message: 'a list with at least one text is needed' }] };
}

function connectionOf(
  attributes: JsonObject,
  rules: PolicyCategoryRules,
): { name: string | null; problems: Problem[] } {
  if (!rules.ofConnection) return { name: null, problems: [] };
  const name = attributes.connectionQualifiedName;
  if (typeof name === 'string' && name !== '') return { name, problems: [] };
  const message = 'the qualified name of the connection is needed';
  return { name: null, problems: [{ path: 'attributes.connectionQualifiedName', message }] };
}

function readPolicy(attributes: JsonObject, rules: PolicyCategoryRules): PersonaPolicy & { problems: Problem[] } {
  const actions = wordList(attributes, 'policyActions');
  const resources = wordList(attributes, 'policyResources');
  const connection = connectionOf(attributes, rules);
  // Without the connection no path could be judged; the missing name is the problem to report then.
  const judged = resources.words.length > 0 && connection.problems.length === 0;
  const parsed = judged
    ? parsePolicyResources(resources.words, connection.name, 'attributes.policyResources').problems
    : [];
  return {
    effect: attributes.policyType === 'deny' ? 'deny' : 'allow',
    actions: actions.words,
    resources: resources.words,
    connectionQualifiedName: connection.name,
    problems: [
      ...wordProblem(attributes, 'policyCategory', ['persona']),
      ...wordProblem(attributes, 'policyServiceName', [rules.service]),
      ...wordProblem(attributes, 'policyType', rules.types),
      ...(rules.resourceCategory === null
        ? []
        : wordProblem(attributes, 'policyResourceCategory', [rules.resourceCategory])),
      ...actions.problems,
      ...actions.words
        .filter((action) => !rules.actions.includes(action))
        .map((action) => ({
          path: 'attributes.policyActions',
          message: `\`${action}\` is not accepted here; ${accepted(rules.actions)}`,
        })),
      ...resources.problems,
      ...connection.problems,
      ...parsed,
    ],
  };
}

/**
 * Judges a persona policy before it is saved, new or changed, by its complete attributes (Atlan wire, rules of the original).
 * Throws `field_invalid` with every problem; `connection_admin_required` unless the actor is admin of the policy's connection,
 * also when there is no such connection, so that nobody learns which exist; `permission_denied` when it would grant what the
 * actor does not hold, or when an API token writes into a persona it is linked to.
 */
export function validatePersonaPolicy(facts: AccessFacts, draft: PersonaPolicyDraft): PersonaPolicy {
  const { attributes, personaGuid } = draft;
  const categories = Object.keys(categoryRules);
  requireNoProblems('field_invalid', wordProblem(attributes, 'policySubCategory', categories));
  const { problems, ...policy } = readPolicy(attributes, categoryRules[attributes.policySubCategory as PolicyCategory]);
  requireNoProblems('field_invalid', problems);
  requireNotOwnPersona(facts, [personaGuid]);
  const { connectionQualifiedName, effect, actions } = policy;
  const { paths, entityTypes } = parsePolicyResources(policy.resources, connectionQualifiedName, '');
  requireMayHandOn(facts, { guid: '', effect, actions, paths, entityTypes, connectionQualifiedName });
  return policy;
}
