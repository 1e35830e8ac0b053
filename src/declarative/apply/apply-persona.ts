import { type PersonaPlan } from '../plan/plan.ts';
import { readPersonas } from '../workspace/read-kinds.ts';
import { type PersonaFields, type StoredPersona } from '../workspace/workspace.ts';
import { policiesToSwitch, policySave, updatesOf, type PolicySave } from './apply-policies.ts';
import { alikeIn, requireUnchanged, type ApplyScope } from './apply-scope.ts';

function inputOf(name: string, { description, enabled, users, groups }: PersonaFields) {
  return { name, description, isEnabled: enabled, users, groups };
}

/** The save that does everything at once. */
async function save(scope: ApplyScope, plan: PersonaPlan, policies: PolicySave): Promise<void> {
  const { name, before, after, verb } = plan;
  if (after === null) return;
  const { client, call, ids } = scope;
  if (before === null) {
    const made = await client.personas.create({ ...inputOf(name, after), ...policies }, call);
    ids.personas.set(name, made.qualifiedName);
    return;
  }
  if (verb === 'keep' && policies.addPolicies.length + policies.updatePolicies.length === 0) return;
  const persona = { guid: before.id, name, qualifiedName: before.qualifiedName };
  await client.personas.update(persona, { ...(verb === 'keep' ? {} : inputOf(name, after)), ...policies }, call);
}

/** Sets what the server has switched together with its persona. */
async function switchPolicies(scope: ApplyScope, { name, before, after, policies }: PersonaPlan): Promise<void> {
  if (after === null) return;
  const parent = { before: before?.fields.enabled ?? null, after: after.enabled };
  const switched = policiesToSwitch(policies, parent);
  if (switched.length === 0) return;
  const now = alikeIn(name, await readPersonas(scope, name)).at(0);
  if (now === undefined) return;
  const persona = { guid: now.id, name, qualifiedName: now.qualifiedName };
  const updatePolicies = updatesOf(scope, switched, now.policies);
  await scope.client.personas.update(persona, { updatePolicies }, scope.call);
}

async function writePersona(scope: ApplyScope, plan: PersonaPlan): Promise<void> {
  const policies = policySave(scope, plan.policies);
  await save(scope, plan, policies);
  scope.note(`persona \`${plan.name}\` and the policies that it is to have are written`);
  await switchPolicies(scope, plan);
  if (policies.gone.length > 0) await scope.client.personas.deletePolicies(policies.gone, scope.call);
}

/**
 * Makes a persona what the plan says, members and policies in one step of the server, unless somebody has changed it
 * meanwhile. Policies that go, go after what replaces them is there.
 */
export async function applyPersona(scope: ApplyScope, plan: PersonaPlan): Promise<void> {
  const { name, before, after } = plan;
  const now: StoredPersona[] = alikeIn(name, await readPersonas(scope, name));
  requireUnchanged(`persona \`${name}\``, before, now);
  if (before !== null && after === null) await scope.client.personas.delete(before.id, scope.call);
  else await writePersona(scope, plan);
}
