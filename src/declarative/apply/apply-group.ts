import { ClavisError, type CallOptions, type ClavisClient } from '../../sdk/index.ts';
import { type GroupPlan } from '../plan/plan.ts';
import { readGroups } from '../workspace/read-kinds.ts';
import { type GroupFields, type StoredGroup } from '../workspace/workspace.ts';
import { alikeIn, requireUnchanged, type ApplyScope } from './apply-scope.ts';

async function personId(client: ClavisClient, username: string, call: CallOptions): Promise<string> {
  const person = await client.people.find({ username }, call);
  if (person !== null) return person.id;
  throw new ClavisError({ status: null, code: 'not_found', message: `there is no user \`${username}\`` });
}

async function personIds({ client, call }: ApplyScope, usernames: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const username of usernames) ids.push(await personId(client, username, call));
  return ids;
}

async function createGroup(scope: ApplyScope, name: string, fields: GroupFields): Promise<void> {
  const { alias, description, default: isDefault, members } = fields;
  const memberIds = await personIds(scope, members);
  await scope.client.groups.create({ name, alias, description, isDefault, memberIds }, scope.call);
}

/** Members come in one by one: the wire has no other way, so what is done is noted as it is done. */
async function changeMembers(scope: ApplyScope, before: StoredGroup, members: readonly string[]): Promise<void> {
  const { client, call, note } = scope;
  for (const username of members.filter((name) => !before.fields.members.includes(name))) {
    await client.groups.addMember(before.id, await personId(client, username, call), call);
    note(`\`${username}\` is in group \`${before.name}\``);
  }
  for (const username of before.fields.members.filter((name) => !members.includes(name))) {
    await client.groups.removeMember(before.id, await personId(client, username, call), call);
    note(`\`${username}\` is no longer in group \`${before.name}\``);
  }
}

async function updateGroup(scope: ApplyScope, { before, after, fields }: GroupPlan): Promise<void> {
  if (before === null || after === null) return;
  const { alias, description, default: isDefault } = after;
  if (fields.some(({ field }) => field !== 'members')) {
    await scope.client.groups.update(before.id, { alias, description, isDefault }, scope.call);
    scope.note(`the texts of group \`${before.name}\` are changed`);
  }
  await changeMembers(scope, before, after.members);
}

/** Makes a group what the plan says, unless somebody has changed it meanwhile. */
export async function applyGroup(scope: ApplyScope, plan: GroupPlan): Promise<void> {
  const { name, before, after } = plan;
  const now = await readGroups(scope, new Set([name]));
  requireUnchanged(`group \`${name}\``, before, alikeIn(name, now));
  if (before === null && after !== null) await createGroup(scope, name, after);
  else await updateGroup(scope, plan);
}
