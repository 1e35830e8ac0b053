import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessScene, type AccessScene } from '../../../test/support/access-scene.ts';
import { byGuid, entity } from '../../../test/support/small-catalog.ts';
import { newGuid, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { actions } from '../../policy/index.ts';
import { explainAccess } from '../access/explain-access.ts';
import { listGrants } from '../access/list-grants.ts';
import { whoCan } from '../access/who-can.ts';
import { searchAssets } from '../search/search-assets.ts';
import { deleteEntities, getEntityByGuid, saveEntities } from '../index.ts';

let scene: AccessScene;
beforeAll(async () => {
  scene = await createAccessScene();
});
afterAll(() => scene.close());

const at = (place: string) => `${scene.connection}${place}`;

function readme(assetGuid: string, attributes: JsonObject = {}): JsonObject {
  const asset = byGuid('Asset', assetGuid);
  return { typeName: 'Readme', attributes: { name: 'r', qualifiedName: `${assetGuid}/readme`, asset, ...attributes } };
}

function link(assetGuid: string, attributes: JsonObject = {}): JsonObject {
  const asset = byGuid('Asset', assetGuid);
  const own = { name: 'l', qualifiedName: newGuid(), link: 'https://example.com/a', asset };
  return { typeName: 'Link', attributes: { ...own, ...attributes } };
}

const saveAs = (principal: Principal, ...entities: readonly JsonObject[]) =>
  saveEntities(scene.deps, principal, { entities });

async function madeBy(principal: Principal, draft: JsonObject): Promise<string> {
  return scene.createdGuid(await saveAs(principal, draft));
}

async function isSeenBy(principal: Principal, guid: string): Promise<boolean> {
  const dsl = { from: 0, size: 10, query: { term: { __guid: { value: guid } } } };
  const { approximateCount } = await searchAssets(scene.deps, principal, { dsl, attributes: [] });
  const shown = await getEntityByGuid(scene.deps, principal, { guid }).then(
    () => 1,
    () => 0,
  );
  expect(approximateCount).toBe(shown);
  return shown === 1;
}

describe('what hangs on an asset', () => {
  it('is read by who may read the asset and by nobody else, in searches and one by one', async () => {
    for (const make of [readme, link]) {
      const [open, pii] = [
        await madeBy(scene.owner, make(scene.guidOf(at('/db/orders')))),
        await madeBy(scene.owner, make(scene.guidOf(at('/db/pii')))),
      ];
      expect(await isSeenBy(scene.rita, open)).toBe(true);
      expect(await isSeenBy(scene.rita, pii)).toBe(false);
      expect(await isSeenBy(scene.zoe, open)).toBe(false);
      await deleteEntities(scene.deps, scene.owner, { guids: [open, pii], deleteType: 'PURGE' });
    }
  });

  it('is made, changed and removed by who may change the asset; who merely reads it is refused', async () => {
    const asset = scene.guidOf(at('/db/orders'));
    for (const make of [readme, link]) {
      await expect(saveAs(scene.rita, make(asset))).rejects.toMatchObject({ code: 'permission_denied' });
      const guid = await madeBy(scene.owner, make(asset));
      const change = { typeName: make(asset)['typeName'] ?? '', guid, attributes: { description: 'changed' } };
      await expect(saveAs(scene.rita, change)).rejects.toMatchObject({ code: 'permission_denied' });
      const removal = { guids: [guid], deleteType: 'SOFT' as const };
      await expect(deleteEntities(scene.deps, scene.rita, removal)).rejects.toMatchObject({
        code: 'permission_denied',
      });
      await saveAs(scene.owner, change);
      await deleteEntities(scene.deps, scene.owner, { ...removal, deleteType: 'PURGE' });
    }
  });

  it('on an asset out of sight answers as on one that does not exist, whether there is a readme or not', async () => {
    const hidden = scene.guidOf(at('/db/pii'));
    const answers = async () => {
      const texts: string[] = [];
      for (const guid of [hidden, newGuid()]) {
        const error: unknown = await saveAs(scene.rita, readme(guid)).catch((one: unknown) => one);
        texts.push(String((error as Error).message).replaceAll(guid, '<guid>'));
      }
      return texts;
    };
    const [without, unknown] = await answers();
    expect(without).toBe(unknown);
    const guid = await madeBy(scene.owner, readme(hidden));
    expect(await answers()).toEqual([unknown, unknown]);
    await deleteEntities(scene.deps, scene.owner, { guids: [guid], deleteType: 'PURGE' });
  });

  it('is hidden by a tag of its own, even where its asset is not', async () => {
    const asset = scene.guidOf(at('/db/orders'));
    const guid = await madeBy(scene.owner, readme(asset));
    expect(await isSeenBy(scene.rita, guid)).toBe(true);
    await scene.db
      .updateTable('asset')
      .set({ direct_tag_names: ['TagThatHides0000000001'] })
      .where('guid', '=', guid)
      .execute();
    const purpose = await scene.savePurpose({ tagNames: ['TagThatHides0000000001'] });
    const policy = { purposeGuid: purpose.guid, effect: 'deny', actions: ['entity-read'] } as const;
    await scene.savePurposePolicy(policy);
    expect(await isSeenBy(scene.rita, guid)).toBe(false);
    expect(await isSeenBy(scene.rita, asset)).toBe(true);
    await scene.db.updateTable('asset').set({ direct_tag_names: [] }).where('guid', '=', guid).execute();
    expect(await isSeenBy(scene.rita, guid)).toBe(true);
    await deleteEntities(scene.deps, scene.owner, { guids: [guid], deleteType: 'PURGE' });
  });

  it('is explained, listed and counted as its asset is', async () => {
    const guid = await madeBy(scene.owner, readme(scene.guidOf(at('/db/orders'))));
    const asset = scene.guidOf(at('/db/orders'));
    const explain = async (actor: string, action: string, of: string) => {
      const { explanation } = await explainAccess(scene.deps, scene.owner, { actor, action, asset: { guid: of } });
      return [explanation.decision, explanation.stage, explanation.by.map(({ id }) => id)];
    };
    for (const actor of ['rita', 'zoe', 'olga']) {
      for (const action of actions) {
        const ofAsset = action === 'asset.create' || action === 'asset.delete' ? 'asset.update' : action;
        expect(await explain(actor, action, guid)).toEqual(await explain(actor, ofAsset, asset));
      }
    }
    const names = async (of: string) => {
      const { actors } = await whoCan(scene.deps, scene.owner, { action: 'asset.read', asset: { guid: of } });
      return actors.map(({ username }) => username);
    };
    expect(await names(guid)).toEqual(await names(asset));
    const counts = async () => {
      const { assets } = await listGrants(scene.deps, scene.owner, { actor: 'rita' });
      return Object.fromEntries(assets.map(({ action, count }) => [action, count]));
    };
    const before = await counts();
    await deleteEntities(scene.deps, scene.owner, { guids: [guid], deleteType: 'PURGE' });
    expect(await counts()).toEqual({ ...before, 'asset.read': (before['asset.read'] ?? 0) - 1 });
  });

  it('stays with its asset: neither end draws it to another one', async () => {
    const [asset, other] = [scene.guidOf(at('/db/orders')), scene.guidOf(at('/db/pii'))];
    const guid = await madeBy(scene.owner, link(asset));
    for (const draft of [
      { typeName: 'Link', guid, attributes: { asset: byGuid('Database', other) } },
      { typeName: 'Database', guid: other, attributes: { links: [byGuid('Link', guid)] } },
    ]) {
      await expect(saveAs(scene.owner, draft)).rejects.toMatchObject({ code: 'operation_unsupported' });
    }
    await deleteEntities(scene.deps, scene.owner, { guids: [guid], deleteType: 'PURGE' });
  });

  it('outlives its asset for the owner of the workspace alone, who can remove it', async () => {
    const name = at('/db/short-lived');
    const asset = await madeBy(scene.owner, entity('Table', name));
    const [kept, beneath] = [
      await madeBy(scene.owner, readme(asset)),
      await madeBy(scene.owner, link(asset, { qualifiedName: newGuid() })),
    ];
    expect(await isSeenBy(scene.rita, kept)).toBe(true);
    await deleteEntities(scene.deps, scene.owner, { guids: [asset], deleteType: 'PURGE' });
    for (const guid of [kept, beneath]) {
      expect(await isSeenBy(scene.rita, guid)).toBe(false);
      expect(await isSeenBy(scene.owner, guid)).toBe(true);
    }
    const { mutatedEntities } = await deleteEntities(scene.deps, scene.owner, {
      guids: [kept, beneath],
      deleteType: 'PURGE',
    });
    expect(mutatedEntities?.DELETE).toHaveLength(2);
  });
});

describe('a readme', () => {
  it('is one per asset: saving it again changes it, and another name for it is refused', async () => {
    const asset = scene.guidOf(at('/db/orders'));
    const guid = await madeBy(scene.owner, readme(asset, { description: 'one' }));
    const again = await saveAs(scene.owner, readme(asset, { description: 'two' }));
    expect(again.mutatedEntities?.UPDATE?.map((one) => [one.guid, one.attributes['description']])).toEqual([
      [guid, 'two'],
    ]);
    expect((await saveAs(scene.owner, readme(asset, { description: 'two' }))).mutatedEntities).toBeUndefined();
    await expect(saveAs(scene.owner, readme(asset, { qualifiedName: 'x/readme' }))).rejects.toMatchObject({
      code: 'field_invalid',
    });
    expect((await scene.get(asset)).relationshipAttributes).toMatchObject({ readme: { guid } });
    await deleteEntities(scene.deps, scene.owner, { guids: [guid], deleteType: 'PURGE' });
  });

  it('updates its asset, is made in one request with it, and hangs on no other readme', async () => {
    const table = { ...entity('Table', at('/db/fresh')), guid: '-1' };
    const { mutatedEntities } = await saveAs(scene.owner, readme('-1'), table);
    const made = mutatedEntities?.CREATE?.find(({ typeName }) => typeName === 'Readme');
    const asset = mutatedEntities?.CREATE?.find(({ typeName }) => typeName === 'Table')?.guid ?? '';
    expect(made?.attributes['qualifiedName']).toBe(`${asset}/readme`);
    await expect(saveAs(scene.owner, readme(made?.guid ?? ''))).rejects.toMatchObject({ code: 'field_invalid' });
    const orphan = { typeName: 'Readme', attributes: { name: 'r', qualifiedName: 'r/readme' } };
    await expect(saveAs(scene.owner, orphan)).rejects.toMatchObject({ code: 'attribute_missing' });
    const linked = await saveAs(scene.owner, link(asset));
    expect(linked.mutatedEntities?.UPDATE?.map(({ guid }) => guid)).toEqual([asset]);
  });
});

describe('a link', () => {
  it('has an address that a browser opens without running anything', async () => {
    const asset = scene.guidOf(at('/db/orders'));
    for (const address of ['nowhere', 'javascript:alert(1)', 'data:text/html,x', '', 'http://']) {
      await expect(saveAs(scene.owner, link(asset, { link: address }))).rejects.toMatchObject({
        code: 'field_invalid',
      });
    }
    const guid = await madeBy(scene.owner, link(asset));
    const change = { typeName: 'Link', guid, attributes: { link: 'javascript:alert(1)' } };
    await expect(saveAs(scene.owner, change)).rejects.toMatchObject({ code: 'field_invalid' });
  });

  it('has a name of its own or one beneath its asset, never beneath another', async () => {
    const asset = scene.guidOf(at('/db/orders'));
    const beneath = link(asset, { qualifiedName: `${at('/db/orders')}/docs` });
    const guid = await madeBy(scene.owner, beneath);
    expect((await saveAs(scene.owner, beneath)).mutatedEntities).toBeUndefined();
    const foreign = link(asset, { qualifiedName: `${at('/db/pii')}/docs` });
    await expect(saveAs(scene.owner, foreign)).rejects.toMatchObject({ code: 'field_invalid' });
    expect(await isSeenBy(scene.rita, guid)).toBe(true);
  });
});

describe('badges and files', () => {
  it('a badge belongs to the workspace: made by who manages types, shown to everybody', async () => {
    const badge = (qualifiedName: string) => ({
      typeName: 'Badge',
      attributes: { name: 'b', qualifiedName, badgeMetadataAttribute: 'set.attr', badgeConditions: [] },
    });
    await expect(saveAs(scene.rita, badge('badges/global/set.attr'))).rejects.toMatchObject({
      code: 'permission_denied',
    });
    const guid = await madeBy(scene.owner, badge('badges/global/set.attr'));
    expect(await isSeenBy(scene.zoe, guid)).toBe(true);
    expect((await saveAs(scene.owner, badge('badges/global/set.attr'))).mutatedEntities).toBeUndefined();
    await expect(saveAs(scene.owner, badge(at('/set.attr')))).rejects.toMatchObject({ code: 'field_invalid' });
    await deleteEntities(scene.deps, scene.owner, { guids: [guid], deleteType: 'PURGE' });
  });

  it('a file lies under its connection and has its rights', async () => {
    const guid = await madeBy(scene.owner, entity('File', at('/report.pdf'), { fileType: 'pdf' }));
    expect(await isSeenBy(scene.owner, guid)).toBe(true);
    expect(await isSeenBy(scene.zoe, guid)).toBe(false);
    expect((await scene.get(guid)).attributes).toMatchObject({ connectionQualifiedName: scene.connection });
  });
});
