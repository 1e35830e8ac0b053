import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byGuid, entity, namesOf } from '../../../test/support/small-catalog.ts';
import { createTaggedCatalog, type TaggedCatalog } from '../../../test/support/tagged-catalog.ts';
import { gatherFacts, decideAsset } from '../../access/index.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { searchAssets } from '../search/search-assets.ts';
import { deleteEntities } from './delete-entities.ts';
import { getEntityByGuid } from './get-entity-by-guid.ts';

let catalog: TaggedCatalog;
beforeAll(async () => {
  catalog = await createTaggedCatalog();
  await catalog.addUser('anna', 'member');
});
afterAll(() => catalog.close());

let count = 0;
const unique = (word: string): string => {
  count += 1;
  return `${word} ${count}`;
};

function purpose(attributes: JsonObject): JsonObject {
  const name = unique('purpose');
  return { typeName: 'Purpose', guid: '-1', attributes: { name, qualifiedName: name, ...attributes } };
}

async function savePurpose(...tags: readonly string[]): Promise<{ guid: string; qualifiedName: string; name: string }> {
  const [created] = (await catalog.save(purpose({ purposeClassifications: tags }))).mutatedEntities?.CREATE ?? [];
  const { qualifiedName, name } = created?.attributes ?? {};
  return { guid: created?.guid ?? '', qualifiedName: String(qualifiedName), name: String(name) };
}

function policy(purposeGuid: string, attributes: JsonObject = {}): JsonObject {
  return {
    typeName: 'AuthPolicy',
    attributes: {
      ...{ name: 'read', qualifiedName: 'read', displayName: '' },
      ...{
        policyType: 'allow',
        policyServiceName: 'atlas_tag',
        policyCategory: 'purpose',
        policySubCategory: 'metadata',
      },
      ...{ policyActions: ['entity-read'], policyResourceCategory: 'TAG', policyGroups: ['public'] },
      accessControl: { typeName: 'Purpose', attributes: {}, guid: purposeGuid },
      ...attributes,
    },
  };
}

const data = { policySubCategory: 'data', policyActions: ['select'] };

async function saveTagged(tag: string, place = catalog.connection): Promise<{ guid: string; qualifiedName: string }> {
  const qualifiedName = `${place}/${unique('db')}`;
  const tagged = { ...entity('Database', qualifiedName), classifications: [{ typeName: tag }] };
  return { guid: catalog.createdGuid(await catalog.saveTags('replaceTags', tagged)), qualifiedName };
}

function isReadable(principal: Principal, guid: string): Promise<boolean> {
  return getEntityByGuid(catalog.deps, principal, { guid }).then(
    () => true,
    () => false,
  );
}

describe('a purpose', () => {
  it('gets a name from the server and shows its tags as a list of hashes, however they were sent', async () => {
    const [one, two] = [await catalog.defineTag(unique('tag')), await catalog.defineTag(unique('tag'))];
    const sent = [{ id: one, displayText: 'Issue' }, two, { id: two, displayText: 'again' }];
    const result = await catalog.save(purpose({ purposeClassifications: sent }));
    const [created] = result.mutatedEntities?.CREATE ?? [];
    expect(created?.attributes['qualifiedName']).toMatch(/^default\/[0-9A-Za-z]{22}$/);
    expect(created?.attributes).toMatchObject({ purposeClassifications: [one, two], isAccessControlEnabled: true });
    expect(created?.attributes['displayName']).toBe(created?.attributes['name']);
    const read = await catalog.get(created?.guid ?? '');
    expect(read.attributes).toMatchObject({ purposeClassifications: [one, two] });
    expect(read.relationshipAttributes).toMatchObject({ policies: [] });
  });

  it('without a tag, with an unknown one, or with the tags of another purpose is refused', async () => {
    const tag = await catalog.defineTag(unique('tag'));
    for (const tags of [undefined, null, []]) {
      const without = catalog.save(purpose(tags === undefined ? {} : { purposeClassifications: tags }));
      await expect(without).rejects.toMatchObject({ code: 'policy_invalid' });
    }
    await expect(catalog.save(purpose({ purposeClassifications: ['fxXq'] }))).rejects.toMatchObject({
      code: 'tag_unknown',
      message: expect.stringContaining('`fxXq`') as string,
    });
    const { guid } = await savePurpose(tag);
    await expect(savePurpose(tag)).rejects.toMatchObject({ code: 'already_exists' });
    const cleared = { typeName: 'Purpose', guid, attributes: { purposeClassifications: [] } };
    await expect(catalog.save(cleared)).rejects.toMatchObject({ code: 'policy_invalid' });
  });

  it('is found by its name and by its type in capitals, and only while it is there', async () => {
    const { guid, name } = await savePurpose(await catalog.defineTag(unique('tag')));
    const find = async () => {
      const filter = [
        { term: { __state: 'ACTIVE' } },
        { term: { '__typeName.keyword': 'PURPOSE' } },
        { term: { 'name.keyword': { value: name, case_insensitive: false } } },
      ];
      const dsl = { size: 300, sort: [{ __guid: { order: 'asc' } }], query: { bool: { filter } } };
      const attributes = ['purposeClassifications'];
      const found = await searchAssets(catalog.deps, catalog.owner, { dsl, attributes, relationAttributes: ['name'] });
      return (found.entities ?? []).map((hit) => hit.guid);
    };
    expect(await find()).toEqual([guid]);
    await catalog.remove('SOFT', guid);
    expect(await find()).toEqual([]);
  });

  it('goes with its policies, three entries for one with two', async () => {
    const tag = await catalog.defineTag(unique('tag'));
    const asset = await saveTagged(tag);
    const reader = await catalog.addUser(unique('reader'), 'member');
    for (const deleteType of ['PURGE', 'SOFT'] as const) {
      const { guid } = await savePurpose(tag);
      await catalog.save(policy(guid), policy(guid, { name: 'read', policyActions: ['entity-update'] }));
      expect(await isReadable(reader, asset.guid)).toBe(true);
      const deleted = await catalog.remove(deleteType, guid);
      expect(deleted.mutatedEntities?.DELETE).toHaveLength(3);
      expect(deleted.mutatedEntities?.DELETE?.map((one) => one.guid)).toContain(guid);
      expect(await isReadable(reader, asset.guid)).toBe(false);
    }
  });

  it('cannot be changed by who may manage none', async () => {
    const dora = await catalog.addUser(unique('dora'), 'member');
    await expect(catalog.saveAs(dora, purpose({ purposeClassifications: ['x'] }))).rejects.toMatchObject({
      code: 'permission_denied',
      message: expect.stringContaining('`persona.manage`') as string,
    });
  });
});

describe('policies of a purpose', () => {
  it('two in one request update the purpose once; their resources are its tags and their audience is kept', async () => {
    const tag = await catalog.defineTag(unique('tag'));
    const { guid, qualifiedName } = await savePurpose(tag);
    const named = policy(guid, { policyUsers: ['anna'], policyGroups: null, policyResources: ['entity:default'] });
    const result = await catalog.save(policy(guid), named);
    expect(result.mutatedEntities?.CREATE).toHaveLength(2);
    expect(namesOf(result.mutatedEntities?.UPDATE)).toEqual([qualifiedName]);
    const shown = result.mutatedEntities?.CREATE?.map(({ attributes }) => attributes);
    expect(shown).toMatchObject([
      { policyResources: [`tag:${tag}`], policyUsers: [], policyGroups: ['public'], policyRoles: [] },
      { policyResources: [`tag:${tag}`], policyUsers: ['anna'], policyGroups: [], isPolicyEnabled: true },
    ]);
    expect(shown?.[0]?.['qualifiedName']).toMatch(new RegExp(`^${qualifiedName}/[0-9A-Za-z]{22}$`));
  });

  it('follow its tags, in decisions and as they read', async () => {
    const [one, two] = [await catalog.defineTag(unique('tag')), await catalog.defineTag(unique('tag'))];
    const [first, second] = [await saveTagged(one), await saveTagged(two)];
    const reader = await catalog.addUser(unique('reader'), 'guest');
    const { guid, qualifiedName, name } = await savePurpose(one);
    const policyGuid = catalog.createdGuid(await catalog.save(policy(guid)));
    expect([await isReadable(reader, first.guid), await isReadable(reader, second.guid)]).toEqual([true, false]);
    await catalog.save({ typeName: 'Purpose', attributes: { qualifiedName, name, purposeClassifications: [two] } });
    expect((await catalog.get(policyGuid)).attributes['policyResources']).toEqual([`tag:${two}`]);
    expect([await isReadable(reader, first.guid), await isReadable(reader, second.guid)]).toEqual([false, true]);
  });

  it('are switched off and on with it', async () => {
    const tag = await catalog.defineTag(unique('tag'));
    const asset = await saveTagged(tag);
    const reader = await catalog.addUser(unique('reader'), 'member');
    const { guid, qualifiedName, name } = await savePurpose(tag);
    const policyGuid = catalog.createdGuid(await catalog.save(policy(guid)));
    for (const isAccessControlEnabled of [false, true]) {
      await catalog.save({ typeName: 'Purpose', attributes: { qualifiedName, name, isAccessControlEnabled } });
      expect((await catalog.get(policyGuid)).attributes['isPolicyEnabled']).toBe(isAccessControlEnabled);
      expect(await isReadable(reader, asset.guid)).toBe(isAccessControlEnabled);
    }
  });

  it('an update changes for whom one is, and what it sends back of the rest changes nothing', async () => {
    const tag = await catalog.defineTag(unique('tag'));
    const asset = await saveTagged(tag);
    const [one, two] = [await catalog.addUser(unique('one'), 'member'), await catalog.addUser(unique('two'), 'member')];
    const { guid } = await savePurpose(tag);
    const only = { policyUsers: [one.username], policyGroups: null };
    const policyGuid = catalog.createdGuid(await catalog.save(policy(guid, only)));
    expect([await isReadable(one, asset.guid), await isReadable(two, asset.guid)]).toEqual([true, false]);
    const { attributes } = await catalog.get(policyGuid);
    const hit = { ...attributes, name: 'renamed', policyUsers: [two.username], policyResources: ['tag:other'] };
    const saved = await catalog.save({
      ...{ typeName: 'AuthPolicy', guid: policyGuid },
      attributes: { ...hit, accessControl: byGuid('Purpose', guid) },
    });
    expect(saved.mutatedEntities?.UPDATE).toMatchObject([
      { guid: policyGuid, displayText: 'renamed', attributes: { policyResources: [`tag:${tag}`] } },
    ]);
    expect([await isReadable(one, asset.guid), await isReadable(two, asset.guid)]).toEqual([false, true]);
  });

  it('one that masks is kept and shown as it was sent, and lies on what may be selected', async () => {
    const tag = await catalog.defineTag(unique('tag'));
    const { guid } = await savePurpose(tag);
    const sent = { ...data, policyType: 'dataMask', policyMaskType: 'MASK_SHOW_FIRST_4', policyGroups: ['public'] };
    const policyGuid = catalog.createdGuid(await catalog.save(policy(guid, sent)));
    expect((await catalog.get(policyGuid)).attributes).toMatchObject({
      policyType: 'dataMask',
      policyMaskType: 'MASK_SHOW_FIRST_4',
      policySubCategory: 'data',
    });
    const facts = await gatherFacts(catalog.db, catalog.owner);
    const decision = decideAsset(facts, 'data.select', {
      ...{ qualifiedName: `${catalog.connection}/t`, typeName: 'Table', superTypes: [], createdBy: 'olga' },
      ...{ connectionQualifiedName: catalog.connection, tagNames: [tag], glossaryQualifiedName: null },
    });
    expect(decision).toMatchObject({ effect: 'allow', masks: [{ id: policyGuid, mask: 'MASK_SHOW_FIRST_4' }] });
  });

  const refused: readonly (readonly [promise: string, attributes: JsonObject, code: string])[] = [
    ['an action of personas', { policyActions: ['persona-asset-read'] }, 'policy_invalid'],
    ['no action', { policyActions: [] }, 'policy_invalid'],
    ['a kind that purposes lack', { policySubCategory: 'glossary' }, 'policy_invalid'],
    ['the service of personas', { policyServiceName: 'atlas' }, 'policy_invalid'],
    ['another resource category', { policyResourceCategory: 'CUSTOM' }, 'policy_invalid'],
    ['a mask on metadata', { policyType: 'dataMask' }, 'policy_invalid'],
    ['a type that is not offered', { ...data, policyType: 'rowFilter' }, 'policy_invalid'],
    ['nobody it would be for', { policyGroups: [] }, 'policy_invalid'],
    ['a user nobody knows', { policyUsers: ['nobody'] }, 'field_invalid'],
    ['a schedule', { policyValiditySchedule: [{}] }, 'policy_invalid'],
    ['the category of personas', { policyCategory: 'persona' }, 'policy_invalid'],
    ['a category of the platform', { policyCategory: 'datamesh' }, 'operation_unsupported'],
  ];
  it.each(refused)('with %s is refused', async (_promise, attributes, code) => {
    const { guid } = await savePurpose(await catalog.defineTag(unique('tag')));
    await expect(catalog.save(policy(guid, attributes))).rejects.toMatchObject({ code });
  });

  it('cannot move to a persona, nor be hung on a purpose from its side', async () => {
    const { guid } = await savePurpose(await catalog.defineTag(unique('tag')));
    const other = await savePurpose(await catalog.defineTag(unique('tag')));
    const policyGuid = catalog.createdGuid(await catalog.save(policy(guid)));
    const moved = { accessControl: byGuid('Purpose', other.guid) };
    await expect(catalog.save({ typeName: 'AuthPolicy', guid: policyGuid, attributes: moved })).rejects.toMatchObject({
      code: 'operation_unsupported',
    });
    const hung = { policies: [byGuid('AuthPolicy', policyGuid)] };
    await expect(catalog.save({ typeName: 'Purpose', guid: other.guid, attributes: hung })).rejects.toMatchObject({
      code: 'operation_unsupported',
    });
  });
});

describe('who may change what purposes grant', () => {
  /** A token with its own connection and an asset in it with a new tag. */
  async function scene() {
    const { principal } = await catalog.addToken(unique('governor'), 'default');
    const connection = `default/api/${String((count += 1))}`;
    await catalog.saveAs(principal, entity('Connection', connection));
    const tag = await catalog.defineTag(unique('tag'));
    const own = { ...entity('Database', `${connection}/own`), classifications: [{ typeName: tag }] };
    await catalog.saveTagsAs(principal, 'replaceTags', own);
    const { guid } = await savePurpose(tag);
    return { principal, tag, guid, connection };
  }

  it('a token grants on what carries the tag as long as all of it is its own', async () => {
    const { principal, tag, guid } = await scene();
    const forAnna = policy(guid, { policyUsers: ['anna'], policyGroups: null });
    await catalog.saveAs(principal, forAnna);
    await saveTagged(tag);
    await expect(catalog.saveAs(principal, forAnna)).rejects.toMatchObject({
      code: 'permission_denied',
      message: expect.stringContaining('may not grant `asset.read` on everything with these tags') as string,
    });
    await catalog.save(forAnna);
  });

  it('a deny is for everybody who manages personas to write, and to lift only for who holds what it denies', async () => {
    const { principal, tag, guid } = await scene();
    await saveTagged(tag);
    const denied = policy(guid, { policyType: 'deny', policyUsers: ['anna'], policyGroups: null });
    const policyGuid = catalog.createdGuid(await catalog.saveAs(principal, denied));
    const change = (attributes: JsonObject) =>
      catalog.saveAs(principal, { typeName: 'AuthPolicy', guid: policyGuid, attributes });
    await change({ name: 'renamed' });
    await change({ policyGroups: ['public'] });
    const lifts: JsonObject[] = [
      { policyGroups: [] },
      { isPolicyEnabled: false },
      { policyType: 'allow' },
      { policyActions: ['entity-update'] },
    ];
    for (const attributes of lifts) {
      await expect(change(attributes)).rejects.toMatchObject({ code: 'permission_denied' });
    }
    for (const guids of [[policyGuid], [guid]]) {
      await expect(deleteEntities(catalog.deps, principal, { guids, deleteType: 'PURGE' })).rejects.toMatchObject({
        code: 'permission_denied',
      });
    }
    const other = await catalog.defineTag(unique('tag'));
    const { qualifiedName, name } = (await catalog.get(guid)).attributes;
    for (const attributes of [{ purposeClassifications: [other] }, { isAccessControlEnabled: false }]) {
      await expect(
        catalog.saveAs(principal, {
          typeName: 'Purpose',
          attributes: { qualifiedName, name, ...attributes } as JsonObject,
        }),
      ).rejects.toMatchObject({ code: 'permission_denied' });
    }
    const wider = { qualifiedName, name, purposeClassifications: [tag, other] } as JsonObject;
    await catalog.saveAs(principal, { typeName: 'Purpose', attributes: wider });
    await catalog.remove('PURGE', guid);
  });

  it('rows seen through a mask are not held, and neither is what a deny for oneself takes away', async () => {
    const { principal, guid } = await scene();
    const forItself = { policyUsers: [principal.username], policyGroups: null };
    const select = policy(guid, { ...data, policyUsers: ['anna'], policyGroups: null });
    const mask = { ...data, policyType: 'dataMask', policyMaskType: 'MASK_NULL', ...forItself };
    const maskGuid = catalog.createdGuid(await catalog.save(policy(guid, mask)));
    await expect(catalog.saveAs(principal, select)).rejects.toMatchObject({ code: 'permission_denied' });
    await catalog.remove('PURGE', maskGuid);
    await catalog.saveAs(principal, select);
    await catalog.save(policy(guid, { policyType: 'deny', ...forItself }));
    await expect(catalog.saveAs(principal, policy(guid))).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it('what binds everybody stands in the way of no grant, and is lifted by nobody whom it binds', async () => {
    const { principal, guid } = await scene();
    const deny = catalog.createdGuid(await catalog.save(policy(guid, { policyType: 'deny' })));
    await catalog.saveAs(principal, policy(guid));
    await expect(deleteEntities(catalog.deps, principal, { guids: [deny], deleteType: 'PURGE' })).rejects.toMatchObject(
      { code: 'permission_denied' },
    );
    await catalog.remove('PURGE', deny);
  });

  it('a token leaves a policy alone that names it, and does not name itself', async () => {
    const { principal, guid } = await scene();
    const forItself = { policyUsers: [principal.username], policyGroups: null };
    await expect(catalog.saveAs(principal, policy(guid, forItself))).rejects.toMatchObject({
      code: 'permission_denied',
    });
    const named = catalog.createdGuid(await catalog.save(policy(guid, forItself)));
    const changed = { typeName: 'AuthPolicy', guid: named, attributes: { policyUsers: ['anna'] } };
    await expect(catalog.saveAs(principal, changed)).rejects.toMatchObject({ code: 'permission_denied' });
  });
});
