import { type PurposePlan } from '../plan/plan.ts';
import { readPurposes } from '../workspace/read-kinds.ts';
import { type PurposeFields, type StoredPurpose } from '../workspace/workspace.ts';
import { policiesToSwitch, policySave, updatesOf, type PolicySave } from './apply-policies.ts';
import { alikeIn, requireUnchanged, type ApplyScope } from './apply-scope.ts';

function inputOf(name: string, { description, enabled, tags }: PurposeFields) {
  return { name, description, isEnabled: enabled, tags };
}

async function save(scope: ApplyScope, plan: PurposePlan, policies: PolicySave): Promise<void> {
  const { name, before, after, verb } = plan;
  if (after === null) return;
  const { client, call } = scope;
  if (before === null) {
    await client.purposes.create({ ...inputOf(name, after), ...policies }, call);
    return;
  }
  if (verb === 'keep' && policies.addPolicies.length + policies.updatePolicies.length === 0) return;
  const purpose = { guid: before.id, name, qualifiedName: before.qualifiedName };
  await client.purposes.update(purpose, { ...(verb === 'keep' ? {} : inputOf(name, after)), ...policies }, call);
}

/** Sets what the server has switched together with its purpose. */
async function switchPolicies(scope: ApplyScope, { name, before, after, policies }: PurposePlan): Promise<void> {
  if (after === null) return;
  const parent = { before: before?.fields.enabled ?? null, after: after.enabled };
  const switched = policiesToSwitch(policies, parent);
  if (switched.length === 0) return;
  const now = alikeIn(name, await readPurposes(scope, scope.lookup, name)).at(0);
  if (now === undefined) return;
  const purpose = { guid: now.id, name, qualifiedName: now.qualifiedName };
  const updatePolicies = updatesOf(scope, switched, now.policies);
  await scope.client.purposes.update(purpose, { updatePolicies }, scope.call);
}

async function writePurpose(scope: ApplyScope, plan: PurposePlan): Promise<void> {
  const policies = policySave(scope, plan.policies);
  await save(scope, plan, policies);
  scope.note(`purpose \`${plan.name}\` and the policies that it is to have are written`);
  await switchPolicies(scope, plan);
  if (policies.gone.length > 0) await scope.client.purposes.deletePolicies(policies.gone, scope.call);
}

/** Makes a purpose what the plan says, tags and policies in one step of the server, unless somebody has changed it meanwhile. */
export async function applyPurpose(scope: ApplyScope, plan: PurposePlan): Promise<void> {
  const { name, before, after } = plan;
  const now: StoredPurpose[] = alikeIn(name, await readPurposes(scope, scope.lookup, name));
  requireUnchanged(`purpose \`${name}\``, before, now);
  if (before !== null && after === null) await scope.client.purposes.delete(before.id, scope.call);
  else await writePurpose(scope, plan);
}
