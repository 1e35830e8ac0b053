import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmallCatalog, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { makeCollection, makeIn, updateOf, type Placed } from '../../../test/support/small-collections.ts';
import { decideAsset, gatherFacts } from '../../access/index.ts';
import type { Principal } from '../../identity/index.ts';
import { factsOf } from '../entities/asset-row.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import { changeCollectionMembers, type MembersChange } from './change-collection-members.ts';
import { listCollectionMembers } from './list-collection-members.ts';

const noNames = { users: [], groups: [], tokens: [] };

let catalog: SmallCatalog;
let maker: Principal;
let reader: Principal;

beforeAll(async () => {
  catalog = await createSmallCatalog();
  maker = await catalog.addUser('maker', 'member');
  reader = await catalog.addUser('reader', 'member');
});
afterAll(() => catalog.close());

function change(
  by: Principal,
  { guid }: Placed,
  it: Partial<MembersChange>,
): ReturnType<typeof changeCollectionMembers> {
  const empty = { kind: 'add', editors: noNames, viewers: noNames, expected: null } as const;
  return changeCollectionMembers(catalog.deps, by, { ...empty, collection: guid, ...it });
}

async function membersOf(by: Principal, { guid }: Placed): Promise<string[]> {
  const { members } = await listCollectionMembers(catalog.deps, by, guid);
  return members.map(({ level, kind, name }) => `${level} ${kind} ${name}`);
}

describe('members of a collection, one at a time', () => {
  test('are added and taken out beside all others, by name, id or client id, and shown on the asset too', async () => {
    const collection = await makeCollection(catalog, maker, { viewerUsers: ['reader'] });
    const token = await catalog.addToken('etl', 'none');
    await catalog.addGroup('team', [reader]);
    const added = await change(maker, collection, {
      editors: { ...noNames, tokens: [token.record.clientId] },
      viewers: { users: ['reader'], groups: ['team'], tokens: [] },
    });
    expect(added.changed).toMatchObject([
      { level: 'editor', kind: 'token', name: token.principal.username },
      { level: 'viewer', kind: 'group', name: 'team' },
    ]);
    expect(added.untouched).toMatchObject([{ level: 'viewer', kind: 'user', name: 'reader' }]);
    expect(await membersOf(reader, collection)).toEqual([
      'editor user maker',
      `editor token ${token.principal.username}`,
      'viewer user reader',
      'viewer group team',
    ]);
    const removed = await change(maker, collection, {
      kind: 'remove',
      editors: { ...noNames, users: ['olga'] },
      viewers: { users: ['reader'], groups: ['team'], tokens: [] },
    });
    expect(removed.untouched).toMatchObject([{ name: 'olga' }]);
    await expect(membersOf(reader, collection)).rejects.toMatchObject({ code: 'asset_not_found' });
    const [row] = await findAssetsByGuid(catalog.db, [collection.guid]);
    expect(row).toMatchObject({ version: removed.version, attributes: { viewerUsers: [], viewerGroups: [] } });
  });

  test('are refused with every unknown name, nobody, a stale version, and the maker as who is to go', async () => {
    const collection = await makeCollection(catalog, maker);
    const unknown = change(maker, collection, {
      editors: { ...noNames, users: ['nobody'] },
      viewers: { ...noNames, groups: ['none'] },
    });
    await expect(unknown).rejects.toMatchObject({
      code: 'field_invalid',
      details: [{ path: 'editors.users' }, { path: 'viewers.groups' }],
    });
    await expect(change(maker, collection, {})).rejects.toMatchObject({ code: 'field_invalid' });
    const viewers = { ...noNames, users: ['reader'] };
    const stale = change(maker, collection, { viewers, expected: [7] });
    await expect(stale).rejects.toMatchObject({ code: 'precondition_failed' });
    const own = change(maker, collection, { kind: 'remove', editors: { ...noNames, users: ['maker'] } });
    await expect(own).rejects.toThrow('`maker` made the collection and stays its editor');
    expect(await membersOf(maker, collection)).toEqual(['editor user maker']);
  });

  test('are for editors to change: viewers are refused, strangers find nothing, a token adds nobody but others', async () => {
    const { principal: token } = await catalog.addToken('editing', 'none');
    const collection = await makeCollection(catalog, maker, { adminUsers: [token.username], viewerUsers: ['reader'] });
    const viewers = { ...noNames, users: ['olga'] };
    await expect(change(reader, collection, { viewers })).rejects.toMatchObject({ code: 'permission_denied' });
    await expect(change(catalog.owner, collection, { viewers })).rejects.toMatchObject({ code: 'asset_not_found' });
    const own = change(token, collection, { viewers: { ...noNames, tokens: [token.username] } });
    await expect(own).rejects.toThrow('may not add itself to a collection');
    await change(token, collection, { viewers });
    expect(await membersOf(catalog.owner, collection)).toContain('viewer user olga');
  });

  test('a token whose scopes leave it less hands on no more than they leave', async () => {
    const { principal } = await catalog.addToken('scoped', 'none');
    const scoped = { ...principal, scopes: { actions: ['asset.read', 'asset.update'] } };
    await catalog.db
      .updateTable('api_token')
      .set({ scopes: JSON.stringify(scoped.scopes) })
      .where('actor_id', '=', principal.actorId)
      .execute();
    const collection = await makeCollection(catalog, maker, { adminUsers: [principal.username] });
    const editors = { ...noNames, users: ['reader'] };
    await expect(change(scoped, collection, { editors })).rejects.toThrow('may not add editors');
    await change(scoped, collection, { viewers: editors });
    expect(await membersOf(reader, collection)).toContain('viewer user reader');
  });

  test('are on record by both names: of the collection and of who came or went', async () => {
    const collection = await makeCollection(catalog, maker);
    await change(maker, collection, { viewers: { ...noNames, users: ['reader'] } });
    await catalog.saveAs(maker, updateOf(collection, { viewerUsers: [] }));
    const records = await catalog.db
      .selectFrom('audit_record')
      .select(['action', 'actor_name as actor', 'detail'])
      .where('object_id', '=', collection.guid)
      .where('action', 'like', 'collection.%')
      .orderBy('sequence')
      .execute();
    const { qualifiedName, name } = collection;
    const nobody = { users: [], groups: [] };
    expect(records).toEqual([
      {
        ...{ action: 'collection.member.add', actor: 'maker' },
        detail: { name, qualifiedName, editors: { users: ['maker'], groups: [] }, viewers: nobody },
      },
      {
        ...{ action: 'collection.member.add', actor: 'maker' },
        detail: { name, qualifiedName, editors: nobody, viewers: { users: ['reader'], groups: [] } },
      },
      {
        ...{ action: 'collection.member.remove', actor: 'maker' },
        detail: { name, qualifiedName, editors: nobody, viewers: { users: ['reader'], groups: [] } },
      },
    ]);
  });

  test('many who add at one moment lose nobody', async () => {
    const collection = await makeCollection(catalog, maker);
    const names = Array.from({ length: 8 }, (_, index) => `parallel-${String(index)}`);
    for (const name of names) await catalog.addUser(name, 'member');
    await Promise.all(names.map((name) => change(maker, collection, { viewers: { ...noNames, users: [name] } })));
    const members = await membersOf(maker, collection);
    expect(members.filter((member) => member.startsWith('viewer')).sort()).toEqual(
      names.map((name) => `viewer user ${name}`).sort(),
    );
  });
});

describe('rights follow the lists', () => {
  const names = ['m1', 'm2', 'm3'];
  const subset = fc.subarray([...names]);
  const lists = fc.record({ adminUsers: subset, adminGroups: subset, viewerUsers: subset, viewerGroups: subset });

  test('whatever was set before, as a plain reading of the lists says', async () => {
    const people = new Map<string, Principal>();
    for (const name of names) people.set(name, await catalog.addUser(name, 'member'));
    // Groups are called like people, and m1 is in the group m2, and so on: a name alone says too little.
    for (const [index, name] of names.entries()) {
      const member = people.get(names[(index + 1) % names.length] ?? '');
      await catalog.addGroup(name, member === undefined ? [] : [member]);
    }
    const collection = await makeCollection(catalog, maker);
    const query = await makeIn(catalog, maker, { typeName: 'Query', parent: collection, name: 'q' });
    await fc.assert(
      fc.asyncProperty(lists, async (wanted) => {
        await catalog.saveAs(maker, updateOf(collection, wanted));
        const rows = await findAssetsByGuid(catalog.db, [collection.guid, query.guid]);
        for (const [index, name] of names.entries()) {
          const groups = names.filter((_, at) => (at + 1) % names.length === index);
          const isIn = (users: readonly string[], listed: readonly string[]) =>
            users.includes(name) || groups.some((group) => listed.includes(group));
          const edits = isIn(wanted.adminUsers, wanted.adminGroups);
          const sees = edits || isIn(wanted.viewerUsers, wanted.viewerGroups);
          const facts = await gatherFacts(catalog.db, people.get(name) ?? maker);
          for (const row of rows) {
            const asset = factsOf(catalog.deps.types, row);
            expect(decideAsset(facts, 'asset.read', asset).effect).toBe(sees ? 'allow' : 'deny');
            expect(decideAsset(facts, 'asset.delete', asset).effect).toBe(edits ? 'allow' : 'deny');
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
