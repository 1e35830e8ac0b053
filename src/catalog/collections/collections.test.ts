import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmallCatalog, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { makeCollection, makeIn, referenceTo, updateOf, type Placed } from '../../../test/support/small-collections.ts';
import type { Principal } from '../../identity/index.ts';
import { deleteEntities } from '../entities/delete-entities.ts';
import { getEntityByGuid } from '../entities/get-entity-by-guid.ts';
import { searchAssets } from '../search/search-assets.ts';

const who = [
  'owner',
  'editor',
  'editor by group',
  'viewer',
  'viewer by group',
  'viewer token',
  'stranger',
  'admin',
] as const;
type Who = (typeof who)[number];

const does = [
  'see',
  'search',
  'create a query',
  'edit a query',
  'move a query',
  'change members',
  'archive a query',
] as const;
type Deed = (typeof does)[number];

const all = new Set<Deed>(does);
const sees = new Set<Deed>(['see', 'search']);
const nothing = new Set<Deed>();
/** Ruling: what one level gives, and nothing to a workspace admin who is not listed. */
const allowed: Readonly<Record<Who, ReadonlySet<Deed>>> = {
  owner: all,
  editor: all,
  'editor by group': all,
  viewer: sees,
  'viewer by group': sees,
  'viewer token': sees,
  stranger: nothing,
  admin: nothing,
};

let catalog: SmallCatalog;
const actors = new Map<Who, Principal>();

function actor(name: Who): Principal {
  const found = actors.get(name);
  if (found === undefined) throw new Error(`no actor ${name}`);
  return found;
}

beforeAll(async () => {
  catalog = await createSmallCatalog();
  actors.set('owner', await catalog.addUser('maker', 'member'));
  actors.set('editor', await catalog.addUser('editor', 'member'));
  actors.set('editor by group', await catalog.addUser('colleague', 'member'));
  actors.set('viewer', await catalog.addUser('viewer', 'member'));
  actors.set('viewer by group', await catalog.addUser('guest', 'guest'));
  actors.set('viewer token', (await catalog.addToken('viewer', 'none')).principal);
  actors.set('stranger', await catalog.addUser('stranger', 'member'));
  actors.set('admin', catalog.owner);
  await catalog.addGroup('editing', [actor('editor by group')]);
  await catalog.addGroup('viewing', [actor('viewer by group')]);
});
afterAll(() => catalog.close());

async function makeShared(): Promise<Placed> {
  return makeCollection(catalog, actor('owner'), {
    adminUsers: ['editor'],
    adminGroups: ['editing'],
    viewerUsers: ['viewer', actor('viewer token').username],
    viewerGroups: ['viewing'],
  });
}

interface Stage {
  readonly collection: Placed;
  readonly folder: Placed;
  readonly query: Placed;
}

async function search(by: Principal, { qualifiedName }: Placed): Promise<string[]> {
  const dsl = { from: 0, size: 50, query: { prefix: { qualifiedName: { value: qualifiedName } } } };
  const { entities = [] } = await searchAssets(catalog.deps, by, { dsl, attributes: [] });
  return entities.map(({ guid }) => guid).sort();
}

const attempts: Readonly<Record<Deed, (by: Principal, stage: Stage) => Promise<unknown>>> = {
  see: (by, { query }) => getEntityByGuid(catalog.deps, by, { guid: query.guid }),
  search: async (by, { collection, folder, query }) => {
    const found = await search(by, collection);
    if (found.length === 0) throw new Error('nothing found');
    expect(found).toEqual([collection.guid, folder.guid, query.guid].sort());
  },
  'create a query': (by, { folder }) => makeIn(catalog, by, { typeName: 'Query', parent: folder, name: 'new' }),
  'edit a query': (by, { query }) => catalog.saveAs(by, updateOf(query, { rawQueryText: `SELECT '${by.username}'` })),
  'move a query': (by, { query, collection }) =>
    catalog.saveAs(by, updateOf(query, { parent: referenceTo(collection) })),
  'change members': (by, { collection }) => catalog.saveAs(by, updateOf(collection, { viewerUsers: ['stranger'] })),
  'archive a query': async (by, { query }) => {
    const { mutatedEntities } = await deleteEntities(catalog.deps, by, { guids: [query.guid], deleteType: 'SOFT' });
    // Guids of what is hidden are passed over.
    if (mutatedEntities === undefined) throw new Error('nothing deleted');
  },
};

describe.each(who)('in a collection the %s', (name) => {
  test.each(does)('as far as the lists say, may %s', async (deed) => {
    const collection = await makeShared();
    const folder = await makeIn(catalog, actor('owner'), { typeName: 'Folder', parent: collection, name: 'f' });
    const query = await makeIn(catalog, actor('owner'), { typeName: 'Query', parent: folder, name: 'q' });
    const attempt = attempts[deed](actor(name), { collection, folder, query });
    if (allowed[name].has(deed)) await attempt;
    else await expect(attempt).rejects.toThrow();
  });
});

describe('who is in a collection', () => {
  test('is hidden from strangers in the words of what does not exist, and refused to viewers', async () => {
    const collection = await makeShared();
    const change = updateOf(collection, { viewerUsers: [] });
    await expect(catalog.saveAs(actor('stranger'), change)).rejects.toMatchObject({ code: 'asset_not_found' });
    await expect(catalog.saveAs(actor('viewer'), change)).rejects.toMatchObject({ code: 'permission_denied' });
  });

  test('guests and tokens without a role make no collection; members and default tokens do', async () => {
    const { principal: none } = await catalog.addToken('none', 'none');
    const { principal: standard } = await catalog.addToken('standard', 'default');
    for (const by of [actor('viewer by group'), none]) {
      await expect(makeCollection(catalog, by)).rejects.toMatchObject({ code: 'permission_denied' });
    }
    const made = await makeCollection(catalog, standard);
    expect(made.qualifiedName.split('/').slice(0, 3)).toEqual(['default', 'collection', standard.username]);
  });

  test('absent keeps a list, a list replaces it, null and empty clear it', async () => {
    const collection = await makeShared();
    await catalog.saveAs(actor('owner'), updateOf(collection, { viewerUsers: ['stranger'] }));
    const { attributes } = (await getEntityByGuid(catalog.deps, actor('owner'), { guid: collection.guid })).entity;
    expect(attributes).toMatchObject({
      ...{ adminUsers: ['editor', 'maker'], adminGroups: ['editing'] },
      ...{ viewerUsers: ['stranger'], viewerGroups: ['viewing'] },
    });
    await catalog.saveAs(actor('owner'), updateOf(collection, { viewerUsers: null, viewerGroups: [] }));
    expect(await search(actor('viewer by group'), collection)).toEqual([]);
    expect(await search(actor('stranger'), collection)).toEqual([]);
    expect(await search(actor('editor'), collection)).toEqual([collection.guid]);
  });

  test('its maker is always an editor, also when somebody leaves the name out', async () => {
    const collection = await makeShared();
    await catalog.saveAs(actor('editor'), updateOf(collection, { adminUsers: ['editor'], adminGroups: [] }));
    const { entity } = await getEntityByGuid(catalog.deps, actor('owner'), { guid: collection.guid });
    expect(entity.attributes['adminUsers']).toEqual(['editor', 'maker']);
  });

  test('unknown names are refused by the list they stand in; a name that was there may stay when its actor is gone', async () => {
    const collection = await makeShared();
    const refused = catalog.saveAs(
      actor('owner'),
      updateOf(collection, { viewerUsers: ['nobody'], viewerGroups: ['none'] }),
    );
    await expect(refused).rejects.toMatchObject({
      code: 'field_invalid',
      details: [
        { path: 'attributes.viewerUsers', message: 'there is no user or api token `nobody`' },
        { path: 'attributes.viewerGroups', message: 'there is no group `none`' },
      ],
    });
    await catalog.addUser('leaver', 'member');
    await catalog.saveAs(actor('owner'), updateOf(collection, { viewerUsers: ['leaver'] }));
    await catalog.db.updateTable('actor').set({ state: 'deleted' }).where('username', '=', 'leaver').execute();
    await catalog.saveAs(actor('owner'), updateOf(collection, { viewerUsers: ['leaver', 'stranger'] }));
    const moved = catalog.saveAs(actor('owner'), updateOf(collection, { adminUsers: ['maker', 'leaver'] }));
    await expect(moved).rejects.toMatchObject({ code: 'field_invalid' });
  });

  test('a collection keeps a living editor', async () => {
    const { principal: token } = await catalog.addToken('maker of one', 'default');
    const collection = await makeCollection(catalog, token, { adminUsers: ['editor'] });
    await catalog.db.updateTable('actor').set({ state: 'deleted' }).where('id', '=', token.actorId).execute();
    const refused = catalog.saveAs(actor('editor'), updateOf(collection, { adminUsers: [] }));
    await expect(refused).rejects.toMatchObject({ code: 'admins_empty' });
  });

  test('a token that may see a collection makes itself no editor, whatever else it holds', async () => {
    const token = actor('viewer token');
    const collection = await makeShared();
    const change = updateOf(collection, { adminUsers: [token.username] });
    await expect(catalog.saveAs(token, change)).rejects.toMatchObject({ code: 'permission_denied' });
    // An editor that it is already adds itself nowhere else either.
    await catalog.saveAs(actor('owner'), updateOf(collection, { adminUsers: [token.username], viewerUsers: [] }));
    const again = catalog.saveAs(token, updateOf(collection, { viewerUsers: [token.username] }));
    await expect(again).rejects.toMatchObject({ code: 'permission_denied' });
    await catalog.saveAs(token, updateOf(collection, { viewerUsers: ['stranger'] }));
    expect(await search(actor('stranger'), collection)).toEqual([collection.guid]);
  });

  test('archiving keeps the lists, purging forgets them with everything inside', async () => {
    const collection = await makeShared();
    const folder = await makeIn(catalog, actor('owner'), { typeName: 'Folder', parent: collection, name: 'f' });
    const query = await makeIn(catalog, actor('owner'), { typeName: 'Query', parent: folder, name: 'q' });
    const members = () =>
      catalog.db.selectFrom('collection_member').selectAll().where('collection_guid', '=', collection.guid).execute();
    const guids = [collection.guid];
    const archived = await deleteEntities(catalog.deps, actor('editor'), { guids, deleteType: 'SOFT' });
    expect(archived.mutatedEntities?.DELETE?.map(({ guid, deleteHandler }) => [guid, deleteHandler])).toEqual(
      [collection, folder, query].map(({ guid }) => [guid, 'SOFT']),
    );
    expect(await members()).toHaveLength(6);
    const { entity } = await getEntityByGuid(catalog.deps, actor('viewer'), { guid: query.guid });
    expect(entity).toMatchObject({ status: 'DELETED', isIncomplete: false, deleteHandler: 'SOFT' });
    await deleteEntities(catalog.deps, actor('editor'), { guids, deleteType: 'PURGE' });
    expect(await members()).toEqual([]);
    await expect(getEntityByGuid(catalog.deps, actor('owner'), { guid: query.guid })).rejects.toMatchObject({
      code: 'asset_not_found',
    });
  });
});
