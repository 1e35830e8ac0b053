import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byGuid, createSmallCatalog, entity, namesOf, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import { deleteEntities } from './delete-entities.ts';
import { getEntityByGuid } from './get-entity-by-guid.ts';

let catalog: SmallCatalog;
beforeAll(async () => {
  catalog = await createSmallCatalog();
  await catalog.addUser('anna', 'member');
  await catalog.addUser('ben', 'member');
});
afterAll(() => catalog.close());

let personas = 0;
async function savePersona(
  attributes: JsonObject = {},
): Promise<{ guid: string; qualifiedName: string; name: string }> {
  personas += 1;
  const name = `persona ${personas}`;
  const result = await catalog.save({
    typeName: 'Persona',
    guid: '-1',
    attributes: { name, qualifiedName: name, ...attributes },
  });
  const [created] = result.mutatedEntities?.CREATE ?? [];
  return { guid: created?.guid ?? '', qualifiedName: String(created?.attributes['qualifiedName']), name };
}

function policy(personaGuid: string, attributes: JsonObject = {}): JsonObject {
  return {
    typeName: 'AuthPolicy',
    attributes: {
      ...{ name: 'read all', qualifiedName: 'read all', displayName: '' },
      ...{ policyType: 'allow', policyServiceName: 'atlas', policyCategory: 'persona', policySubCategory: 'metadata' },
      ...{
        policyActions: ['persona-asset-read'],
        policyResources: [`entity:${catalog.connection}`],
        policyResourceCategory: 'CUSTOM',
      },
      connectionQualifiedName: catalog.connection,
      accessControl: { typeName: 'Persona', attributes: {}, guid: personaGuid },
      ...attributes,
    },
  };
}

describe('connections', () => {
  it('has its creator among its admins whatever lists were sent, and keeps the qualified name of the client', async () => {
    const result = await catalog.save(entity('Connection', 'default/api-x/7', { adminUsers: ['anna'], host: null }));
    expect(result.mutatedEntities).toMatchObject({
      CREATE: [{ attributes: { qualifiedName: 'default/api-x/7', adminUsers: ['anna', 'olga'], adminRoles: [] } }],
    });
    expect(result.mutatedEntities).not.toHaveProperty('UPDATE');
  });

  it('refuses to lose its last admin, and leaves the lists alone that are not sent', async () => {
    const connection = 'default/api/8';
    await catalog.save(entity('Connection', connection));
    await expect(catalog.save(entity('Connection', connection, { adminUsers: [] }))).rejects.toMatchObject({
      code: 'admins_empty',
    });
    await expect(catalog.save(entity('Connection', connection, { adminUsers: null }))).rejects.toMatchObject({
      code: 'admins_empty',
    });
    const result = await catalog.save(entity('Connection', connection, { category: 'API' }));
    expect(result.mutatedEntities?.UPDATE?.[0]?.attributes).toMatchObject({ adminUsers: ['olga'], category: 'API' });
  });

  it('a new admin may read at once, a removed one no longer', async () => {
    const connection = 'default/api/9';
    const guid = catalog.createdGuid(await catalog.save(entity('Connection', connection)));
    const carl = await catalog.addUser('carl', 'member');
    await catalog.save(entity('Connection', connection, { adminUsers: ['olga', 'carl'] }));
    expect((await getEntityByGuid(catalog.deps, carl, { guid })).entity.attributes).toMatchObject({
      adminUsers: ['olga', 'carl'],
    });
    await catalog.save(entity('Connection', connection, { adminUsers: ['olga'] }));
    await expect(getEntityByGuid(catalog.deps, carl, { guid })).rejects.toMatchObject({ code: 'asset_not_found' });
  });

  it('an api token adds others to the admins, never itself', async () => {
    const { principal } = await catalog.addToken('t', 'default');
    const connection = 'default/api/10';
    const guid = catalog.createdGuid(await catalog.saveAs(principal, entity('Connection', connection)));
    await catalog.saveAs(principal, entity('Connection', connection, { adminUsers: [principal.username, 'anna'] }));
    expect((await getEntityByGuid(catalog.deps, principal, { guid })).entity.attributes['adminUsers']).toHaveLength(2);
    await catalog.saveAs(principal, entity('Connection', connection, { adminUsers: ['anna'] }));
    await expect(
      catalog.saveAs(principal, entity('Connection', connection, { adminUsers: ['anna', principal.username] })),
    ).rejects.toMatchObject({ code: 'permission_denied' });
  });
});

describe('personas', () => {
  it('gets a qualified name from the server and keeps it through a rename', async () => {
    const { guid, qualifiedName } = await savePersona();
    expect(qualifiedName).toMatch(/^default\/[0-9A-Za-z]{22}$/);
    const renamed = await catalog.save({
      typeName: 'Persona',
      guid: '-1',
      attributes: { qualifiedName, name: 'renamed', description: 'd', denyAssetTabs: ['Lineage'] },
    });
    expect(renamed.mutatedEntities?.UPDATE).toMatchObject([
      {
        guid,
        displayText: 'renamed',
        attributes: { qualifiedName, description: 'd', denyAssetTabs: ['Lineage'], denyAssetTypes: [] },
      },
    ]);
  });

  it('a new persona may not take a name in use', async () => {
    const { name } = await savePersona();
    await expect(
      catalog.save({ typeName: 'Persona', attributes: { name, qualifiedName: name } }),
    ).rejects.toMatchObject({ code: 'already_exists' });
  });

  it('refuses members that do not exist', async () => {
    await expect(savePersona({ personaUsers: ['nobody'] })).rejects.toMatchObject({
      code: 'field_invalid',
      message: expect.stringContaining('`nobody`') as string,
    });
  });

  it('a member who may manage no personas is told which role would do', async () => {
    const dora = await catalog.addUser('dora', 'member');
    await expect(catalog.saveAs(dora, entity('Persona', 'p'))).rejects.toMatchObject({
      code: 'permission_denied',
      message: expect.stringContaining('`admin`') as string,
    });
  });
});

describe('policies of a persona', () => {
  it('three policies in one request update the persona once, get names beneath it and no users of their own', async () => {
    const { guid, qualifiedName } = await savePersona();
    const three = ['a', 'b', 'c'].map((name) => policy(guid, { name, qualifiedName: name, policyUsers: ['anna'] }));
    const result = await catalog.save(...three);
    expect(result.mutatedEntities?.CREATE).toHaveLength(3);
    expect(namesOf(result.mutatedEntities?.UPDATE)).toEqual([qualifiedName]);
    const [first] = result.mutatedEntities?.CREATE ?? [];
    expect(first?.attributes['qualifiedName']).toMatch(new RegExp(`^${qualifiedName}/[0-9A-Za-z]{22}$`));
    expect(first?.attributes).toMatchObject({
      policyUsers: [],
      policyRoles: [`persona_${qualifiedName.split('/')[1]}`],
      isPolicyEnabled: true,
    });
    const persona = await catalog.get(guid);
    expect(persona.relationshipAttributes?.['policies']).toHaveLength(3);
  });

  it('grants what it says from the next call on, until it is deleted', async () => {
    const eva = await catalog.addUser('eva', 'member');
    const asset = catalog.createdGuid(await catalog.save(entity('Database', `${catalog.connection}/granted`)));
    const { guid } = await savePersona({ personaUsers: ['eva'] });
    await expect(getEntityByGuid(catalog.deps, eva, { guid: asset })).rejects.toMatchObject({
      code: 'asset_not_found',
    });
    const policyGuid = catalog.createdGuid(await catalog.save(policy(guid)));
    expect((await getEntityByGuid(catalog.deps, eva, { guid: asset })).entity.guid).toBe(asset);
    await catalog.remove('PURGE', policyGuid);
    await expect(getEntityByGuid(catalog.deps, eva, { guid: asset })).rejects.toMatchObject({
      code: 'asset_not_found',
    });
  });

  it('is switched off and on with its persona, in decisions and as it reads', async () => {
    const finn = await catalog.addUser('finn', 'member');
    const asset = catalog.createdGuid(await catalog.save(entity('Database', `${catalog.connection}/switched`)));
    const { guid, qualifiedName, name } = await savePersona({ personaUsers: ['finn'] });
    const policyGuid = catalog.createdGuid(await catalog.save(policy(guid)));
    for (const enabled of [false, true]) {
      await catalog.save({ typeName: 'Persona', attributes: { qualifiedName, name, isAccessControlEnabled: enabled } });
      expect((await catalog.get(policyGuid)).attributes).toMatchObject({ isPolicyEnabled: enabled });
      const read = getEntityByGuid(catalog.deps, finn, { guid: asset }).then(
        () => true,
        () => false,
      );
      expect(await read).toBe(enabled);
    }
  });

  it('counts as it reads once its persona is switched on, also when it was made or switched off before', async () => {
    const lena = await catalog.addUser('lena', 'member');
    const asset = catalog.createdGuid(await catalog.save(entity('Database', `${catalog.connection}/late`)));
    const isReadable = () =>
      getEntityByGuid(catalog.deps, lena, { guid: asset }).then(
        () => true,
        () => false,
      );
    const { guid, qualifiedName, name } = await savePersona({ personaUsers: ['lena'], isAccessControlEnabled: false });
    const switchPersona = (isAccessControlEnabled: boolean) =>
      catalog.save({ typeName: 'Persona', attributes: { qualifiedName, name, isAccessControlEnabled } });
    const policyGuid = catalog.createdGuid(await catalog.save(policy(guid)));
    expect((await catalog.get(policyGuid)).attributes).toMatchObject({ isPolicyEnabled: false });
    await switchPersona(true);
    expect((await catalog.get(policyGuid)).attributes).toMatchObject({ isPolicyEnabled: true });
    expect(await isReadable()).toBe(true);
    await catalog.save({ typeName: 'AuthPolicy', guid: policyGuid, attributes: { isPolicyEnabled: false } });
    expect(await isReadable()).toBe(false);
    await switchPersona(false);
    await switchPersona(true);
    expect((await catalog.get(policyGuid)).attributes).toMatchObject({ isPolicyEnabled: true });
    expect(await isReadable()).toBe(true);
  });

  it('refuses a second policy of the same name in the persona', async () => {
    const { guid } = await savePersona();
    await catalog.save(policy(guid));
    await expect(catalog.save(policy(guid, { name: 'READ all' }))).rejects.toMatchObject({ code: 'policy_invalid' });
  });

  it('only an admin of its connection may write it', async () => {
    const { principal } = await catalog.addToken('governor', 'default');
    const { guid } = await savePersona();
    await expect(catalog.saveAs(principal, policy(guid))).rejects.toMatchObject({ code: 'connection_admin_required' });
  });

  it('refuses wrong resources and actions with what would be accepted', async () => {
    const { guid } = await savePersona();
    const wrong: JsonObject[] = [
      { policyResources: ['entity:default/other/1'] },
      { policyResources: [`entity:${catalog.connection}`, 'entity-type:Tabel'] },
      { policyActions: ['fly'] },
      { policyActions: [] },
      { policyResources: null },
      { policyServiceName: 'atlas_abac' },
      { policyValiditySchedule: [{ policyValidityScheduleStartTime: '2030/01/01 00:00:00' }] },
    ];
    for (const attributes of wrong) {
      await expect(catalog.save(policy(guid, attributes))).rejects.toMatchObject({ code: 'policy_invalid' });
    }
    await expect(catalog.save(policy(guid, { policyCategory: 'bootstrap' }))).rejects.toMatchObject({
      code: 'operation_unsupported',
    });
  });

  it('keeps its persona when an update does not name it, and refuses what never changes', async () => {
    const { guid } = await savePersona();
    const policyGuid = catalog.createdGuid(await catalog.save(policy(guid)));
    const update = (attributes: JsonObject) => catalog.save({ typeName: 'AuthPolicy', guid: policyGuid, attributes });
    expect((await update({ name: 'only the name' })).mutatedEntities?.UPDATE).toMatchObject([
      { guid: policyGuid, displayText: 'only the name' },
    ]);
    const fixed = {
      policyCategory: 'purpose',
      policySubCategory: 'data',
      policyResourceCategory: 'ENTITY',
      policyServiceName: 'heka',
      connectionQualifiedName: 'default/other/1',
    };
    for (const [name, value] of Object.entries(fixed)) {
      await expect(update({ [name]: value })).rejects.toMatchObject({ code: 'operation_unsupported' });
    }
    await expect(update({ policyActions: [] })).rejects.toMatchObject({ code: 'policy_invalid' });
    await expect(update({ policyResources: [] })).rejects.toMatchObject({ code: 'policy_invalid' });
  });

  it('takes its parent in each of the ways in which clients write it', async () => {
    const { guid } = await savePersona();
    const { accessControl: _, ...attributes } = policy(guid)['attributes'] as JsonObject & {
      accessControl: JsonObject;
    };
    const beside = (name: string, reference: JsonObject): JsonObject => ({
      ...{ typeName: 'AuthPolicy', guid: `-${name}`, attributes: { ...attributes, name } },
      relationshipAttributes: { accessControl: reference },
    });
    await catalog.save(policy(guid, { name: 'with guid alone', accessControl: { guid } }));
    await catalog.save(beside('beside', { typeName: 'Persona', guid }), beside('beside alone', { guid }));
    expect((await catalog.get(guid)).relationshipAttributes?.['policies']).toHaveLength(3);
  });

  it('of an archived persona is refused, and so is a change of that persona', async () => {
    const { guid, qualifiedName, name } = await savePersona();
    await catalog.remove('SOFT', guid);
    await expect(catalog.save(policy(guid))).rejects.toMatchObject({ code: 'operation_unsupported' });
    const change = { typeName: 'Persona', attributes: { qualifiedName, name, description: 'd' } };
    await expect(catalog.save(change)).rejects.toMatchObject({ code: 'operation_unsupported' });
  });

  it('is deleted only by an admin of its connection, and so is its persona, the workspace admin included', async () => {
    const { guid } = await savePersona();
    const policyGuid = catalog.createdGuid(await catalog.save(policy(guid)));
    const other = await catalog.addUser(`admin of nothing ${guid}`, 'admin');
    for (const gone of [policyGuid, guid]) {
      for (const deleteType of ['SOFT', 'PURGE'] as const) {
        await expect(deleteEntities(catalog.deps, other, { guids: [gone], deleteType })).rejects.toMatchObject({
          code: 'connection_admin_required',
        });
      }
    }
    await catalog.remove('PURGE', guid);
  });

  it('accepts the hit of a search saved back with a new name, and never changes what it is about', async () => {
    const { guid } = await savePersona();
    const policyGuid = catalog.createdGuid(await catalog.save(policy(guid)));
    const { entity: read } = await getEntityByGuid(catalog.deps, catalog.owner, { guid: policyGuid });
    const hit = {
      ...read,
      attributes: {
        ...read.attributes,
        name: 'renamed',
        accessControl: { typeName: 'Persona', guid, attributes: { name: 'x' } },
      },
    };
    const saved = await catalog.save(JSON.parse(JSON.stringify(hit)) as JsonObject);
    expect(saved.mutatedEntities?.UPDATE).toMatchObject([{ guid: policyGuid, displayText: 'renamed' }]);
    const moved = {
      typeName: 'AuthPolicy',
      guid: policyGuid,
      attributes: { connectionQualifiedName: 'default/other/1' },
    };
    await expect(catalog.save(moved)).rejects.toMatchObject({ code: 'operation_unsupported' });
  });

  it('stays with its persona: neither end can move it', async () => {
    const [one, two] = [await savePersona(), await savePersona()];
    const policyGuid = catalog.createdGuid(await catalog.save(policy(one.guid)));
    const moved = {
      typeName: 'AuthPolicy',
      guid: policyGuid,
      attributes: { accessControl: byGuid('Persona', two.guid) },
    };
    await expect(catalog.save(moved)).rejects.toMatchObject({ code: 'operation_unsupported' });
    const attached = {
      typeName: 'Persona',
      guid: two.guid,
      attributes: { policies: [byGuid('AuthPolicy', policyGuid)] },
    };
    await expect(catalog.save(attached)).rejects.toMatchObject({ code: 'operation_unsupported' });
  });

  it('goes with its persona, and comes to rest in no decision', async () => {
    const gina = await catalog.addUser('gina', 'member');
    const asset = catalog.createdGuid(await catalog.save(entity('Database', `${catalog.connection}/gone`)));
    const { guid } = await savePersona({ personaUsers: ['gina'] });
    await catalog.save(policy(guid), policy(guid, { name: 'other' }));
    const deleted = await catalog.remove('SOFT', guid);
    expect(deleted.mutatedEntities?.DELETE).toHaveLength(3);
    expect(deleted.mutatedEntities?.DELETE?.[0]?.guid).toBe(guid);
    await expect(getEntityByGuid(catalog.deps, gina, { guid: asset })).rejects.toMatchObject({
      code: 'asset_not_found',
    });
  });
});
