import { compilePolicy, parsePersonaPolicy, parsePolicyResources, validatePurposePolicy } from '../../access/index.ts';
import { isCatalogError, newGuid, type JsonObject, type Problem } from '../../foundation/index.ts';
import { limitProblems } from '../../policy/index.ts';
import { isSameJson } from '../entities/compare-json.ts';
import { immutablePolicyAttributes as immutable } from '../entities/policy-rules.ts';
import type { AccessDraft, DraftPolicy } from './draft.ts';

/** A persona or purpose that a draft names. */
export interface Parent {
  readonly guid: string;
  readonly kind: 'persona' | 'purpose';
  readonly qualifiedName: string;
  readonly enabled: boolean;
  readonly tagNames: readonly string[] | null;
}

/** A policy that a draft changes. */
export interface StoredDraftPolicy {
  readonly guid: string;
  readonly name: string;
  readonly connectionQualifiedName: string | null;
  readonly parentGuid: string;
}

/** What the draft names, as far as the asker may read it. */
export interface Known {
  readonly parents: readonly Parent[];
  readonly policies: readonly StoredDraftPolicy[];
  /** Attributes of the stored policies' assets. */
  readonly attributes: ReadonlyMap<string, JsonObject>;
  readonly takenNames: readonly { readonly parentGuid: string; readonly name: string; readonly guid: string }[];
}

/** A policy as it would be stored, or what is wrong with it. */
export interface Judged {
  readonly row: Readonly<Record<string, unknown>> | null;
  readonly audience: readonly Readonly<Record<string, unknown>>[];
  readonly problems: readonly Problem[];
}

/** The persona or purpose of that qualified name or guid. */
export function findParent({ parents }: Known, kind: Parent['kind'], name: string): Parent | undefined {
  return parents.find((one) => one.kind === kind && (one.qualifiedName === name || one.guid === name.toLowerCase()));
}

/** What the parsers of a real save throw, as problems of this draft. */
function problemsOf<T>(parse: () => T, at: string): T | Problem[] {
  try {
    return parse();
  } catch (error) {
    if (!isCatalogError(error) || error.code === 'internal') throw error;
    if (error.details.length === 0) return [{ path: at, message: error.message }];
    return error.details.map(({ path, message }) => ({ path: `${at}.${path}`, message }));
  }
}

interface Placed {
  readonly guid: string;
  readonly name: string;
  readonly parent: Parent;
  readonly attributes: JsonObject;
  readonly at: string;
}

function enabledRow({ guid, name, parent, attributes }: Placed): Readonly<Record<string, unknown>> {
  const enabled = (attributes['isPolicyEnabled'] ?? parent.enabled) !== false;
  const persona = parent.kind === 'persona';
  return {
    guid,
    name,
    enabled,
    persona_guid: persona ? parent.guid : null,
    purpose_guid: persona ? null : parent.guid,
  };
}

function judgePersonaPolicy(placed: Placed): Judged {
  const { guid, attributes, at } = placed;
  const policy = problemsOf(() => parsePersonaPolicy(attributes), at);
  if (Array.isArray(policy)) return { row: null, audience: [], problems: policy };
  const { category, effect, mask, actions, connectionQualifiedName } = policy;
  const { paths, entityTypes } = parsePolicyResources(policy.resources, policy, '');
  const compiled = compilePolicy({ guid, ...policy, paths, entityTypes, tagNames: null });
  const row = {
    ...{ ...enabledRow(placed), category, effect, mask, actions, paths },
    ...{ entity_types: entityTypes, connection_qualified_name: connectionQualifiedName },
  };
  const problems = compiled.flatMap((one) => limitProblems(one, `${at}.attributes.policyResources`));
  return { row, audience: [], problems };
}

function judgePurposePolicy(placed: Placed): Judged {
  const { guid, attributes, at } = placed;
  const policy = problemsOf(() => validatePurposePolicy(attributes), at);
  if (Array.isArray(policy)) return { row: null, audience: [], problems: policy };
  const { category, effect, mask, actions, audience } = policy;
  const row = {
    ...{ ...enabledRow(placed), category, effect, mask, actions, paths: [] },
    ...{ entity_types: [], connection_qualified_name: null },
  };
  const entry = (subject_kind: string) => (subject: string) => ({ policy_guid: guid, subject_kind, subject });
  const entries = [...new Set(audience.users)].map(entry('actor'));
  return { row, audience: [...entries, ...[...new Set(audience.groups)].map(entry('group'))], problems: [] };
}

function nameProblems({ takenNames }: Known, { guid, name, parent, at }: Placed): Problem[] {
  const lower = name.toLowerCase();
  const taken = takenNames.some((one) => one.parentGuid === parent.guid && one.name === lower && one.guid !== guid);
  if (parent.kind !== 'persona' || !taken) return [];
  return [{ path: `${at}.attributes.name`, message: `the persona already has a policy called \`${name}\`` }];
}

function judge(placed: Placed): Judged {
  return placed.parent.kind === 'persona' ? judgePersonaPolicy(placed) : judgePurposePolicy(placed);
}

function refused(path: string, message: string): Judged {
  return { row: null, audience: [], problems: [{ path, message }] };
}

/** Judges a policy that a draft adds. */
export function judgeAdded(known: Known, { persona, purpose, attributes }: DraftPolicy, at: string): Judged {
  const name = persona ?? purpose;
  if (name === undefined || (persona !== undefined && purpose !== undefined)) {
    return refused(at, 'exactly one of `persona` and `purpose` is needed: a qualified name or a guid');
  }
  const kind = persona === undefined ? 'purpose' : 'persona';
  const parent = findParent(known, kind, name);
  if (parent === undefined) return refused(`${at}.${kind}`, `there is no ${kind} \`${name}\``);
  const policyName = attributes['name'];
  if (typeof policyName !== 'string' || policyName === '') return refused(`${at}.attributes.name`, 'is missing');
  const placed = { guid: newGuid(), name: policyName, parent, attributes, at };
  const judged = judge(placed);
  return { ...judged, problems: [...judged.problems, ...nameProblems(known, placed)] };
}

/** Judges a stored policy as a draft changes it. */
export function judgeUpdated(
  known: Known,
  guid: string,
  change: { readonly attributes: JsonObject; readonly at: string },
): Judged {
  const { attributes, at } = change;
  const stored = known.policies.find((one) => one.guid === guid.toLowerCase());
  const before = known.attributes.get(guid.toLowerCase());
  const parent = known.parents.find((one) => one.guid === stored?.parentGuid);
  if (stored === undefined || before === undefined || parent === undefined) {
    return refused(`${at}.guid`, `there is no policy \`${guid}\``);
  }
  const name = attributes['name'] ?? stored.name;
  const placed = { guid: stored.guid, name: String(name), parent, attributes: { ...before, ...attributes }, at };
  const judged = judge(placed);
  const fixed = immutable.filter(
    (one) => attributes[one] !== undefined && !isSameJson(attributes[one], before[one] ?? null),
  );
  const message = 'of a policy never changes';
  const problems = fixed.map((one) => ({ path: `${at}.attributes.${one}`, message }));
  return { ...judged, problems: [...judged.problems, ...problems] };
}

/** Policies to be removed that there are not. */
export function removalProblems(known: Known, { remove = [] }: AccessDraft): Problem[] {
  return remove.flatMap((guid, index) =>
    known.policies.some((one) => one.guid === guid.toLowerCase())
      ? []
      : [{ path: `remove[${String(index)}]`, message: `there is no policy \`${guid}\`` }],
  );
}
