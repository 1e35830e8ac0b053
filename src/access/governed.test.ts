import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmallWorkspace, type SmallWorkspace, type TestToken } from '../../test/support/small-workspace.ts';
import { newGuid } from '../foundation/index.ts';
import { readPolicyEpoch, rolesOf, type Principal } from '../identity/index.ts';
import { transact } from '../postgres/index.ts';
import { gatherFacts } from './gather-facts.ts';
import { type ConnectionAdmins } from './connections/record-connection-admins.ts';
import { requireConnectionChange } from './connections/require-connection-change.ts';
import { requireGovernedDelete, requirePersonaChange, requirePersonaPolicyChange } from './governed-change.ts';
import { type PersonaRecord } from './personas/record-persona.ts';
import { type PolicyRecord } from './policies/record-policy.ts';

let workspace: SmallWorkspace;
let admin: Principal;
let keeper: Principal;
let token: TestToken;

beforeAll(async () => {
  workspace = await createSmallWorkspace();
  admin = await workspace.addUser('boss', 'admin');
  keeper = await workspace.addUser('keeper', 'member');
  await workspace.addUser('ann', 'member');
  await workspace.addUser('bob', 'member');
  token = await workspace.addToken('robot', 'default');
  await workspace.addGroup('people', [keeper]);
  await workspace.addGroup('nobody', []);
});

afterAll(() => workspace.close());

let count = 0;
function connectionName(): string {
  count += 1;
  return `default/glue/${String(count)}`;
}

describe('recording the admins of a connection', () => {
  test('names that do not exist are refused, all at once', async () => {
    const lists = { adminUsers: ['ann', 'zoe'], adminGroups: ['ghosts'], adminRoles: [newGuid()] };
    await expect(workspace.saveConnection({ qualifiedName: connectionName(), ...lists })).rejects.toMatchObject({
      code: 'field_invalid',
      details: [
        { path: 'attributes.adminUsers', message: 'there is no user or api token `zoe`' },
        { path: 'attributes.adminGroups', message: 'there is no group `ghosts`' },
        { path: 'attributes.adminRoles' },
      ],
    });
  });

  const lists: readonly (readonly [promise: string, lists: Partial<ConnectionAdmins>])[] = [
    ['three empty lists', {}],
    ['only a group without members', { adminGroups: ['nobody'] }],
    ['only a role that nobody holds', { adminRoles: rolesOf({ kind: 'user', role: 'guest' }).map(({ id }) => id) }],
  ];
  test.each(lists)('%s would leave no living admin and are refused', async (_promise, some) => {
    await expect(workspace.saveConnection({ qualifiedName: connectionName(), ...some })).rejects.toMatchObject({
      code: 'admins_empty',
    });
  });

  test('one living admin is enough: a user, a token, a group with members or a role with holders', async () => {
    const adminRoles = rolesOf(admin).map(({ id }) => id);
    const living: Partial<ConnectionAdmins>[] = [
      { adminUsers: ['ann'] },
      { adminUsers: [token.principal.username] },
      { adminGroups: ['people'] },
      { adminRoles },
    ];
    for (const some of living) await workspace.saveConnection({ qualifiedName: connectionName(), ...some });
  });

  test('an admin that was removed may stay listed but counts as nobody', async () => {
    const leaver = await workspace.addUser('leaver', 'member');
    const connection = await workspace.saveConnection({
      qualifiedName: connectionName(),
      adminUsers: ['leaver', 'ann'],
    });
    await workspace.db.updateTable('actor').set({ state: 'deleted' }).where('id', '=', leaver.actorId).execute();
    await workspace.saveConnection(connection);
    await expect(workspace.saveConnection({ ...connection, adminUsers: ['leaver'] })).rejects.toMatchObject({
      code: 'admins_empty',
    });
    await expect(
      workspace.saveConnection({ qualifiedName: connectionName(), adminUsers: ['leaver', 'ann'] }),
    ).rejects.toMatchObject({ code: 'field_invalid' });
  });

  test('a name that would cover other connections is refused', async () => {
    for (const qualifiedName of ['default', 'default/glue', 'default/glue/1/db', 'default/collection/ann']) {
      await expect(workspace.saveConnection({ qualifiedName, adminUsers: ['ann'] })).rejects.toMatchObject({
        code: 'field_invalid',
      });
    }
  });

  test('a second connection of one name is refused, so nobody takes over what is below it', async () => {
    const qualifiedName = connectionName();
    await workspace.saveConnection({ qualifiedName, adminUsers: ['ann'] });
    await expect(workspace.saveConnection({ qualifiedName, adminUsers: ['bob'] })).rejects.toMatchObject({
      code: 'already_exists',
    });
  });
});

describe('recording a persona', () => {
  test('users and groups that do not exist are refused, and a token is sent to the right door', async () => {
    const { username } = token.principal;
    const persona = { name: 'P', users: ['ann', 'zoe', username], groups: ['ghosts'] };
    await expect(workspace.savePersona(persona)).rejects.toMatchObject({
      code: 'field_invalid',
      details: [
        { path: 'attributes.personaUsers', message: 'there is no user `zoe`' },
        {
          path: 'attributes.personaUsers',
          message: `\`${username}\` is an api token; link it by updating the token's personas`,
        },
        { path: 'attributes.personaGroups', message: 'there is no group `ghosts`' },
      ],
    });
  });

  test('saving its users leaves the tokens linked to it alone', async () => {
    const persona = await workspace.savePersona({ name: 'Mixed', users: ['ann'] });
    await workspace.linkToken(persona.guid, token);
    await workspace.savePersona({ ...persona, name: 'Renamed', users: [] });
    const { personas } = await gatherFacts(workspace.db, token.principal);
    expect(personas.map(({ name }) => name)).toContain('Renamed');
    await workspace.forget([persona.guid]);
  });
});

describe('recording a policy', () => {
  test('a name is taken once per persona, whatever its case, and only when the policy is made', async () => {
    const persona = await workspace.savePersona({ name: 'Names' });
    const other = await workspace.savePersona({ name: 'Others' });
    const resources = ['entity:default/glue/1'];
    const first = await workspace.savePolicy({ personaGuid: persona.guid, name: 'Read all', resources });
    await expect(
      workspace.savePolicy({ personaGuid: persona.guid, name: 'READ ALL', resources }),
    ).rejects.toMatchObject({ code: 'policy_invalid' });
    await workspace.savePolicy({ ...first, effect: 'deny' });
    await workspace.savePolicy({ personaGuid: other.guid, name: 'Read all', resources });
    await expect(workspace.savePolicy({ ...first, personaGuid: other.guid })).rejects.toMatchObject({
      code: 'operation_unsupported',
    });
  });

  test('two policies of one name made at the same moment: one wins', async () => {
    const persona = await workspace.savePersona({ name: 'Race' });
    const make = () =>
      workspace.savePolicy({ personaGuid: persona.guid, name: 'same', resources: ['entity:default/glue/1'] });
    const outcomes = await Promise.allSettled([make(), make(), make()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('a policy without its persona is refused', async () => {
    const orphan = workspace.savePolicy({ personaGuid: newGuid(), resources: ['entity:default/glue/1'] });
    await expect(orphan).rejects.toMatchObject({ code: 'reference_unresolved' });
  });

  test('no actor may come to hold more than 500 policies, also over several personas', async () => {
    const user = await workspace.addUser('collector', 'member');
    await workspace.addGroup('collectors', [user]);
    const one = await workspace.savePersona({ name: 'One', users: ['collector'] });
    const two = await workspace.savePersona({ name: 'Two', groups: ['collectors'] });
    await workspace.db
      .insertInto('policy')
      .values(
        Array.from({ length: 499 }, (_, at) => ({
          guid: newGuid(),
          persona_guid: one.guid,
          name: String(at),
          category: 'metadata' as const,
          effect: 'allow' as const,
          actions: [],
          paths: [],
          entity_types: [],
          connection_qualified_name: null,
        })),
      )
      .execute();
    const resources = ['entity:default/glue/1'];
    await workspace.savePolicy({ personaGuid: two.guid, resources });
    await expect(workspace.savePolicy({ personaGuid: two.guid, resources })).rejects.toThrow(
      '`collector` would hold 501 policies; at most 500 are accepted',
    );
    await workspace.forget([one.guid, two.guid]);
  });
});

test('every change of who may do what moves the policy epoch, and a refused one does not', async () => {
  const epoch = () => readPolicyEpoch(workspace.db);
  const start = await epoch();
  const connection = await workspace.saveConnection({ qualifiedName: connectionName(), adminUsers: ['ann'] });
  const persona = await workspace.savePersona({ name: 'Epoch' });
  const policy = await workspace.savePolicy({
    personaGuid: persona.guid,
    resources: [`entity:${connection.qualifiedName}`],
  });
  expect(await epoch()).toBe(start + 3);
  await workspace.forget([policy.guid, persona.guid, connection.guid]);
  expect(await epoch()).toBe(start + 4);
  await workspace.forget([policy.guid, newGuid()]);
  await expect(workspace.saveConnection({ ...connection, adminUsers: [] })).rejects.toThrow();
  expect(await epoch()).toBe(start + 4);
});

describe('nobody hands on what they do not hold', () => {
  let connection: ConnectionAdmins;
  let persona: PersonaRecord;
  let denyGuid: string;

  beforeAll(async () => {
    connection = await workspace.saveConnection({ qualifiedName: 'default/held/1', adminUsers: ['keeper'] });
    persona = await workspace.savePersona({ name: 'Held', users: ['ann'] });
    await workspace.savePolicy({ personaGuid: persona.guid, resources: ['entity:default/held/1/db'] });
    const deny = { personaGuid: persona.guid, effect: 'deny', resources: ['entity:default/held/1/db/pii'] } as const;
    denyGuid = (await workspace.savePolicy(deny)).guid;
  });

  async function change(principal: Principal, to: Partial<PersonaRecord>): Promise<void> {
    const facts = await gatherFacts(workspace.db, principal);
    await transact(workspace.db, (tx) => requirePersonaChange({ tx }, facts, { ...persona, ...to }));
  }

  async function remove(principal: Principal, guid: string): Promise<void> {
    const facts = await gatherFacts(workspace.db, principal);
    await transact(workspace.db, (tx) => requireGovernedDelete({ tx }, facts, [guid]));
  }

  async function admins(principal: Principal, to: Partial<ConnectionAdmins>): Promise<void> {
    const facts = await gatherFacts(workspace.db, principal);
    await transact(workspace.db, (tx) => requireConnectionChange({ tx }, facts, { ...connection, ...to }));
  }

  const grants: readonly (readonly [promise: string, to: Partial<PersonaRecord>])[] = [
    ['adding a user', { users: ['ann', 'bob'] }],
    ['adding a group', { groups: ['people'] }],
    ['removing a user, who is freed from a deny', { users: [] }],
    ['switching it off, which lifts its denies', { enabled: false }],
  ];
  test.each(grants)(
    '%s in a persona is for admins of its connections and for workspace admins',
    async (_promise, to) => {
      await expect(change(token.principal, to)).rejects.toMatchObject({ code: 'connection_admin_required' });
      await change(keeper, to);
      await change(admin, to);
    },
  );

  test('renaming a persona grants nothing and needs no connection', async () => {
    await change(token.principal, { name: 'Other' });
  });

  test('deleting a persona or a policy is checked like writing it', async () => {
    for (const guid of [persona.guid, denyGuid]) {
      await expect(remove(token.principal, guid)).rejects.toMatchObject({ code: 'connection_admin_required' });
      await expect(remove(admin, guid)).rejects.toMatchObject({ code: 'connection_admin_required' });
      await remove(keeper, guid);
    }
    await remove(token.principal, newGuid());
  });

  test('what a connection that nobody administers any more has left is for the owner of the workspace to clear away', async () => {
    const left = await workspace.savePersona({ name: 'Left' });
    const policy = await workspace.savePolicy({ personaGuid: left.guid, resources: ['entity:default/gone/1'] });
    for (const guid of [left.guid, policy.guid]) {
      await expect(remove(keeper, guid)).rejects.toMatchObject({ code: 'connection_admin_required' });
      await remove(admin, guid);
    }
    await workspace.forget([left.guid]);
  });

  test('a deny about no connection is lifted only by who holds what it denies, or owns the workspace', async () => {
    const fence = await workspace.savePersona({ name: 'Glossary fence', users: ['ann'] });
    const deny = { category: 'glossary', effect: 'deny', actions: ['persona-glossary-update'] } as const;
    const resources = ['entity:gl', 'entity:other'];
    const about = { ...deny, resources, personaGuid: fence.guid, connectionQualifiedName: null };
    const policy = await workspace.savePolicy(about);
    const bound = await workspace.addToken('bound', 'default');
    const own = await workspace.savePersona({ name: 'Binds the token' });
    await workspace.linkToken(own.guid, bound);
    await workspace.savePolicy({ ...about, personaGuid: own.guid, resources: ['entity:gl'] });
    const lift = async (principal: Principal, to: Partial<PolicyRecord>) => {
      const facts = await gatherFacts(workspace.db, principal);
      await transact(workspace.db, (tx) => requirePersonaPolicyChange({ tx }, facts, { ...policy, ...to }));
    };
    const lifts: Partial<PolicyRecord>[] = [
      { enabled: false },
      { effect: 'allow' },
      { resources: ['entity:other'] },
      { actions: ['persona-glossary-create'] },
    ];
    for (const to of lifts) {
      await expect(lift(bound.principal, to)).rejects.toMatchObject({ code: 'permission_denied' });
      await lift(token.principal, to);
      await lift(admin, to);
    }
    await lift(bound.principal, { name: 'another', resources: ['entity:*'] });
    await expect(remove(bound.principal, policy.guid)).rejects.toMatchObject({ code: 'permission_denied' });
    await expect(remove(bound.principal, fence.guid)).rejects.toMatchObject({ code: 'permission_denied' });
    await workspace.forget([fence.guid, own.guid]);
  });

  test('an admin token is no workspace owner: it hands on what it holds and no more', async () => {
    const { principal } = await workspace.addToken('power', 'admin');
    await expect(change(principal, { users: ['bob'] })).rejects.toMatchObject({ code: 'connection_admin_required' });
  });

  test('a token does not touch a persona it is linked to, not even one that is switched off', async () => {
    const own = await workspace.addToken('own', 'default');
    await workspace.linkToken(persona.guid, own);
    for (const enabled of [true, false]) {
      await workspace.savePersona({ ...persona, enabled });
      await expect(change(own.principal, { name: 'Mine' })).rejects.toMatchObject({ code: 'permission_denied' });
      await expect(remove(own.principal, persona.guid)).rejects.toMatchObject({ code: 'permission_denied' });
      await expect(remove(own.principal, denyGuid)).rejects.toMatchObject({ code: 'permission_denied' });
    }
    await workspace.savePersona(persona);
  });

  test('who is denied a part of a connection does not make others admin of all of it', async () => {
    await admins(keeper, { adminUsers: ['keeper', 'bob'] });
    const fence = await workspace.savePersona({ name: 'Fence', users: ['keeper'] });
    await workspace.savePolicy({
      personaGuid: fence.guid,
      effect: 'deny',
      resources: ['entity:default/held/1/db/pii'],
    });
    await expect(admins(keeper, { adminUsers: ['keeper', 'bob'] })).rejects.toMatchObject({
      code: 'permission_denied',
    });
    await admins(keeper, { adminUsers: ['keeper'] });
    await expect(change(keeper, { users: ['ann', 'bob'] })).rejects.toMatchObject({ code: 'permission_denied' });
    await workspace.forget([fence.guid]);
  });

  test('a token does not write itself into the admins of a connection', async () => {
    const { username } = token.principal;
    const adminUsers = ['keeper', username];
    await expect(admins(token.principal, { adminUsers })).rejects.toMatchObject({ code: 'permission_denied' });
    await admins(keeper, { adminUsers });
  });
});
