import type { ConnectionFields } from '../workspace/workspace.ts';
import {
  type ConnectionPlan,
  type GroupPlan,
  type PersonaPlan,
  type Plan,
  type PolicyPlan,
  type PurposePlan,
  type TokenPlan,
} from '../plan/plan.ts';

/**
 * One thing that is done or not done. A connection is changed in two: `people` first lets people, groups and roles in, since policies may
 * need one of them; `rest` does what is left, when the API tokens are there.
 */
export type Step =
  | { readonly kind: 'group'; readonly plan: GroupPlan }
  | { readonly kind: 'connection'; readonly part: 'people' | 'rest'; readonly plan: ConnectionPlan }
  | { readonly kind: 'purpose'; readonly plan: PurposePlan }
  | { readonly kind: 'persona'; readonly plan: PersonaPlan }
  | { readonly kind: 'token'; readonly plan: TokenPlan };

export type AdminNames = { readonly [Field in keyof ConnectionFields]: readonly string[] };

function without(some: readonly string[], others: readonly string[] = []): string[] {
  return some.filter((name) => !others.includes(name));
}

const adminLists = ['users', 'groups', 'roles', 'tokens'] as const;

function differences(from: ConnectionFields | undefined, to: ConnectionFields | undefined): AdminNames {
  const [users = [], groups = [], roles = [], tokens = []] = adminLists.map((list) =>
    without(to?.[list] ?? [], from?.[list]),
  );
  return { users, groups, roles, tokens };
}

/** Who is let in and who is put out by a plan of a connection. */
export function adminChanges({ before, after }: ConnectionPlan): {
  readonly added: AdminNames;
  readonly removed: AdminNames;
} {
  const [from, to] = [before?.fields, after ?? undefined];
  return { added: differences(from, to), removed: differences(to, from) };
}

export function isEmptyNames({ users, groups, roles, tokens }: AdminNames): boolean {
  return users.length + groups.length + roles.length + tokens.length === 0;
}

function connectionSteps(plan: ConnectionPlan): { people: Step[]; rest: Step[] } {
  const { added, removed } = adminChanges(plan);
  const letsIn = !isEmptyNames({ ...added, tokens: [] });
  const leaves = added.tokens.length > 0 || !isEmptyNames(removed);
  return {
    people: letsIn ? [{ kind: 'connection', part: 'people', plan }] : [],
    rest: leaves ? [{ kind: 'connection', part: 'rest', plan }] : [],
  };
}

function isDone({ verb, policies = [] }: { verb: string; policies?: readonly PolicyPlan[] }): boolean {
  return verb === 'keep' && policies.every((policy) => policy.verb === 'keep');
}

function namesToken({ policies }: PurposePlan, made: ReadonlySet<string>): boolean {
  return policies.some(({ after }) => after?.audience?.tokens.some((token) => made.has(token)) === true);
}

/**
 * The steps of a plan in an order in which each finds what it needs: groups, people as connection admins, purposes, personas with their
 * policies and members, API tokens, purposes that name new tokens, the rest of the connection admins, and last what is deleted.
 * SECURITY: purposes restrict, so they come before who they restrict is let in; and nothing is deleted before what replaces it is there.
 */
export function orderSteps({ groups, connections, purposes, personas, tokens }: Plan): Step[] {
  const made = new Set(tokens.filter(({ verb }) => verb === 'create').map(({ name }) => name));
  const step = <K extends Step['kind'], P>(kind: K, plan: P) => ({ kind, plan });
  const steps = {
    groups: groups.filter((plan) => !isDone(plan)).map((plan) => step('group', plan)),
    connections: connections.map(connectionSteps),
    purposes: purposes.filter((plan) => !isDone(plan)),
    personas: personas.filter((plan) => !isDone(plan)).map((plan) => step('persona', plan)),
    tokens: tokens.filter((plan) => !isDone(plan)).map((plan) => step('token', plan)),
  };
  const later = steps.purposes.filter((plan) => namesToken(plan, made)).map((plan) => step('purpose', plan));
  const sooner = steps.purposes.filter((plan) => !namesToken(plan, made)).map((plan) => step('purpose', plan));
  const all: Step[] = [
    ...steps.groups,
    ...steps.connections.flatMap(({ people }) => people),
    ...sooner,
    ...steps.personas,
    ...steps.tokens,
    ...later,
    ...steps.connections.flatMap(({ rest }) => rest),
  ];
  const deletes = all.filter(({ plan }) => plan.verb === 'delete');
  // A token goes before the persona it is linked to, whose deletion would change it.
  const order = ['token', 'persona', 'purpose'];
  deletes.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return [...all.filter(({ plan }) => plan.verb !== 'delete'), ...deletes];
}

function policyText(policies: readonly PolicyPlan[]): string {
  const counts = (['create', 'update', 'delete'] as const).flatMap((verb) => {
    const count = policies.filter((policy) => policy.verb === verb).length;
    return count === 0 ? [] : [`${verb} ${String(count)}`];
  });
  return counts.length === 0 ? '' : ` (policies: ${counts.join(', ')})`;
}

/** What a step does, in words. */
export function stepText(step: Step): string {
  const { name, verb } = step.plan;
  switch (step.kind) {
    case 'connection':
      return `${step.part === 'people' ? 'let admins into' : 'change admins of'} connection \`${name}\``;
    case 'token':
      return `${verb} API token \`${name}\``;
    case 'group':
      return `${verb} group \`${name}\``;
    case 'persona':
    case 'purpose':
      return `${verb === 'keep' ? 'change' : verb} ${step.kind} \`${name}\`${policyText(step.plan.policies)}`;
  }
}
