import { requireNoProblems, type JsonObject, type Problem } from '../../foundation/index.ts';
import { type Effect, type MaskType } from '../../policy/index.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { requireMayHandOn, requireNotOwnPersona } from '../hand-on.ts';
import { problemsMax, readPolicyAttributes, wordList, wordProblem } from './policy-attributes.ts';
import { parsePolicyResources } from './policy-resources.ts';
import { categoryRules, type PolicyCategory } from './wire-actions.ts';

/** The part of a persona policy that decisions are made from, as `recordPolicy` wants it. */
export interface PersonaPolicy {
  readonly category: PolicyCategory;
  /** Of the effect `mask` alone. */
  readonly mask: MaskType | null;
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

function connectionOf(attributes: JsonObject, category: PolicyCategory): { name: string | null; problems: Problem[] } {
  if (!categoryRules[category].ofConnection) return { name: null, problems: [] };
  const name = attributes.connectionQualifiedName;
  if (typeof name === 'string' && name !== '') return { name, problems: [] };
  const message = 'the qualified name of the connection is needed';
  return { name: null, problems: [{ path: 'attributes.connectionQualifiedName', message }] };
}

/** Without the connection no path could be judged; the missing name is the problem to report then. */
function resourceProblems(
  resources: readonly string[],
  category: PolicyCategory,
  connection: { readonly name: string | null; readonly problems: readonly Problem[] },
): readonly Problem[] {
  if (resources.length === 0 || connection.problems.length > 0) return connection.problems;
  const rules = { category, connectionQualifiedName: connection.name };
  return parsePolicyResources(resources, rules, 'attributes.policyResources').problems;
}

function readPersonaPolicy(
  attributes: JsonObject,
  category: PolicyCategory,
): { readonly policy: PersonaPolicy; readonly problems: readonly Problem[] } {
  const rules = categoryRules[category];
  const read = readPolicyAttributes(attributes, { policyCategory: 'persona', rules });
  const { effect, mask, actions } = read;
  const resources = wordList(attributes, 'policyResources');
  const connection = connectionOf(attributes, category);
  return {
    policy: { category, effect, mask, actions, resources: resources.words, connectionQualifiedName: connection.name },
    problems: [...read.problems, ...resources.problems, ...resourceProblems(resources.words, category, connection)],
  };
}

/** Reads a persona policy from its complete attributes. Throws `policy_invalid` with every problem. */
export function parsePersonaPolicy(attributes: JsonObject): PersonaPolicy {
  requireNoProblems('policy_invalid', wordProblem(attributes, 'policySubCategory', Object.keys(categoryRules)));
  const category = attributes.policySubCategory as PolicyCategory;
  const { policy, problems } = readPersonaPolicy(attributes, category);
  requireNoProblems('policy_invalid', problems.slice(0, problemsMax));
  return policy;
}

/**
 * Judges a persona policy before it is saved, new or changed, by its complete attributes (Atlan wire, rules of the original).
 * Throws `policy_invalid` with every problem; `connection_admin_required` unless the actor is admin of the policy's connection,
 * also when there is no such connection, so that nobody learns which exist; `permission_denied` when it would grant what the
 * actor does not hold, or when an API token writes into a persona it is linked to.
 */
export function validatePersonaPolicy(facts: AccessFacts, draft: PersonaPolicyDraft): PersonaPolicy {
  const { attributes, personaGuid } = draft;
  const policy = parsePersonaPolicy(attributes);
  requireNotOwnPersona(facts, [personaGuid]);
  const { paths, entityTypes } = parsePolicyResources(policy.resources, policy, '');
  requireMayHandOn(facts, { guid: '', ...policy, paths, entityTypes, tagNames: null });
  return policy;
}
