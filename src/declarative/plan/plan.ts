import type { JsonValue } from '../../foundation/index.ts';
import type {
  GroupFields,
  PersonaFields,
  PolicyFields,
  PurposeFields,
  StoredConnection,
  StoredGroup,
  StoredPersona,
  StoredPolicy,
  StoredPurpose,
  StoredToken,
  ConnectionFields,
  TokenFields,
} from '../workspace/workspace.ts';

export type Kind = 'group' | 'connection' | 'purpose' | 'persona' | 'policy' | 'token';
export type Verb = 'create' | 'update' | 'delete' | 'keep';

/** One field that becomes another. What is made has no `from`, what is deleted no `to`: null. */
export interface FieldChange {
  readonly field: string;
  readonly from: JsonValue;
  readonly to: JsonValue;
}

/** What happens to one thing. */
export interface Change<Before, Fields> {
  readonly verb: Verb;
  readonly name: string;
  /** Null: it is made. */
  readonly before: Before | null;
  /** Null: it is deleted. */
  readonly after: Fields | null;
  readonly fields: readonly FieldChange[];
}

export type GroupPlan = Change<StoredGroup, GroupFields>;
export type ConnectionPlan = Change<StoredConnection, ConnectionFields>;
export type PolicyPlan = Change<StoredPolicy, PolicyFields>;
export interface PersonaPlan extends Change<StoredPersona, PersonaFields> {
  readonly policies: readonly PolicyPlan[];
}
export interface PurposePlan extends Change<StoredPurpose, PurposeFields> {
  readonly policies: readonly PolicyPlan[];
}
export interface TokenPlan extends Change<StoredToken, TokenFields> {
  /** How long one that is made lives, as declared; absent: the server's default. */
  readonly expiresIn?: string | undefined;
}

/** Everything that is to happen, and everything that was declared and is so already. */
export interface Plan {
  readonly groups: readonly GroupPlan[];
  readonly connections: readonly ConnectionPlan[];
  readonly purposes: readonly PurposePlan[];
  readonly personas: readonly PersonaPlan[];
  readonly tokens: readonly TokenPlan[];
}

/** One line of a plan, whatever its kind. `within` names the persona or purpose of a policy. */
export interface PlanItem {
  readonly kind: Kind;
  readonly within: string | null;
  readonly name: string;
  readonly verb: Verb;
  readonly fields: readonly FieldChange[];
}

function item(kind: Kind, { verb, name, fields }: Change<unknown, unknown>, within: string | null = null): PlanItem {
  return { kind, within, name, verb, fields };
}

function withPolicies(kind: 'persona' | 'purpose', parent: PersonaPlan | PurposePlan): PlanItem[] {
  const within = `${kind} \`${parent.name}\``;
  return [item(kind, parent), ...parent.policies.map((policy) => item('policy', policy, within))];
}

/** All of a plan in one list, in the order of a document. */
export function planItems({ groups, connections, purposes, personas, tokens }: Plan): PlanItem[] {
  return [
    ...groups.map((one) => item('group', one)),
    ...connections.map((one) => item('connection', one)),
    ...purposes.flatMap((one) => withPolicies('purpose', one)),
    ...personas.flatMap((one) => withPolicies('persona', one)),
    ...tokens.map((one) => item('token', one)),
  ];
}

/** Whether a plan does anything. */
export function hasChanges(plan: Plan): boolean {
  return planItems(plan).some(({ verb }) => verb !== 'keep');
}

export type VerbCounts = Readonly<Record<Verb, number>>;

export function countVerbs(plan: Plan): VerbCounts {
  const counts = { create: 0, update: 0, delete: 0, keep: 0 };
  for (const { verb } of planItems(plan)) counts[verb] += 1;
  return counts;
}
