import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmallWorkspace, type SmallWorkspace } from '../../test/support/small-workspace.ts';
import { rolesOf, type Principal } from '../identity/index.ts';
import { actions, type Action, type AssetFacts } from '../policy/index.ts';
import { assetCondition, decideAsset, isConnectionAdmin } from './decide-asset.ts';
import { gatherFacts } from './gather-facts.ts';

const glue = 'default/glue/1';
const everything: readonly Action[] = actions;
const nothing: readonly Action[] = [];
/** All that can be done to what has no rows behind it. */
const governing: readonly Action[] = actions.filter((action) => action !== 'data.select');
const reading: readonly Action[] = ['asset.read'];
/** What the words of the second policy of `Readers` mean, with the reading that comes from its first. */
const crafting: readonly Action[] = ['asset.read', 'asset.create', 'asset.update', 'asset.delete', 'asset.add-terms'];

let workspace: SmallWorkspace;
const actors = new Map<string, Principal>();

function actor(name: string): Principal {
  const found = actors.get(name);
  if (found === undefined) throw new Error(`no actor ${name}`);
  return found;
}

function asset(qualifiedName: string, typeName = 'Table', createdBy = 'creator'): AssetFacts {
  const superTypes = typeName === 'Collection' ? ['Namespace', 'Asset'] : ['SQL', 'Catalog', 'Asset'];
  const names = { qualifiedName, typeName, superTypes, connectionQualifiedName: glue, glossaryQualifiedName: null };
  return { guid: 'g', ...names, createdBy, tagNames: [] };
}

async function allowed(principal: Principal, on: AssetFacts): Promise<readonly Action[]> {
  const facts = await gatherFacts(workspace.db, principal);
  return actions.filter((action) => decideAsset(facts, action, on).effect === 'allow');
}

beforeAll(async () => {
  workspace = await createSmallWorkspace();
  for (const [name, role] of [
    ['creator', 'member'],
    ['listed', 'member'],
    ['grouped', 'member'],
    ['owner', 'admin'],
    ['stranger', 'member'],
    ['reader', 'member'],
    ['group-reader', 'member'],
    ['visitor', 'guest'],
    ['denied', 'member'],
  ] as const) {
    actors.set(name, await workspace.addUser(name, role));
  }
  const linked = await workspace.addToken('linked', 'none');
  const unlinked = await workspace.addToken('unlinked', 'default');
  const power = await workspace.addToken('power', 'admin');
  actors
    .set('linked token', linked.principal)
    .set('unlinked token', unlinked.principal)
    .set('admin token', power.principal);
  await workspace.addGroup('engineers', [actor('grouped')]);
  await workspace.addGroup('readers', [actor('group-reader')]);
  await workspace.saveConnection({
    qualifiedName: glue,
    adminUsers: ['creator', 'listed', 'visitor', 'denied'],
    adminGroups: ['engineers'],
  });
  const admins = rolesOf({ kind: 'user', role: 'admin' }).map(({ id }) => id);
  await workspace.saveConnection({ qualifiedName: 'default/glue/10', adminRoles: admins });
  const persona = await workspace.savePersona({ name: 'Readers', users: ['reader'], groups: ['readers'] });
  await workspace.linkToken(persona.guid, linked);
  await workspace.savePolicy({ personaGuid: persona.guid, resources: [`entity:${glue}/db`, 'entity-type:*'] });
  await workspace.savePolicy({
    personaGuid: persona.guid,
    resources: [`entity:${glue}/db/views/*`, 'entity-type:View'],
    actions: ['persona-asset-update', 'persona-add-terms', 'persona-api-create', 'persona-api-delete'],
  });
  const bound = await workspace.savePersona({ name: 'Bound', users: ['denied', 'owner'] });
  await workspace.savePolicy({ personaGuid: bound.guid, effect: 'deny', resources: [`entity:${glue}/db/pii`] });
});

afterAll(() => workspace.close());

describe('who may do what under a connection', () => {
  const matrix: readonly (readonly [who: string, what: string, type: string, expected: readonly Action[]])[] = [
    ['creator', `${glue}/db/t`, 'Table', everything],
    ['creator', glue, 'Connection', everything],
    ['creator', 'default/glue/10/db/t', 'Table', nothing],
    ['listed', `${glue}/db/t`, 'Table', everything],
    ['grouped', `${glue}/db/t`, 'Table', everything],
    ['grouped', glue, 'Connection', everything],
    ['owner', `${glue}/db/t`, 'Table', nothing],
    ['owner', glue, 'Connection', ['asset.create']],
    ['owner', 'default/glue/10/db/t', 'Table', everything],
    ['admin token', 'default/glue/10/db/t', 'Table', everything],
    ['admin token', `${glue}/db/t`, 'Table', nothing],
    ['unlinked token', 'default/glue/10/db/t', 'Table', nothing],
    ['unlinked token', 'default/snowflake/1', 'Connection', ['asset.create']],
    ['linked token', 'default/snowflake/1', 'Connection', nothing],
    ['stranger', `${glue}/db/t`, 'Table', nothing],
    ['stranger', glue, 'Connection', nothing],
    ['reader', `${glue}/db/t`, 'Table', reading],
    ['reader', `${glue}/db`, 'Database', reading],
    ['reader', `${glue}/db2/t`, 'Table', nothing],
    ['reader', glue, 'Connection', nothing],
    ['reader', `${glue}/db/views`, 'View', reading],
    ['reader', `${glue}/db/views/v`, 'View', crafting],
    ['reader', `${glue}/db/views/v`, 'Table', reading],
    ['group-reader', `${glue}/db/t`, 'Table', reading],
    ['linked token', `${glue}/db/t`, 'Table', reading],
    ['linked token', `${glue}/db/views/v`, 'View', crafting],
    ['linked token', `${glue}/other`, 'Table', nothing],
    // A guest never writes and queries nothing because a list names it; a deny binds a connection's admin and a workspace admin too.
    ['visitor', `${glue}/db/t`, 'Table', reading],
    ['denied', `${glue}/db/pii/t`, 'Table', everything.filter((action) => action !== 'asset.read')],
    ['denied', `${glue}/db/pii2/t`, 'Table', everything],
    ['denied', `${glue}/db/t`, 'Table', everything],
  ];
  test.each(matrix)('%s on %s (%s): %j', async (...[who, what, type, expected]) => {
    expect(await allowed(actor(who), asset(what, type))).toEqual(expected);
  });
});

describe('what a workspace role gives', () => {
  const readGlossary: readonly Action[] = ['asset.read'];
  const matrix: readonly (readonly [who: string, type: string, expected: readonly Action[]])[] = [
    ['owner', 'AtlasGlossaryTerm', everything],
    ['stranger', 'AtlasGlossaryTerm', readGlossary],
    ['visitor', 'AtlasGlossary', readGlossary],
    ['unlinked token', 'AtlasGlossaryCategory', everything],
    ['linked token', 'AtlasGlossaryTerm', nothing],
    ['owner', 'Persona', governing],
    ['unlinked token', 'AuthPolicy', governing],
    ['unlinked token', 'Purpose', governing],
    ['stranger', 'Persona', nothing],
    ['linked token', 'Persona', nothing],
  ];
  test.each(matrix)('%s on %s: %j', async (...[who, type, expected]) => {
    expect(await allowed(actor(who), asset('default/somewhere', type))).toEqual(expected);
  });

  test('collections belong to whom their path names, and having made a row gives nothing', async () => {
    const own = asset('default/collection/stranger/c', 'Collection');
    expect(await allowed(actor('stranger'), own)).toEqual(everything);
    expect(await allowed(actor('creator'), own)).toEqual(nothing);
    expect(await allowed(actor('owner'), own)).toEqual(nothing);
    const near = asset('default/collection/stranger2/c', 'Collection', 'stranger');
    expect(await allowed(actor('stranger'), near)).toEqual(nothing);
    expect(await allowed(actor('visitor'), asset('default/collection/visitor/c', 'Collection'))).toEqual(reading);
    const inConnection = asset(`${glue}/f`, 'Collection', 'stranger');
    expect(await allowed(actor('stranger'), inConnection)).toEqual(nothing);
  });
});

describe('a decision is as fresh as the call', () => {
  test('what was computed before is used again only for the same rights, and the principal is the caller’s', async () => {
    const [first, again] = [
      await gatherFacts(workspace.db, actor('reader')),
      await gatherFacts(workspace.db, { ...actor('reader'), epoch: 7 }),
    ];
    expect(again.policies).toBe(first.policies);
    expect([first.principal.epoch, again.principal.epoch]).toEqual([actor('reader').epoch, 7]);
    const persona = await workspace.savePersona({ name: 'More', users: ['reader'] });
    await workspace.savePolicy({ personaGuid: persona.guid, resources: ['entity:default/athena/2'] });
    expect((await gatherFacts(workspace.db, actor('reader'))).policies).toHaveLength(first.policies.length + 1);
    await workspace.forget([persona.guid]);
    expect((await gatherFacts(workspace.db, actor('reader'))).policies).toEqual(first.policies);
  });

  test('removing a persona, a member, a policy or an admin ends what it gave at once', async () => {
    const here = 'default/athena/1';
    const connection = await workspace.saveConnection({ qualifiedName: here, adminUsers: ['creator', 'stranger'] });
    const table = asset(`${here}/t`);
    expect(await allowed(actor('stranger'), table)).toEqual(everything);
    await workspace.saveConnection({ ...connection, adminUsers: ['creator'] });
    expect(await allowed(actor('stranger'), table)).toEqual(nothing);

    const persona = await workspace.savePersona({ name: 'Short', users: ['stranger'] });
    const policy = await workspace.savePolicy({ personaGuid: persona.guid, resources: [`entity:${here}`] });
    expect(await allowed(actor('stranger'), table)).toEqual(reading);
    await workspace.savePolicy({ ...policy, enabled: false });
    expect(await allowed(actor('stranger'), table)).toEqual(nothing);
    await workspace.savePolicy({ ...policy, actions: ['persona-asset-update'] });
    expect(await allowed(actor('stranger'), table)).toEqual(['asset.update']);
    await workspace.savePersona({ ...persona, enabled: false });
    expect(await allowed(actor('stranger'), table)).toEqual(nothing);
    await workspace.savePersona({ ...persona, users: [] });
    expect(await allowed(actor('stranger'), table)).toEqual(nothing);
    await workspace.savePersona(persona);
    expect(await allowed(actor('stranger'), table)).toEqual(['asset.update']);
    await workspace.forget([policy.guid]);
    expect(await allowed(actor('stranger'), table)).toEqual(nothing);

    expect(await allowed(actor('creator'), table)).toEqual(everything);
    await workspace.forget([connection.guid]);
    expect(await allowed(actor('creator'), table)).toEqual(nothing);
  });

  test('deleting a persona takes its denies along with its allows', async () => {
    const here = 'default/athena/2';
    await workspace.saveConnection({ qualifiedName: here, adminUsers: ['listed'] });
    const persona = await workspace.savePersona({ name: 'Fence', users: ['listed'] });
    await workspace.savePolicy({ personaGuid: persona.guid, effect: 'deny', resources: [`entity:${here}`] });
    expect(await allowed(actor('listed'), asset(here))).not.toContain('asset.read');
    await workspace.forget([persona.guid]);
    expect(await allowed(actor('listed'), asset(here))).toEqual(everything);
  });

  test('a role taken away counts for an actor that was authenticated before', async () => {
    const fallen = await workspace.addUser('fallen', 'admin');
    expect(await allowed(fallen, asset('default/glue/10/t'))).toEqual(everything);
    await workspace.db.updateTable('actor').set({ role: 'member' }).where('id', '=', fallen.actorId).execute();
    expect(await allowed(fallen, asset('default/glue/10/t'))).toEqual(nothing);
    expect((await gatherFacts(workspace.db, fallen)).principal.role).toBe('member');
  });

  test.each(['disabled', 'deleted'] as const)(
    'an actor that is %s holds nothing, whatever still lists it',
    async (state) => {
      const gone = await workspace.addUser(`gone-${state}`, 'admin');
      await workspace.db.updateTable('actor').set({ state }).where('id', '=', gone.actorId).execute();
      expect(await allowed(gone, asset('default/glue/10/t'))).toEqual(nothing);
      expect(await allowed(gone, asset('default/x', 'Persona'))).toEqual(nothing);
    },
  );

  test('an expired token holds nothing, also in work that it began before', async () => {
    const { principal, record } = await workspace.addToken('brief', 'default');
    expect(await allowed(principal, asset('default/x', 'Persona'))).toEqual(governing);
    await workspace.db
      .updateTable('api_token')
      .set({ validity_seconds: 1, expires_at: new Date(0) })
      .where('id', '=', record.id)
      .execute();
    expect(await allowed(principal, asset('default/x', 'Persona'))).toEqual(nothing);
  });
});

test('facts name the connections and personas of the actor', async () => {
  const facts = await gatherFacts(workspace.db, actor('grouped'));
  expect(facts.connections.map(({ qualifiedName }) => qualifiedName)).toEqual([glue]);
  expect(isConnectionAdmin(facts, glue)).toBe(true);
  expect(isConnectionAdmin(facts, 'default/glue')).toBe(false);
  expect(isConnectionAdmin(facts, `${glue}/db`)).toBe(false);
  const { personas } = await gatherFacts(workspace.db, actor('group-reader'));
  expect(personas.map(({ name }) => name)).toEqual(['Readers']);
});

test('who holds nothing sees no asset of a connection in any list', async () => {
  const condition = assetCondition(await gatherFacts(workspace.db, actor('linked token')), 'asset.delete');
  expect(JSON.stringify(condition)).not.toContain('"all"');
  const { principal } = await workspace.addToken('empty', 'none');
  expect(assetCondition(await gatherFacts(workspace.db, principal), 'asset.create')).toEqual({ kind: 'none' });
});

test('a group that is called like a user gives the user nothing', async () => {
  await workspace.addGroup('stranger', [actor('listed')]);
  await workspace.saveConnection({
    qualifiedName: 'default/names/1',
    adminUsers: ['creator'],
    adminGroups: ['stranger'],
  });
  expect(await allowed(actor('stranger'), asset('default/names/1/t'))).toEqual(nothing);
  expect(await allowed(actor('listed'), asset('default/names/1/t'))).toEqual(everything);
});
