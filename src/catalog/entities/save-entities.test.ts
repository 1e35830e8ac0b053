import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  byGuid,
  createSmallCatalog,
  entity,
  named,
  namesOf,
  type SmallCatalog,
} from '../../../test/support/small-catalog.ts';

let catalog: SmallCatalog;
beforeAll(async () => {
  catalog = await createSmallCatalog();
});
afterAll(() => catalog.close());

/** Path of a database of its own, so that tests do not meet. */
let databases = 0;
function newDatabase(): string {
  databases += 1;
  return `${catalog.connection}/db${databases}`;
}

async function saveSchema(): Promise<{ database: string; schema: string }> {
  const database = newDatabase();
  const schema = `${database}/s`;
  await catalog.save(entity('Database', database), entity('Schema', schema, { database: named('Database', database) }));
  return { database, schema };
}

describe('saving assets', () => {
  it('creates what is new and reports it under CREATE with the placeholder it was sent as', async () => {
    const database = newDatabase();
    const result = await catalog.save({ ...entity('Database', database), guid: '-7' });
    const [created] = result.mutatedEntities?.CREATE ?? [];
    expect(result).toEqual({ mutatedEntities: { CREATE: [created] }, guidAssignments: { '-7': created?.guid } });
    expect(created).toMatchObject({
      typeName: 'Database',
      status: 'ACTIVE',
      createdBy: 'olga',
      attributes: { qualifiedName: database },
    });
    expect(created?.superTypeNames).toEqual(['SQL', 'Catalog', 'Asset', 'Referenceable']);
  });

  it('does not report an asset that did not really change, but still says which one a placeholder means', async () => {
    const database = newDatabase();
    const draft = (ownerUsers: string[]) => ({
      ...entity('Database', database, { description: 'd', ownerUsers }),
      guid: '-7',
    });
    const first = await catalog.save(draft(['b', 'a']));
    const guid = catalog.createdGuid(first);
    const before = await catalog.get(guid);
    catalog.time.advance(1000);
    const again = await catalog.save(draft(['a', 'b']));
    expect(again).toEqual({ guidAssignments: { '-7': guid } });
    expect(await catalog.get(guid)).toEqual(before);
  });

  it.each(['description', 'userDescription', 'displayName', 'certificateStatusMessage'])(
    'keeps a word in %s that no index could hold whole',
    async (attribute) => {
      const text = Array.from({ length: 30_000 }, (_, n) => String.fromCharCode(0x4e00 + ((n * 7919) % 20_000))).join(
        '',
      );
      const guid = catalog.createdGuid(await catalog.save(entity('Database', newDatabase(), { [attribute]: text })));
      expect((await catalog.get(guid)).attributes[attribute]).toBe(text);
    },
  );

  it('changes only what is sent, with a new update time and the name of who changed it', async () => {
    const database = newDatabase();
    const created = catalog.createdGuid(
      await catalog.save(entity('Database', database, { description: 'd', schemaCount: 3 })),
    );
    const before = await catalog.get(created);
    catalog.time.advance(1000);
    const result = await catalog.save(entity('Database', database, { description: 'e' }));
    expect(result.mutatedEntities).toMatchObject({
      UPDATE: [{ guid: created, attributes: { description: 'e', schemaCount: 3 } }],
    });
    const after = await catalog.get(created);
    expect(after).toMatchObject({
      updateTime: before.updateTime + 1000,
      createTime: before.createTime,
      version: before.version + 1,
    });
  });

  it('clears an attribute by null and a list by null to an empty list', async () => {
    const database = newDatabase();
    const guid = catalog.createdGuid(
      await catalog.save(entity('Database', database, { description: 'd', ownerUsers: ['a'] })),
    );
    const result = await catalog.save(entity('Database', database, { description: null, ownerUsers: null }));
    expect(result.mutatedEntities?.UPDATE?.[0]?.attributes).toEqual({
      ownerUsers: [],
      qualifiedName: database,
      name: database.split('/')[3],
      connectionQualifiedName: 'default/glue/1',
      connectorName: 'glue',
    });
    expect((await catalog.get(guid)).attributes).toMatchObject({ ownerUsers: [], ownerGroups: [] });
    expect(await catalog.save(entity('Database', database, { description: null, ownerUsers: null }))).toEqual({});
  });

  it('keeps attributes that the model does not know', async () => {
    const database = newDatabase();
    const guid = catalog.createdGuid(await catalog.save(entity('Database', database, { sparkle: { a: [1] } })));
    expect((await catalog.get(guid)).attributes).toMatchObject({ sparkle: { a: [1] } });
  });

  it('takes a table and a view of one qualified name for two assets', async () => {
    const { schema } = await saveSchema();
    const result = await catalog.save(entity('Table', `${schema}/x`), entity('View', `${schema}/x`));
    expect(result.mutatedEntities?.CREATE).toHaveLength(2);
  });

  it('makes one asset of two entities with the same type and qualified name, the later one winning', async () => {
    const database = newDatabase();
    const result = await catalog.save(
      { ...entity('Database', database, { description: 'a', schemaCount: 1 }), guid: '-1' },
      { ...entity('Database', database, { description: 'b' }), guid: '-2' },
    );
    const [created] = result.mutatedEntities?.CREATE ?? [];
    expect(result.mutatedEntities?.CREATE).toHaveLength(1);
    expect(created?.attributes).toMatchObject({ description: 'b', schemaCount: 1 });
    expect(result.guidAssignments).toEqual({ '-1': created?.guid, '-2': created?.guid });
  });

  it('updates by a real guid, and refuses to move a client-named asset to another qualified name', async () => {
    const database = newDatabase();
    const guid = catalog.createdGuid(await catalog.save(entity('Database', database)));
    const result = await catalog.save({ typeName: 'Database', guid, attributes: { description: 'by guid' } });
    expect(result.mutatedEntities?.UPDATE?.[0]?.attributes).toMatchObject({
      description: 'by guid',
      qualifiedName: database,
    });
    await expect(catalog.save({ ...entity('Database', `${database}x`), guid })).rejects.toMatchObject({
      code: 'operation_unsupported',
    });
  });

  it('answers an unknown guid with asset_not_found', async () => {
    const guid = '5b2d9fcb-1f63-4c7e-9d0f-0a4b7c1d2e3f';
    await expect(catalog.save({ typeName: 'Database', guid, attributes: { name: 'x' } })).rejects.toMatchObject({
      code: 'asset_not_found',
      message: `Given instance guid ${guid} is invalid/not found`,
    });
  });

  it('records who certified and announced and when, and ignores what clients claim about it', async () => {
    const database = newDatabase();
    catalog.time.advance(5000);
    const at = catalog.time.now().getTime();
    const result = await catalog.save(
      entity('Database', database, {
        certificateStatus: 'VERIFIED',
        certificateUpdatedBy: 'mallory',
        announcementType: 'issue',
      }),
    );
    expect(result.mutatedEntities?.CREATE?.[0]?.attributes).toMatchObject({
      ...{
        certificateUpdatedBy: 'olga',
        certificateUpdatedAt: at,
        announcementUpdatedBy: 'olga',
        announcementUpdatedAt: at,
      },
    });
    catalog.time.advance(5000);
    const again = await catalog.save(
      entity('Database', database, { certificateStatus: 'VERIFIED', certificateUpdatedBy: 'mallory' }),
    );
    expect(again).toEqual({});
  });

  it('replaces labels and custom attributes as a whole', async () => {
    const database = newDatabase();
    const guid = catalog.createdGuid(
      await catalog.save({ ...entity('Database', database), labels: ['a', 'b'], customAttributes: { k: 'v' } }),
    );
    await catalog.save({ ...entity('Database', database), labels: ['c'], customAttributes: { l: 'w' } });
    expect(await catalog.get(guid)).toMatchObject({ labels: ['c'], customAttributes: { l: 'w' } });
    expect(
      await catalog.save({
        ...entity('Database', database),
        status: 'DELETED',
        meanings: [],
        createdBy: 'x',
        businessAttributes: null,
      }),
    ).toEqual({});
  });

  it('restores an archived asset by status ACTIVE, with its links, and reports it as updated', async () => {
    const { database, schema } = await saveSchema();
    const table = `${schema}/t`;
    const guid = catalog.createdGuid(
      await catalog.save(entity('Table', table, { atlanSchema: named('Schema', schema) })),
    );
    await catalog.remove('SOFT', guid);
    expect(await catalog.get(guid)).toMatchObject({ status: 'DELETED', deleteHandler: 'SOFT' });
    const edited = await catalog.save(entity('Table', table, { description: 'still archived' }));
    expect(edited.mutatedEntities?.UPDATE?.[0]?.status).toBe('DELETED');
    const restored = await catalog.save({ ...entity('Table', table), guid: '-1', status: 'ACTIVE' });
    expect(restored.guidAssignments).toEqual({ '-1': guid });
    expect(restored.mutatedEntities?.UPDATE?.[0]).toMatchObject({ guid, status: 'ACTIVE' });
    const after = await catalog.get(guid);
    expect(after).toMatchObject({
      status: 'ACTIVE',
      relationshipAttributes: { atlanSchema: { uniqueAttributes: { qualifiedName: schema } } },
    });
    expect(after).not.toHaveProperty('deleteHandler');
    expect(database).not.toBe('');
  });
});

describe('what a save refuses', () => {
  it('names every wrong value at once', async () => {
    const wrong = entity('Database', newDatabase(), {
      certificateStatus: 'GREAT',
      schemaCount: 'many',
      isProfiled: 'maybe',
      lastSyncRunAt: 'soon',
    });
    const error: unknown = await catalog.save(wrong).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'field_invalid' });
    const paths = (error as { details: { path: string }[] }).details.map(({ path }) => path);
    expect(paths).toEqual([
      'entities[0].attributes.certificateStatus',
      'entities[0].attributes.schemaCount',
      'entities[0].attributes.isProfiled',
      'entities[0].attributes.lastSyncRunAt',
    ]);
  });

  it.each([
    [
      'an unknown type',
      { typeName: 'Tabel', attributes: { name: 'x', qualifiedName: 'x' } },
      'type_unknown',
      '`Tabel`',
    ],
    [
      'a new asset without a name',
      { typeName: 'Table', attributes: { qualifiedName: 'default/glue/1/x' } },
      'attribute_missing',
      'name',
    ],
    [
      'a new asset without a qualified name',
      { typeName: 'Table', attributes: { name: 'x' } },
      'attribute_missing',
      'qualifiedName',
    ],
    [
      'an unknown tag',
      { ...entity('Table', 'default/glue/1/x'), classifications: [{ typeName: 'PII' }] },
      'tag_unknown',
      '`PII`',
    ],
    [
      'an unknown custom metadata set',
      { ...entity('Table', 'default/glue/1/x'), businessAttributes: { set: {} } },
      'custom_metadata_unknown',
      'set',
    ],
    [
      'too long a text',
      entity('Table', 'default/glue/1/x', { userDescription: 'x'.repeat(100_001) }),
      'field_invalid',
      'userDescription',
    ],
    [
      'a null character',
      entity('Table', 'default/glue/1/x', { userDescription: 'x\0' }),
      'field_invalid',
      'null character',
    ],
    [
      'half of a surrogate pair deep inside',
      entity('Table', 'default/glue/1/x', { odd: [{ a: '\ud800' }] }),
      'field_invalid',
      'surrogate',
    ],
    [
      'a placeholder nobody has',
      entity('Schema', 'default/glue/1/x', { database: byGuid('Database', '-9') }),
      'reference_unresolved',
      '`-9`',
    ],
    [
      'a reference to nothing',
      entity('Schema', 'default/glue/1/x', { database: named('Database', 'no') }),
      'asset_unique_attribute_not_found',
      'Instance Database',
    ],
    [
      'a reference of the wrong type',
      entity('Schema', 'default/glue/1/x', { database: named('Connection', 'default/glue/1') }),
      'reference_wrong_type',
      '`Database`',
    ],
    [
      'two references where one fits',
      entity('Schema', 'default/glue/1/x', { database: [byGuid('Database', '-1'), byGuid('Database', '-1')] }),
      'reference_unresolved',
      '-1',
    ],
  ])('refuses %s', async (...[, draft, code, words]) => {
    await expect(catalog.save(draft)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
  });

  it('refuses more than 10,000 entities', async () => {
    const entities = Array.from({ length: 10_001 }, (_, index) => entity('Table', `default/glue/1/${index}`));
    await expect(catalog.save(...entities)).rejects.toMatchObject({ code: 'too_many_entities' });
  });

  it('saves nothing when one entity of many is wrong', async () => {
    const database = newDatabase();
    const draft = entity('Schema', `${database}/s`, { database: named('Database', 'no') });
    await expect(catalog.save(entity('Database', database), draft)).rejects.toMatchObject({
      code: 'asset_unique_attribute_not_found',
    });
    expect(namesOf((await catalog.save(entity('Database', database))).mutatedEntities?.CREATE)).toEqual([database]);
  });
});

describe('links', () => {
  it('resolves placeholders in any order and reports created parents as created only', async () => {
    const database = newDatabase();
    const result = await catalog.save(
      { ...entity('Table', `${database}/s/t`, { atlanSchema: byGuid('Schema', '-2') }), guid: '-3' },
      { ...entity('Schema', `${database}/s`, { database: byGuid('Database', '-1') }), guid: '-2' },
      { ...entity('Database', database), guid: '-1' },
    );
    expect(namesOf(result.mutatedEntities?.CREATE)).toEqual([`${database}/s/t`, `${database}/s`, database]);
    expect(result.mutatedEntities).not.toHaveProperty('UPDATE');
  });

  it('reports each other end once: three tables and a view update their one schema', async () => {
    const { schema } = await saveSchema();
    const below = { atlanSchema: named('Schema', schema) };
    const result = await catalog.save(
      ...['a', 'b', 'c'].map((name) => entity('Table', `${schema}/${name}`, below)),
      entity('View', `${schema}/v`, below),
    );
    expect(result.mutatedEntities?.CREATE).toHaveLength(4);
    expect(namesOf(result.mutatedEntities?.UPDATE)).toEqual([schema]);
  });

  it('shows a link on both ends with the names each end has for it', async () => {
    const { schema } = await saveSchema();
    const saved = await catalog.save(
      { ...entity('Table', `${schema}/t`, { atlanSchema: named('Schema', schema) }), guid: '-1' },
      entity('Column', `${schema}/t/c`, { table: byGuid('Table', '-1') }),
    );
    const [table, column] = saved.mutatedEntities?.CREATE ?? [];
    const seen = (await catalog.get(table?.guid ?? '')).relationshipAttributes;
    expect(seen?.['columns']).toMatchObject([
      { guid: column?.guid, displayText: 'c', relationshipType: 'table_columns', entityStatus: 'ACTIVE' },
    ]);
    expect(seen?.['partitions']).toEqual([]);
    expect(seen?.['readme']).toBeNull();
    const other = (await catalog.get(column?.guid ?? '')).relationshipAttributes;
    expect(other?.['table']).toMatchObject({ guid: table?.guid, uniqueAttributes: { qualifiedName: `${schema}/t` } });
    expect(other?.['table']).not.toHaveProperty('attributes');
  });

  it('moves a column from one table to another, updating the column and both tables', async () => {
    const { schema } = await saveSchema();
    await catalog.save(entity('Table', `${schema}/a`), entity('Table', `${schema}/b`));
    await catalog.save(entity('Column', `${schema}/c`, { table: named('Table', `${schema}/a`) }));
    const moved = await catalog.save(entity('Column', `${schema}/c`, { table: named('Table', `${schema}/b`) }));
    expect(namesOf(moved.mutatedEntities?.UPDATE)?.[0]).toBe(`${schema}/c`);
    expect(namesOf(moved.mutatedEntities?.UPDATE)?.sort()).toEqual([`${schema}/a`, `${schema}/b`, `${schema}/c`]);
  });

  it('ignores null among attributes, unlinks by null among relationship attributes, clears a set by an empty list', async () => {
    const { schema } = await saveSchema();
    await catalog.save(
      entity('Table', `${schema}/t`),
      entity('Column', `${schema}/c`, { table: named('Table', `${schema}/t`) }),
    );
    expect(await catalog.save(entity('Column', `${schema}/c`, { table: null }))).toEqual({});
    const unlinked = await catalog.save({
      ...entity('Column', `${schema}/c`),
      relationshipAttributes: { table: null },
    });
    expect(namesOf(unlinked.mutatedEntities?.UPDATE)).toEqual([`${schema}/c`, `${schema}/t`]);
    await catalog.save(entity('Column', `${schema}/c`, { table: named('Table', `${schema}/t`) }));
    const cleared = await catalog.save(entity('Table', `${schema}/t`, { columns: [] }));
    expect(namesOf(cleared.mutatedEntities?.UPDATE)).toEqual([`${schema}/t`, `${schema}/c`]);
  });

  it('replaces, appends to and removes from a set', async () => {
    const { schema } = await saveSchema();
    const table = `${schema}/t`;
    const columns = ['a', 'b', 'c'].map((name) => `${schema}/t/${name}`);
    const references = columns.map((name) => named('Column', name));
    const guid = catalog.createdGuid(
      await catalog.save(entity('Table', table), ...columns.map((name) => entity('Column', name))),
    );
    const columnNames = async () => {
      const list = (await catalog.get(guid)).relationshipAttributes?.['columns'] as { displayText: string }[];
      return list.map(({ displayText }) => displayText).join('');
    };
    await catalog.save(entity('Table', table, { columns: references.slice(0, 2) }));
    expect(await columnNames()).toBe('ab');
    await catalog.save({ ...entity('Table', table), appendRelationshipAttributes: { columns: references.slice(1) } });
    expect(await columnNames()).toBe('abc');
    await catalog.save({ ...entity('Table', table), removeRelationshipAttributes: { columns: references[1] ?? null } });
    expect(await columnNames()).toBe('ac');
    await catalog.save({ ...entity('Table', table), relationshipAttributes: { columns: references.slice(1, 2) } });
    expect(await columnNames()).toBe('b');
  });

  it('resolves a reference by a type above it to the asset itself', async () => {
    const { schema } = await saveSchema();
    const result = await catalog.save(entity('Table', `${schema}/t`, { atlanSchema: named('Asset', schema) }));
    expect(namesOf(result.mutatedEntities?.UPDATE)).toEqual([schema]);
  });

  it('accepts what a client read and sends back: full related objects and ignored attributes inside references', async () => {
    const { schema } = await saveSchema();
    const guid = catalog.createdGuid(
      await catalog.save(entity('Table', `${schema}/t`, { atlanSchema: named('Schema', schema) })),
    );
    const detail = await catalog.get(guid);
    expect(await catalog.save(JSON.parse(JSON.stringify(detail)) as never)).toEqual({});
    const reference = { ...named('Schema', schema), attributes: { qualifiedName: 'nonsense' }, semantic: 'REPLACE' };
    expect(await catalog.save(entity('Table', `${schema}/t`, { atlanSchema: reference }))).toEqual({});
    const newer = { typeName: 'Schema', qualifiedName: schema, semantic: 'REPLACE' };
    expect(
      await catalog.save({ ...entity('Table', `${schema}/t`), relationshipAttributes: { atlanSchema: newer } }),
    ).toEqual({});
  });

  it('keeps the attributes of a user-defined relationship, reports both ends and shows it from both', async () => {
    const database = newDatabase();
    const [from, to] = [`${database}/a`, `${database}/b`];
    await catalog.save(entity('Table', from), entity('Table', to));
    const labels = { fromTypeLabel: 'feeds', toTypeLabel: 'fed by' };
    const reference = {
      ...named('Table', to),
      relationshipType: 'UserDefRelationship',
      relationshipAttributes: { typeName: 'UserDefRelationship', attributes: labels },
    };
    const result = await catalog.save(entity('Table', from, { userDefRelationshipTo: [reference] }));
    expect(namesOf(result.mutatedEntities?.UPDATE)).toEqual([from, to]);
    const other = await catalog.get(result.mutatedEntities?.UPDATE?.[1]?.guid ?? '');
    expect(other.relationshipAttributes?.['userDefRelationshipFrom']).toMatchObject([
      { relationshipAttributes: { attributes: labels } },
    ]);
  });

  it('marks what a process reads and writes as having lineage, updates exactly those, and takes the mark away with it', async () => {
    const database = newDatabase();
    const [source, target] = [`${database}/a`, `${database}/b`];
    const tables = await catalog.save(entity('Table', source), entity('Table', target));
    const [sourceGuid = ''] = (tables.mutatedEntities?.CREATE ?? []).map(({ guid }) => guid);
    const process = entity('Process', `${catalog.connection}/p${databases}`, {
      inputs: [named('Table', source)],
      outputs: [named('Table', target)],
    });
    const result = await catalog.save(process);
    expect(namesOf(result.mutatedEntities?.UPDATE)?.sort()).toEqual([source, target]);
    expect(result.mutatedEntities?.CREATE?.[0]?.attributes).toMatchObject({
      inputs: [{ guid: sourceGuid }],
      outputs: [{ typeName: 'Table' }],
    });
    expect((await catalog.get(sourceGuid)).attributes).toMatchObject({ __hasLineage: true });
    const gone = await catalog.remove('SOFT', catalog.createdGuid(result));
    expect(gone.mutatedEntities).not.toHaveProperty('UPDATE');
    expect((await catalog.get(sourceGuid)).attributes).not.toHaveProperty('__hasLineage');
    await catalog.save({ ...process, status: 'ACTIVE' });
    expect((await catalog.get(sourceGuid)).attributes).toMatchObject({ __hasLineage: true });
  });
});
