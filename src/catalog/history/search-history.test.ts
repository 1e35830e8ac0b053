import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byGuid, entity, named } from '../../../test/support/small-catalog.ts';
import { createTaggedCatalog, type TaggedCatalog } from '../../../test/support/tagged-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { changeCollectionMembers } from '../collections/change-collection-members.ts';
import { changeConnectionAdmins } from '../connections/change-connection-admins.ts';
import { removeUser } from '../people/remove-user.ts';
import type { EntityAudit } from './render-entry.ts';
import { searchHistory } from './search-history.ts';

let catalog: TaggedCatalog;
let pii: string;
let made = 0;

beforeAll(async () => {
  catalog = await createTaggedCatalog();
  pii = await catalog.defineTag('PII');
});
afterAll(() => catalog.close());

const term = (field: string, value: string): JsonObject => ({ term: { [field]: { value } } });

/** Of one asset, oldest first. */
async function historyOf(guid: string, principal: Principal = catalog.owner): Promise<readonly EntityAudit[]> {
  const dsl = { query: term('entityId', guid), sort: [{ created: 'asc' }], size: 100 };
  const { entityAudits, totalCount, count } = await searchHistory(catalog.deps, principal, { dsl });
  expect({ totalCount, count }).toEqual({ totalCount: entityAudits.length, count: entityAudits.length });
  return entityAudits;
}
const actionsOf = (entries: readonly EntityAudit[]) => entries.map(({ action }) => action);
const later = () => catalog.time.advance(1_000);

function newName(): string {
  made += 1;
  return `${catalog.connection}/db/h${made}`;
}

async function createTable(more: JsonObject = {}): Promise<{ guid: string; qualifiedName: string }> {
  const qualifiedName = newName();
  const guid = catalog.createdGuid(await catalog.save({ ...entity('Table', qualifiedName), ...more }));
  return { guid, qualifiedName };
}

async function createTerm(name: string): Promise<string> {
  const glossary = entity('AtlasGlossary', `${name} glossary`);
  const anchor = catalog.createdGuid(await catalog.save(glossary));
  const attributes = { name, qualifiedName: name, anchor: byGuid('AtlasGlossary', anchor) };
  return catalog.createdGuid(await catalog.save({ typeName: 'AtlasGlossaryTerm', attributes }));
}

describe('the history of an asset', () => {
  it('begins with its creation', async () => {
    const qualifiedName = newName();
    const guid = catalog.createdGuid(await catalog.save(entity('Table', qualifiedName, { description: 'first' })));
    const { updateTime } = await catalog.get(guid);
    expect(await historyOf(guid)).toEqual([
      {
        ...{ entityId: guid, entityQualifiedName: qualifiedName, typeName: 'Table', action: 'ENTITY_CREATE' },
        ...{ user: 'olga', created: updateTime, timestamp: updateTime, eventKey: `${guid}:${updateTime}` },
        detail: { typeName: 'Table', guid, attributes: { qualifiedName } },
      },
    ]);
  });

  it('says what an asset was created with that no crawl makes', async () => {
    const glossary = { ...entity('AtlasGlossary', 'Words', { shortDescription: 'first' }) };
    const guid = catalog.createdGuid(await catalog.save(glossary));
    const { qualifiedName } = (await catalog.get(guid)).attributes;
    expect((await historyOf(guid))[0]?.detail).toMatchObject({
      ...{ typeName: 'AtlasGlossary', guid },
      attributes: { qualifiedName, name: 'Words', shortDescription: 'first' },
    });
  });

  it('says of an update what has another value now, and nothing of one that changes nothing', async () => {
    const { guid, qualifiedName } = await createTable();
    later();
    await catalog.save(entity('Table', qualifiedName, { description: 'one', displayName: 'two' }));
    later();
    await catalog.save(entity('Table', qualifiedName, { description: null }));
    later();
    await catalog.save(entity('Table', qualifiedName));
    const entries = await historyOf(guid);
    expect(actionsOf(entries)).toEqual(['ENTITY_CREATE', 'ENTITY_UPDATE', 'ENTITY_UPDATE']);
    expect(entries[1]?.detail).toEqual({
      ...{ typeName: 'Table', guid, attributes: { description: 'one', displayName: 'two' } },
    });
    expect(entries[2]?.detail).toEqual({ typeName: 'Table', guid, attributes: { description: null } });
    expect(entries.at(-1)?.created).toBe((await catalog.get(guid)).updateTime);
  });

  it('has labels and custom attributes where they changed', async () => {
    const { guid, qualifiedName } = await createTable();
    await catalog.save({ ...entity('Table', qualifiedName), labels: ['a'], customAttributes: { k: 'v' } });
    expect((await historyOf(guid))[1]?.detail).toEqual({
      ...{ typeName: 'Table', guid, attributes: {}, labels: ['a'], customAttributes: { k: 'v' } },
    });
  });

  it('has an archive as a deletion and a restore as an update', async () => {
    const { guid, qualifiedName } = await createTable();
    await catalog.remove('SOFT', guid);
    await catalog.remove('SOFT', guid);
    await catalog.save({ ...entity('Table', qualifiedName), status: 'ACTIVE' });
    const entries = await historyOf(guid);
    expect(actionsOf(entries)).toEqual(['ENTITY_CREATE', 'ENTITY_DELETE', 'ENTITY_UPDATE']);
    expect(entries[1]?.detail).toMatchObject({ guid, status: 'DELETED', attributes: { qualifiedName } });
    expect(entries[2]?.detail).toMatchObject({ status: 'ACTIVE' });
  });

  it('says that something was linked to it, and not what', async () => {
    const parent = await createTable();
    later();
    const child = entity('Column', `${parent.qualifiedName}/c`, { table: named('Table', parent.qualifiedName) });
    const guid = catalog.createdGuid(await catalog.save(child));
    expect(actionsOf(await historyOf(guid))).toEqual(['ENTITY_CREATE']);
    const [, linked, ...rest] = await historyOf(parent.guid);
    expect(linked).toMatchObject({ action: 'ENTITY_UPDATE' });
    expect(linked?.detail).toEqual({ typeName: 'Table', guid: parent.guid, attributes: {} });
    expect(linked?.created).toBe((await catalog.get(parent.guid)).updateTime);
    expect(rest).toEqual([]);
  });

  it('has terms as they are put on and taken off, from either side, and of the term that it was linked', async () => {
    const { guid, qualifiedName } = await createTable();
    const gold = await createTerm('Gold');
    const meanings = [byGuid('AtlasGlossaryTerm', gold)];
    await catalog.save({ ...entity('Table', qualifiedName, { meanings }) });
    await catalog.save({ ...entity('Table', qualifiedName, { meanings: [] }) });
    const other = await createTable();
    const assignedEntities = [byGuid('Table', other.guid)];
    const { attributes } = await catalog.get(gold);
    await catalog.save({ typeName: 'AtlasGlossaryTerm', guid: gold, attributes: { ...attributes, assignedEntities } });
    const entries = await historyOf(guid);
    expect(actionsOf(entries)).toEqual(['ENTITY_CREATE', 'TERM_ADD', 'TERM_DELETE']);
    expect(entries[1]?.detail).toMatchObject({
      ...{ typeName: 'AtlasGlossaryTerm', guid: gold, attributes: { name: 'Gold' } },
    });
    expect(actionsOf(await historyOf(other.guid))).toEqual(['ENTITY_CREATE', 'TERM_ADD']);
    expect(actionsOf(await historyOf(gold))).toEqual([
      ...['ENTITY_CREATE', 'ENTITY_UPDATE', 'ENTITY_UPDATE', 'ENTITY_UPDATE'],
    ]);
  });

  it('has tags as they are put on, changed and taken off, and where they are carried on', async () => {
    const parent = await createTable();
    const child = entity('Column', `${parent.qualifiedName}/c`, { table: named('Table', parent.qualifiedName) });
    const guid = catalog.createdGuid(await catalog.save(child));
    const tag = (more: JsonObject) => ({
      ...entity('Table', parent.qualifiedName),
      addOrUpdateClassifications: [{ typeName: pii, ...more }],
    });
    await catalog.saveTags('appendTags', tag({ propagate: true }));
    await catalog.saveTags('appendTags', tag({ propagate: false }));
    const removal = { ...entity('Table', parent.qualifiedName), removeClassifications: [{ typeName: pii }] };
    await catalog.saveTags('appendTags', removal);
    const own = (await historyOf(parent.guid)).slice(2);
    expect(actionsOf(own)).toEqual(['CLASSIFICATION_ADD', 'CLASSIFICATION_UPDATE', 'CLASSIFICATION_DELETE']);
    expect(own[0]?.detail).toMatchObject({ typeName: pii, entityGuid: parent.guid, propagate: true });
    expect(own[2]?.detail).toEqual({ typeName: pii, entityGuid: parent.guid });
    const reached = (await historyOf(guid)).slice(1);
    expect(actionsOf(reached)).toEqual(['PROPAGATED_CLASSIFICATION_ADD', 'PROPAGATED_CLASSIFICATION_DELETE']);
    expect(reached.map(({ detail }) => detail)).toEqual(
      [parent.guid, parent.guid].map((entityGuid) => ({ typeName: pii, entityGuid })),
    );
  });

  it('tells entries of one save apart by their keys', async () => {
    const { guid, qualifiedName } = await createTable();
    later();
    const change = { ...entity('Table', qualifiedName, { description: 'x' }) };
    await catalog.saveTags('appendTags', { ...change, addOrUpdateClassifications: [{ typeName: pii }] });
    const entries = await historyOf(guid);
    expect(actionsOf(entries)).toEqual(['ENTITY_CREATE', 'ENTITY_UPDATE', 'CLASSIFICATION_ADD']);
    expect(new Set(entries.map(({ eventKey }) => eventKey)).size).toBe(3);
    expect(entries[1]?.eventKey).toBe(`${guid}:${entries[1]?.created}`);
    expect(entries[2]?.eventKey).toMatch(new RegExp(`^${guid}:${entries[1]?.created}:\\d+$`));
  });

  it('says that a query was moved with its folder, under its new name', async () => {
    const [from, to] = [entity('Collection', 'from'), entity('Collection', 'to')];
    const collections = [from, to].map((it) => catalog.save(it));
    const [fromGuid = '', toGuid = ''] = (await Promise.all(collections)).map((it) => catalog.createdGuid(it));
    const [source, target] = [await catalog.get(fromGuid), await catalog.get(toGuid)];
    const inside = (typeName: 'Folder' | 'Query', parentGuid: string, collection: JsonObject) => ({
      typeName,
      attributes: {
        name: typeName,
        qualifiedName: typeName,
        collectionQualifiedName: collection['qualifiedName'] ?? null,
        parent: byGuid(typeName === 'Folder' ? 'Collection' : 'Folder', parentGuid),
      },
    });
    const folder = catalog.createdGuid(await catalog.save(inside('Folder', fromGuid, source.attributes)));
    const query = catalog.createdGuid(await catalog.save(inside('Query', folder, source.attributes)));
    later();
    const move = inside('Folder', toGuid, target.attributes);
    await catalog.save({ ...move, guid: folder });
    const moved = (await historyOf(query)).at(-1);
    const { qualifiedName } = (await catalog.get(query)).attributes;
    expect(moved).toMatchObject({
      ...{ action: 'ENTITY_UPDATE', entityQualifiedName: qualifiedName },
      detail: { attributes: { qualifiedName, collectionQualifiedName: target.attributes['qualifiedName'] } },
    });
  });
});

describe('changes outside of a save', () => {
  it('are in the history: admins of a connection, members of a collection, and who was removed from it', async () => {
    const connection = catalog.createdGuid(
      await catalog.save(entity('Connection', 'default/glue/2', { connectorName: 'glue', category: 'lake' })),
    );
    const collection = catalog.createdGuid(await catalog.save(entity('Collection', 'shared')));
    const leaving = await catalog.addUser('lea', 'member');
    const users = { users: ['lea'], groups: [], tokens: [] };
    const nobody = { users: [], groups: [], tokens: [] };
    const names = { ...users, roles: [] };
    await changeConnectionAdmins(catalog.deps, catalog.owner, { kind: 'add', connection, names });
    await changeConnectionAdmins(catalog.deps, catalog.owner, { kind: 'add', connection, names });
    const change = { collection, editors: nobody, viewers: users, expected: null };
    await changeCollectionMembers(catalog.deps, catalog.owner, { kind: 'add', ...change });
    // The last admin who can sign in is there to stay.
    await catalog.db.updateTable('local_account').set({ last_login_at: new Date() }).execute();
    later();
    await removeUser(catalog.deps, catalog.owner, { userId: leaving.actorId });
    const lists = async (guid: string) =>
      (await historyOf(guid)).slice(1).map(({ action, detail }) => [action, detail['attributes']]);
    expect(await lists(connection)).toEqual([['ENTITY_UPDATE', { adminUsers: ['olga', 'lea'] }]]);
    const [added, removed] = await lists(collection);
    expect(added).toEqual(['ENTITY_UPDATE', expect.objectContaining({ viewerUsers: ['lea'] })]);
    expect(removed).toEqual(['ENTITY_UPDATE', expect.objectContaining({ viewerUsers: [] })]);
    expect((await historyOf(collection)).at(-1)?.created).toBe((await catalog.get(collection)).updateTime);
  });
});

describe('the history of assets that are gone', () => {
  it('stays after a purge and shows to who holds `audit.read` alone; a hard delete leaves none', async () => {
    const member = await catalog.addUser('mia', 'member');
    await catalog.saveConnection({ qualifiedName: 'default/glue/gone', adminUsers: ['mia', 'olga'] });
    const names = ['default/glue/gone/db/a', 'default/glue/gone/db/b', 'default/glue/gone/db/c'];
    const guids: string[] = [];
    for (const name of names) guids.push(catalog.createdGuid(await catalog.saveAs(member, entity('Table', name))));
    const [purged = '', hard = '', kept = ''] = guids;
    expect(actionsOf(await historyOf(purged, member))).toEqual(['ENTITY_CREATE']);
    await catalog.remove('PURGE', purged);
    await catalog.remove('HARD', hard);
    expect(actionsOf(await historyOf(purged))).toEqual(['ENTITY_CREATE', 'ENTITY_DELETE']);
    expect(await historyOf(purged, member)).toEqual([]);
    expect(await historyOf(hard)).toEqual([]);
    // Negative control: what is not gone shows to the member, and the hard delete took nothing else along.
    expect(actionsOf(await historyOf(kept, member))).toEqual(['ENTITY_CREATE']);
  });

  it('keeps a tag that outlasts its source as one put on the other asset', async () => {
    const parent = await createTable();
    const child = entity('Column', `${parent.qualifiedName}/c`, { table: named('Table', parent.qualifiedName) });
    const guid = catalog.createdGuid(await catalog.save(child));
    const flags = { propagate: true, removePropagationsOnEntityDelete: false };
    await catalog.saveTags('appendTags', {
      ...entity('Table', parent.qualifiedName),
      addOrUpdateClassifications: [{ typeName: pii, ...flags }],
    });
    await catalog.remove('PURGE', parent.guid);
    expect(actionsOf(await historyOf(guid)).slice(1)).toEqual([
      ...['PROPAGATED_CLASSIFICATION_ADD', 'PROPAGATED_CLASSIFICATION_DELETE', 'CLASSIFICATION_ADD'],
    ]);
  });
});

describe('what shows of the history', () => {
  let member: Principal;
  let [open, hidden] = ['', ''];

  beforeAll(async () => {
    member = await catalog.addUser('mo', 'member');
    await catalog.saveConnection({ qualifiedName: 'default/glue/mo', adminUsers: ['mo', 'olga'] });
    open = catalog.createdGuid(await catalog.save(entity('Table', 'default/glue/mo/db/open')));
    hidden = catalog.createdGuid(await catalog.save(entity('Table', `${catalog.connection}/db/hidden`)));
  });

  it('is only about assets that the actor may read, in hits, count and buckets', async () => {
    const dsl = {
      query: { terms: { entityId: [open, hidden] } },
      aggregations: { names: { terms: { field: 'entityQualifiedName' } } },
    };
    const shown = await searchHistory(catalog.deps, member, { dsl });
    expect(shown.entityAudits.map(({ entityId }) => entityId)).toEqual([open]);
    expect(shown).toMatchObject({ totalCount: 1, aggregations: { names: { buckets: [{ doc_count: 1 }] } } });
    // Negative control: both are there for who may read both.
    expect((await searchHistory(catalog.deps, catalog.owner, { dsl })).totalCount).toBe(2);
    expect(await historyOf(hidden, member)).toEqual([]);
  });

  it('leaves out that a term was put on which the actor may not read', async () => {
    const [secret, plain] = [await createTerm('Secret'), await createTerm('Plain')];
    const meanings = [byGuid('AtlasGlossaryTerm', secret), byGuid('AtlasGlossaryTerm', plain)];
    await catalog.save(entity('Table', 'default/glue/mo/db/open', { meanings }));
    const terms = async (principal: Principal) =>
      (await historyOf(open, principal))
        .filter(({ action }) => action === 'TERM_ADD')
        .map(({ detail }) => detail['guid']);
    // Negative control: as long as it may be read it is there.
    expect(new Set(await terms(member))).toEqual(new Set([secret, plain]));
    const hiding = await catalog.defineTag('Hiding');
    const { attributes } = await catalog.get(secret);
    const tagged = { typeName: 'AtlasGlossaryTerm', guid: secret, attributes };
    await catalog.saveTags('appendTags', { ...tagged, addOrUpdateClassifications: [{ typeName: hiding }] });
    const purpose = await catalog.savePurpose({ tagNames: [hiding] });
    const audience = { users: ['mo'], groups: [] };
    await catalog.savePurposePolicy({ purposeGuid: purpose.guid, effect: 'deny', audience });
    expect(await terms(member)).toEqual([plain]);
    expect(new Set(await terms(catalog.owner))).toEqual(new Set([secret, plain]));
  });

  it('does not name the asset that a tag came from when the actor may not read that', async () => {
    const path = 'default/glue/mo/db/below';
    const parent = catalog.createdGuid(await catalog.save(entity('Table', `${catalog.connection}/db/above`)));
    const column = entity('Column', path, { table: byGuid('Table', parent) });
    const guid = catalog.createdGuid(await catalog.save(column));
    const tagged = { ...entity('Table', `${catalog.connection}/db/above`) };
    const addOrUpdateClassifications = [{ typeName: pii, propagate: true }];
    await catalog.saveTags('appendTags', { ...tagged, addOrUpdateClassifications });
    const sourceFor = async (principal: Principal) => (await historyOf(guid, principal)).at(-1)?.detail['entityGuid'];
    expect(await sourceFor(member)).toBe('00000000-0000-0000-0000-000000000000');
    expect(await sourceFor(catalog.owner)).toBe(parent);
  });
});

describe('searching the history', () => {
  it('is newest first, then by asset, when nothing is said, and finds entries of before by the name of then', async () => {
    const { guid, qualifiedName } = await createTable();
    later();
    await catalog.save(entity('Table', qualifiedName, { description: 'x' }));
    const query = { bool: { must: [term('entityQualifiedName', qualifiedName), term('typeName', 'Table')] } };
    const { entityAudits } = await searchHistory(catalog.deps, catalog.owner, { dsl: { query } });
    expect(actionsOf(entityAudits)).toEqual(['ENTITY_UPDATE', 'ENTITY_CREATE']);
    expect(entityAudits[0]?.entityId).toBe(guid);
  });

  it('finds by user, action and time, and pages through entries of one moment without gap or repetition', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `default/glue/peter/db/t${index}`);
    const user = await catalog.addUser('peter', 'member');
    await catalog.saveConnection({ qualifiedName: 'default/glue/peter', adminUsers: ['peter', 'olga'] });
    await catalog.saveAs(user, ...names.map((name) => entity('Table', name)));
    const filter = [term('user', 'peter'), term('action', 'ENTITY_CREATE'), { range: { created: { gte: 0 } } }];
    const seen: string[] = [];
    for (let from = 0; ; from += 10) {
      const dsl = { query: { bool: { filter } }, sort: [{ created: 'asc' }], from, size: 10 };
      const { entityAudits, totalCount } = await searchHistory(catalog.deps, catalog.owner, { dsl });
      expect(totalCount).toBe(25);
      if (entityAudits.length === 0) break;
      seen.push(...entityAudits.map(({ entityQualifiedName }) => entityQualifiedName));
    }
    expect(seen).toEqual([...new Set(seen)]);
    expect([...seen].sort()).toEqual([...names].sort());
  });

  it('goes on behind the last hit by its sort values', async () => {
    const { guid, qualifiedName } = await createTable();
    const times: number[] = [(await catalog.get(guid)).updateTime];
    for (const description of ['a', 'b']) {
      later();
      await catalog.save(entity('Table', qualifiedName, { description }));
      times.push((await catalog.get(guid)).updateTime);
    }
    const page = (search_after: readonly number[]) => {
      const dsl = { query: term('entityId', guid), sort: [{ created: 'asc' }], search_after };
      return searchHistory(catalog.deps, catalog.owner, { dsl });
    };
    const { entityAudits } = await page([times[0] ?? 0]);
    expect(entityAudits.map(({ created }) => created)).toEqual(times.slice(1));
  });

  it('refuses what is no search, naming where', async () => {
    await expect(searchHistory(catalog.deps, catalog.owner, { dsl: { query: { nothing: {} } } })).rejects.toMatchObject(
      { code: 'query_rejected' },
    );
    await expect(searchHistory(catalog.deps, catalog.owner, 'x')).rejects.toMatchObject({ code: 'query_rejected' });
  });

  it('has two saves of one asset in the order in which they counted, and both', async () => {
    const { guid, qualifiedName } = await createTable();
    const values = Array.from({ length: 8 }, (_, index) => `value ${index}`);
    await Promise.all(
      values.map((description) => catalog.save(entity('Table', qualifiedName, { description })).catch(() => null)),
    );
    const [, ...updates] = await historyOf(guid);
    const written = updates.map(({ detail }) => (detail['attributes'] as JsonObject)['description']);
    expect([...written].sort()).toEqual(values);
    expect(written.at(-1)).toBe((await catalog.get(guid)).attributes['description']);
  });
});
