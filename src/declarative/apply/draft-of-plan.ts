import { policyAsAttributes, type AccessDraft } from '../../sdk/index.ts';
import { type PersonaPlan, type Plan, type PurposePlan, type TokenPlan } from '../plan/plan.ts';
import { type Lookup } from '../workspace/lookup.ts';
import { policySave } from './apply-policies.ts';
import { knownIds, type KnownIds } from './apply-scope.ts';

type Draft = Required<AccessDraft>;
type Link = Draft['link'][number];

function without(some: readonly string[], others: readonly string[]): string[] {
  return some.filter((name) => !others.includes(name));
}

interface Parent {
  readonly place: 'persona' | 'purpose';
  readonly plan: PersonaPlan | PurposePlan;
}

function draftPolicies(draft: Draft, { place, plan }: Parent, ids: KnownIds): void {
  const { before, policies } = plan;
  if (before === null) return;
  const parent = { typeName: place === 'persona' ? 'Persona' : 'Purpose' } as const;
  const { addPolicies, updatePolicies, gone } = policySave({ ids }, policies);
  for (const policy of addPolicies) {
    draft.add.push({ [place]: before.qualifiedName, attributes: policyAsAttributes(policy, parent) });
  }
  for (const policy of updatePolicies) {
    draft.update.push({ guid: policy.guid, attributes: policyAsAttributes(policy, parent) });
  }
  draft.remove.push(...gone, ...(plan.after === null ? before.policies.map(({ id }) => id) : []));
}

function draftMembers(draft: Draft, { before, after }: PersonaPlan): void {
  if (before === null || after === null) return;
  const persona = before.qualifiedName;
  const actors = (names: readonly string[]): Link[] => names.map((actor) => ({ persona, actor }));
  const groups = (names: readonly string[]): Link[] => names.map((group) => ({ persona, group }));
  const { fields } = before;
  draft.link.push(...actors(without(after.users, fields.users)), ...groups(without(after.groups, fields.groups)));
  draft.unlink.push(...actors(without(fields.users, after.users)), ...groups(without(fields.groups, after.groups)));
}

function draftToken(draft: Draft, { before, after }: TokenPlan, ids: KnownIds): void {
  if (before === null || after === null) return;
  const actor = before.username;
  const links = (names: readonly string[]): Link[] =>
    names.flatMap((name) => {
      const persona = ids.personas.get(name);
      return persona === undefined ? [] : [{ persona, actor }];
    });
  const { personas } = before.fields;
  draft.link.push(...links(without(after.personas, personas)));
  draft.unlink.push(...links(without(personas, after.personas)));
}

/**
 * A plan as a change of access that the server can count without doing it: policies and members of what is there. What is new has no
 * rights yet that could be compared. Null: there is nothing of that.
 */
export function draftOf(plan: Plan, lookup: Lookup): AccessDraft | null {
  const draft: Draft = { add: [], update: [], remove: [], link: [], unlink: [] };
  const ids = knownIds(lookup);
  for (const purpose of plan.purposes) draftPolicies(draft, { place: 'purpose', plan: purpose }, ids);
  for (const persona of plan.personas) {
    draftPolicies(draft, { place: 'persona', plan: persona }, ids);
    draftMembers(draft, persona);
  }
  for (const token of plan.tokens) draftToken(draft, token, ids);
  return Object.values(draft).every((list) => list.length === 0) ? null : draft;
}
