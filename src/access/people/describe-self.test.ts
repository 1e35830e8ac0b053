import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSmallWorkspace, type SmallWorkspace } from '../../../test/support/small-workspace.ts';
import { type ListQuery } from '../../foundation/index.ts';
import { type Principal } from '../../identity/index.ts';
import { describeCurrentUser, describeSelf } from './describe-self.ts';
import { listGroupsFor, listRolesFor, listUsersFor } from './list-people.ts';

let workspace: SmallWorkspace;
let ann: Principal;
let groupId: string;
const everything: ListQuery = { sort: [], offset: 0 };

beforeAll(async () => {
  workspace = await createSmallWorkspace();
  ann = await workspace.addUser('ann', 'member');
  await workspace.addUser('bob', 'guest');
  groupId = await workspace.addGroup('people', [ann]);
  await workspace.savePersona({ name: 'Direct', users: ['ann'] });
  await workspace.savePersona({ name: 'Through group', groups: ['people'] });
  await workspace.savePersona({ name: 'Off', users: ['ann'], enabled: false });
});

afterAll(() => workspace.close());

test('a person is told its role, groups and the personas that are switched on', async () => {
  const self = await describeSelf(workspace, ann);
  expect(self).toMatchObject({
    username: 'ann',
    userId: ann.actorId,
    workspaceRole: '$member',
    roles: [{ name: '$member' }],
    permissions: ['typedef.read', 'user.read'],
    groups: [{ id: groupId, name: 'people' }],
    purposes: [],
  });
  expect(self.personas.map(({ name }) => name).sort()).toEqual(['Direct', 'Through group']);
});

test('a token is told what the official clients know a token by', async () => {
  const { principal } = await workspace.addToken('robot', 'default');
  const self = await describeSelf(workspace, principal);
  expect(self.roles.map(({ name }) => name)).toEqual(['$api-token-default-access']);
  expect(await describeCurrentUser(workspace, principal)).toMatchObject({
    id: principal.actorId,
    username: principal.username,
  });
});

test('an actor that was removed since it was authenticated is not described', async () => {
  const gone = await workspace.addUser('gone', 'admin');
  await workspace.db.updateTable('actor').set({ state: 'deleted' }).where('id', '=', gone.actorId).execute();
  await expect(describeCurrentUser(workspace, gone)).rejects.toMatchObject({ code: 'token_invalid' });
  expect(await describeSelf(workspace, gone)).toMatchObject({ workspaceRole: null, personas: [], groups: [] });
});

test('users and groups are listed with their personas, members of one group alone when asked', async () => {
  const { principal: governor } = await workspace.addToken('governor', 'default');
  const { records } = await listUsersFor(workspace, governor, everything);
  const personas = records.map(({ username, personas: held }) => [username, held.map(({ name }) => name).sort()]);
  expect(personas).toEqual([
    ['ann', ['Direct', 'Off', 'Through group']],
    ['bob', []],
  ]);
  const members = await listUsersFor(workspace, ann, { ...everything, groupId });
  expect(members.records.map(({ username }) => username)).toEqual(['ann']);
  const groups = await listGroupsFor(workspace, governor, everything);
  expect(groups.records).toMatchObject([{ name: 'people', personas: [{ name: 'Through group' }] }]);
  const roles = await listRolesFor(workspace, ann, everything);
  expect(roles.records.map(({ name }) => name)).toContain('$admin');
});

test('the lists name no persona to somebody who may not read personas', async () => {
  const users = await listUsersFor(workspace, ann, everything);
  const groups = await listGroupsFor(workspace, ann, everything);
  for (const { personas } of [...users.records, ...groups.records]) expect(personas).toEqual([]);
});

test('people are not listed to a token without a role', async () => {
  const { principal } = await workspace.addToken('none', 'none');
  for (const list of [listUsersFor, listGroupsFor, listRolesFor]) {
    await expect(list(workspace, principal, everything)).rejects.toMatchObject({ code: 'permission_denied' });
  }
});
