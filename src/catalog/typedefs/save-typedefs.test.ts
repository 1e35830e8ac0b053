import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { createSmallCatalog, entity, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import { saveEntities } from '../entities/save-entities.ts';
import { getTypedef, listTypedefs } from './list-typedefs.ts';
import { purgeTypedef, purgeTypedefs } from './purge-typedefs.ts';
import { createTypedefs, updateTypedefs } from './save-typedefs.ts';
import { findUnknownTags } from './tag-definition.ts';

let catalog: SmallCatalog;
beforeAll(async () => {
  catalog = await createSmallCatalog();
});
afterAll(() => catalog.close());

const lists = (...classificationDefs: JsonObject[]) => ({ lists: { classificationDefs, enumDefs: [] } });
const create = (...defs: JsonObject[]) => createTypedefs(catalog.deps, catalog.owner, lists(...defs));
const update = (...defs: JsonObject[]) => updateTypedefs(catalog.deps, catalog.owner, lists(...defs));

async function createOne(def: JsonObject): Promise<JsonObject> {
  const [made] = (await create(def)).classificationDefs;
  if (made === undefined) throw new Error('nothing was made');
  return made;
}

const options = { color: 'Red', iconName: 'atlanTags', imageID: '', iconType: 'icon' };
const internalName = /^[A-Za-z][A-Za-z0-9]{21}$/;

describe('defining tags', () => {
  it('gives a tag an internal name that is not what it is called, and keeps its options as they came', async () => {
    const made = await createOne({ category: 'CLASSIFICATION', name: 'PII ', displayName: 'PII ', options });
    expect(made).toMatchObject({
      ...{
        category: 'CLASSIFICATION',
        displayName: 'PII ',
        options,
        attributeDefs: [],
        typeVersion: '1.0',
        version: 1,
      },
      ...{ createdBy: 'olga', updatedBy: 'olga', entityTypes: [], superTypes: [], subTypes: [] },
    });
    expect(made['name']).toMatch(internalName);
    expect((await listTypedefs(catalog.deps, ['classification'])).classificationDefs).toContainEqual(made);
    expect(await getTypedef(catalog.deps, { name: String(made['name']) })).toEqual(made);
  });

  it('gives each attribute of a tag an internal name of its own, whatever it was sent as', async () => {
    const attributeDefs = [
      { displayName: 'sourceTagAttachment', name: '', typeName: 'array<SourceTagAttachment>', isOptional: true },
      { displayName: 'other', name: 'other', typeName: 'string' },
    ];
    const made = await createOne({ displayName: 'synced', attributeDefs });
    const stored = made['attributeDefs'] as JsonObject[];
    expect(stored.map(({ displayName, typeName }) => [displayName, typeName])).toEqual([
      ['sourceTagAttachment', 'array<SourceTagAttachment>'],
      ['other', 'string'],
    ]);
    expect(new Set(stored.map(({ name }) => name)).size).toBe(2);
    for (const { name } of stored) expect(name).toMatch(internalName);
  });

  it('refuses a name that is taken, also by another tag of the same request, unless the caller allows it', async () => {
    await create({ displayName: 'once' });
    await expect(create({ displayName: 'once' })).rejects.toMatchObject({ code: 'typedef_exists' });
    await expect(create({ displayName: 'twice' }, { displayName: 'twice' })).rejects.toMatchObject({
      code: 'typedef_exists',
    });
    await createOne({ displayName: 'once', skipDisplayNameUniquenessCheck: true });
    const allowed = { ...lists({ displayName: 'once' }), allowDuplicateDisplayName: true };
    await createTypedefs(catalog.deps, catalog.owner, allowed);
    const { classificationDefs } = await listTypedefs(catalog.deps, ['CLASSIFICATION']);
    expect(classificationDefs.filter(({ displayName }) => displayName === 'once')).toHaveLength(3);
    expect(classificationDefs.filter(({ displayName }) => displayName === 'twice')).toEqual([]);
  });

  it('of two callers who define the same tag at once one is refused', async () => {
    const outcomes = await Promise.allSettled([create({ displayName: 'race' }), create({ displayName: 'race' })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it.each([
    ['without a name to show', { name: 'x' }, 'display_name_missing'],
    ['called like a type of the server', { displayName: 'Table' }, 'type_built_in'],
    ['with a text that cannot be kept', { displayName: 'a\0b' }, 'field_invalid'],
    ['with options that are no object', { displayName: 'x', options: ['red'] }, 'field_invalid'],
    ['with half an attribute', { displayName: 'x', attributeDefs: [{ displayName: 'a' }] }, 'field_invalid'],
    [
      'with two attributes of one name',
      {
        displayName: 'x',
        attributeDefs: [
          { displayName: 'a', typeName: 'string' },
          { displayName: 'a', typeName: 'int' },
        ],
      },
      'typedef_attribute_exists',
    ],
  ] as const)('refuses a tag %s', async (_, def, code) => {
    await expect(create(def as unknown as JsonObject)).rejects.toMatchObject({ code });
  });

  it('refuses types of assets and of links instead of dropping them', async () => {
    const request = { lists: { classificationDefs: [], entityDefs: [{ name: 'Spreadsheet' }] } };
    await expect(createTypedefs(catalog.deps, catalog.owner, request)).rejects.toMatchObject({
      code: 'operation_unsupported',
      message:
        '`entityDefs` cannot be changed; accepted: `enumDefs`, `structDefs`, `classificationDefs`, `businessMetadataDefs`',
    });
  });

  it('takes the capability: members and tokens without a role define, change and purge nothing', async () => {
    const { name } = await createOne({ displayName: 'kept' });
    const member = await catalog.addUser('mia', 'member');
    const { principal: token } = await catalog.addToken('bare', 'none');
    for (const actor of [member, token]) {
      for (const attempt of [
        () => createTypedefs(catalog.deps, actor, lists({ displayName: 'mine' })),
        () => updateTypedefs(catalog.deps, actor, lists({ name: String(name), displayName: 'mine' })),
        () => purgeTypedefs(catalog.deps, actor, { classificationDefs: [{ name: String(name) }] }),
        () => purgeTypedef(catalog.deps, actor, String(name)),
      ]) {
        await expect(Promise.resolve().then<unknown>(attempt)).rejects.toMatchObject({ code: 'permission_denied' });
      }
    }
    expect(await getTypedef(catalog.deps, { name: String(name) })).toMatchObject({ displayName: 'kept', version: 1 });
  });

  it('records who defined, changed and purged which tag', async () => {
    const { name } = await createOne({ displayName: 'recorded' });
    await update({ name: String(name), displayName: 'recorded anew' });
    await purgeTypedef(catalog.deps, catalog.owner, String(name));
    const records = await catalog.db
      .selectFrom('audit_record')
      .select(['action', 'detail'])
      .where('object_id', '=', String(name))
      .orderBy('sequence')
      .execute();
    expect(records).toEqual([
      { action: 'tag.create', detail: { tags: [{ name, displayName: 'recorded' }] } },
      { action: 'tag.update', detail: { tags: [{ name, displayName: 'recorded anew' }] } },
      { action: 'tag.purge', detail: { tags: [{ name, displayName: 'recorded anew' }] } },
    ]);
  });
});

describe('changing tags', () => {
  it('finds a tag by guid or internal name, changes what is sent and keeps the rest, name included', async () => {
    const made = await createOne({ displayName: 'before', description: 'kept', options });
    const { guid, name } = made;
    catalog.time.advance(1_000);
    const changed = (await update({ guid: String(guid), displayName: 'after' })).classificationDefs[0];
    expect(changed).toMatchObject({ guid, name, displayName: 'after', description: 'kept', options, version: 2 });
    expect(changed?.['updateTime']).toBe(Number(made['updateTime']) + 1_000);
    await update({ name: String(name), options: { color: 'Green' } });
    expect(await getTypedef(catalog.deps, { name: String(name) })).toMatchObject({
      ...{ displayName: 'after', options: { color: 'Green' }, version: 3 },
    });
  });

  it('adds attributes, changes those it knows and drops none', async () => {
    const made = await createOne({
      displayName: 'attributed',
      attributeDefs: [{ displayName: 'a', typeName: 'string' }],
    });
    const [first] = made['attributeDefs'] as JsonObject[];
    const name = String(made['name']);
    await update({ name, attributeDefs: [{ displayName: 'b', typeName: 'string' }] });
    const renamed = { name: String(first?.['name']), displayName: 'a2', typeName: 'string' };
    const [changed] = (await update({ name, attributeDefs: [renamed] })).classificationDefs;
    expect((changed?.['attributeDefs'] as JsonObject[]).map(({ displayName }) => displayName)).toEqual(['a2', 'b']);
    const twin = { displayName: 'b', typeName: 'int' };
    await expect(update({ name, attributeDefs: [twin] })).rejects.toMatchObject({ code: 'typedef_attribute_exists' });
  });

  it('defines what it does not find, and refuses the name of another tag', async () => {
    const [made] = (await update({ name: 'fresh', displayName: 'fresh' })).classificationDefs;
    expect(made?.['name']).toMatch(internalName);
    await create({ displayName: 'theirs' });
    await expect(update({ name: String(made?.['name']), displayName: 'theirs' })).rejects.toMatchObject({
      code: 'typedef_exists',
    });
  });
});

describe('purging tags', () => {
  const tagged = (path: string, name: string): JsonObject => ({
    ...entity('Table', `${catalog.connection}/${path}`),
    classifications: [{ typeName: name }],
  });

  it('removes a tag that nothing uses, for good', async () => {
    const name = String((await createOne({ displayName: 'unused' }))['name']);
    await purgeTypedef(catalog.deps, catalog.owner, name);
    await expect(purgeTypedef(catalog.deps, catalog.owner, name)).rejects.toMatchObject({ code: 'type_unknown' });
    await expect(purgeTypedef(catalog.deps, catalog.owner, 'Table')).rejects.toMatchObject({ code: 'type_built_in' });
  });

  it('refuses a tag that is in use and says by how many, archived assets and purposes included', async () => {
    const name = String((await createOne({ displayName: 'used' }))['name']);
    const result = await catalog.save(tagged('used/one', name), tagged('used/two', name));
    await catalog.remove('SOFT', result.mutatedEntities?.CREATE?.[0]?.guid ?? '');
    await sql`
      INSERT INTO purpose (guid, qualified_name, name, tag_names) VALUES (gen_random_uuid(), 'default/x', 'x', ARRAY[${name}])`.execute(
      catalog.db,
    );
    const { classificationDefs } = await create({ displayName: 'free' });
    const free = String(classificationDefs[0]?.['name']);
    const both = { classificationDefs: [{ name: free }, { name }] };
    for (const attempt of [
      () => purgeTypedef(catalog.deps, catalog.owner, name),
      () => purgeTypedefs(catalog.deps, catalog.owner, both),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'tag_in_use',
        message: 'tag `used` is in use by 2 assets and 1 purpose, archived ones included',
      });
    }
    expect(await getTypedef(catalog.deps, { name: free })).toMatchObject({ displayName: 'free' });
    await purgeTypedefs(catalog.deps, catalog.owner, { classificationDefs: [{ name: free }] });
    await expect(getTypedef(catalog.deps, { name: free })).rejects.toMatchObject({ code: 'type_unknown' });
  });

  it('waits for whoever is putting the tag on an asset, and then finds it in use', async () => {
    const name = String((await createOne({ displayName: 'contended' }))['name']);
    let purging: Promise<unknown> = Promise.resolve();
    await transact(catalog.db, async (tx) => {
      expect(await findUnknownTags(tx, [name, 'nothing', name])).toEqual(['nothing']);
      purging = purgeTypedef(catalog.deps, catalog.owner, name).catch((error: unknown) => error);
      const waiting = sql<{ pid: number }>`
        SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%tag_definition%'`;
      await eventually('the purge waits', async () => (await waiting.execute(catalog.db)).rows[0] ?? null);
      await sql`
        INSERT INTO purpose (guid, qualified_name, name, tag_names)
        VALUES (gen_random_uuid(), 'default/y', 'y', ARRAY[${name}])`.execute(tx);
    });
    expect(await purging).toMatchObject({ code: 'tag_in_use' });
  });

  it('a tag that is gone can be put on nothing', async () => {
    const name = String((await createOne({ displayName: 'gone' }))['name']);
    await purgeTypedef(catalog.deps, catalog.owner, name);
    await expect(
      saveEntities(catalog.deps, catalog.owner, { entities: [tagged('used/three', name)] }),
    ).rejects.toMatchObject({ code: 'tag_unknown' });
  });
});
