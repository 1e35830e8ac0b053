import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSmallCatalog, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { makeCollection, makeIn, type Placed } from '../../../test/support/small-collections.ts';
import { removeFromGroup } from '../../access/index.ts';
import type { Principal } from '../../identity/index.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import { removeGroup } from './remove-group.ts';
import { removeUser } from './remove-user.ts';

let catalog: SmallCatalog;
let leaver: Principal;
let heir: Principal;

beforeEach(async () => {
  catalog = await createSmallCatalog();
  // The last admin who can sign in is there to stay.
  await catalog.db.updateTable('local_account').set({ last_login_at: new Date() }).execute();
  leaver = await catalog.addUser('leaver', 'member');
  heir = await catalog.addUser('heir', 'member');
  await catalog.addUser('other', 'member');
});
afterEach(() => catalog.close());

function remove(transferTo?: string): ReturnType<typeof removeUser> {
  return removeUser(catalog.deps, catalog.owner, { userId: leaver.actorId, transferTo });
}

async function listsOf({ guid }: Placed): Promise<unknown> {
  const [row] = await findAssetsByGuid(catalog.db, [guid]);
  if (row === undefined) return null;
  const { adminUsers = [], viewerUsers = [] } = row.attributes;
  const rows = await catalog.db
    .selectFrom('collection_member')
    .select(['level', 'subject'])
    .where('collection_guid', '=', guid)
    .where('subject_kind', '=', 'actor')
    .orderBy('subject')
    .execute();
  const decided = (level: string) => rows.filter((it) => it.level === level).map(({ subject }) => subject);
  expect([decided('editor'), decided('viewer')]).toEqual([[...(adminUsers as string[])].sort(), viewerUsers]);
  return { editors: decided('editor'), viewers: decided('viewer') };
}

describe('a person who is removed leaves', () => {
  test('private collections deleted with all that is in them, without an heir', async () => {
    const collection = await makeCollection(catalog, leaver);
    const folder = await makeIn(catalog, leaver, { typeName: 'Folder', parent: collection, name: 'f' });
    const query = await makeIn(catalog, leaver, { typeName: 'Query', parent: folder, name: 'q' });
    expect(await remove()).toEqual({ transferred: [] });
    expect(await findAssetsByGuid(catalog.db, [collection.guid, folder.guid, query.guid])).toEqual([]);
    expect(await catalog.db.selectFrom('collection_member').selectAll().execute()).toEqual([]);
    const record = await catalog.db
      .selectFrom('audit_record')
      .select('detail')
      .where('action', '=', 'user.remove')
      .executeTakeFirstOrThrow();
    // In no promised order, but these and no others.
    const { deleted } = record.detail as { deleted: readonly string[] };
    expect(deleted.toSorted()).toEqual([collection, folder, query].map(({ guid }) => guid).toSorted());
  });

  test('shared ones that they alone could edit to the heir, and not without one', async () => {
    const collection = await makeCollection(catalog, leaver, { viewerUsers: ['other'] });
    // The admin is in none of the lists, and so learns of one collection and not of which.
    await expect(remove()).rejects.toMatchObject({
      code: 'state_conflict',
      message: '`leaver` alone administers 1 that you may not see; name in `transferTo` the user who takes over',
    });
    expect(await remove('heir')).toEqual({ transferred: [collection.qualifiedName] });
    expect(await listsOf(collection)).toEqual({ editors: ['heir'], viewers: ['other'] });
    // The maker is gone for good: no later change brings the name back.
    await catalog.saveAs(heir, {
      ...{ typeName: 'Collection', guid: collection.guid },
      attributes: { name: 'c', adminUsers: ['heir', 'other'] },
    });
    expect(await listsOf(collection)).toEqual({ editors: ['heir', 'other'], viewers: ['other'] });
  });

  test('others as they are, without their name', async () => {
    const shared = await makeCollection(catalog, leaver, { adminUsers: ['other'] });
    const seen = await makeCollection(catalog, heir, { viewerUsers: ['leaver', 'other'] });
    expect(await remove()).toEqual({ transferred: [] });
    expect(await listsOf(shared)).toEqual({ editors: ['other'], viewers: [] });
    expect(await listsOf(seen)).toEqual({ editors: ['heir'], viewers: ['other'] });
  });

  test('one that only a group is left to see to the heir, and an empty group is nobody', async () => {
    await catalog.addGroup('team', [heir]);
    await catalog.addGroup('empty', []);
    const seen = await makeCollection(catalog, leaver, { viewerGroups: ['team'] });
    const unseen = await makeCollection(catalog, leaver, { viewerGroups: ['empty'] });
    expect(await remove('heir')).toEqual({ transferred: [seen.qualifiedName] });
    expect(await listsOf(seen)).toEqual({ editors: ['heir'], viewers: [] });
    expect(await listsOf(unseen)).toBeNull();
  });
});

describe('a group', () => {
  test('that is removed is in no list of a collection any more', async () => {
    const groupId = await catalog.addGroup('team', [heir]);
    const collection = await makeCollection(catalog, leaver, { adminGroups: ['team'], viewerGroups: ['team'] });
    await removeGroup(catalog.deps, catalog.owner, groupId);
    const [row] = await findAssetsByGuid(catalog.db, [collection.guid]);
    expect(row?.attributes).toMatchObject({ adminGroups: [], viewerGroups: [] });
    expect(await listsOf(collection)).toEqual({ editors: ['leaver'], viewers: [] });
  });

  test('that alone edits a collection is neither removed nor emptied', async () => {
    const groupId = await catalog.addGroup('team', [heir]);
    await makeCollection(catalog, leaver, { adminGroups: ['team'] });
    await remove();
    const emptied = removeFromGroup(catalog.deps, catalog.owner, { groupId, userIds: [heir.actorId] });
    await expect(emptied).rejects.toMatchObject({ code: 'admins_empty' });
    const removed = removeGroup(catalog.deps, catalog.owner, groupId);
    await expect(removed).rejects.toMatchObject({ code: 'admins_empty' });
  });
});
