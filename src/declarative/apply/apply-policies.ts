import type { PolicyInput, PolicyUpdate } from '../../sdk/index.ts';
import { type PolicyPlan } from '../plan/plan.ts';
import { type PolicyFields, type StoredPolicy } from '../workspace/workspace.ts';
import { idsOf, type ApplyScope } from './apply-scope.ts';

/** A group of that name stands for everybody. */
const everybody = 'public';

interface Settled {
  readonly name: string;
  readonly before: StoredPolicy | null;
  readonly after: PolicyFields;
}

function inputOf(scope: Pick<ApplyScope, 'ids'>, { name, before, after }: Settled): PolicyInput {
  const { kind, effect, actions, connection, resources, types, mask, enabled, audience } = after;
  return {
    ...{ name, kind, effect, actions, mask, isEnabled: enabled },
    ...{ connectionQualifiedName: connection, paths: resources, types },
    ...(audience === null
      ? {}
      : {
          audience: {
            users: [...audience.users, ...idsOf(audience.tokens, scope.ids.tokens), ...(before?.unnamed ?? [])],
            groups: audience.everyone ? [everybody, ...audience.groups] : audience.groups,
          },
        }),
  };
}

/** What is written of the policies of one persona or purpose, together with it. */
export interface PolicySave {
  readonly addPolicies: PolicyInput[];
  readonly updatePolicies: PolicyUpdate[];
  /** Ids of what is deleted afterwards. */
  readonly gone: string[];
}

export function policySave(scope: Pick<ApplyScope, 'ids'>, policies: readonly PolicyPlan[]): PolicySave {
  const save: PolicySave = { addPolicies: [], updatePolicies: [], gone: [] };
  for (const { verb, name, before, after } of policies) {
    if (before !== null && after === null) save.gone.push(before.id);
    if (after === null) continue;
    const input = inputOf(scope, { name, before, after });
    if (before === null) save.addPolicies.push(input);
    else if (verb === 'update') {
      save.updatePolicies.push({ ...input, guid: before.id, qualifiedName: before.qualifiedName });
    }
  }
  return save;
}

/**
 * The policies that are to be on while what they belong to is off, or off while it is on, and that the server has switched with it or
 * made alike: they are set once more, after the save that did so.
 */
export function policiesToSwitch(
  policies: readonly PolicyPlan[],
  parent: { readonly before: boolean | null; readonly after: boolean },
): PolicyPlan[] {
  const isSwitched = parent.before !== null && parent.before !== parent.after;
  return policies.filter(
    ({ before, after }) => after !== null && after.enabled !== parent.after && (before === null || isSwitched),
  );
}

/** The same plans, as updates of what is there now. */
export function updatesOf(
  scope: ApplyScope,
  policies: readonly PolicyPlan[],
  stored: readonly StoredPolicy[],
): PolicyUpdate[] {
  return policies.flatMap(({ name, after }) => {
    const now = stored.find((policy) => policy.name === name);
    if (now === undefined || after === null) return [];
    return [{ ...inputOf(scope, { name, before: now, after }), guid: now.id, qualifiedName: now.qualifiedName }];
  });
}
