import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmallCatalog, entity, named, namesOf, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { updateEntityByUniqueAttribute } from './update-entity.ts';
import { getEntityByGuid } from './get-entity-by-guid.ts';
import { getEntityByUniqueAttribute } from './get-entity.ts';

let catalog: SmallCatalog;
beforeAll(async () => {
  catalog = await createSmallCatalog();
});
afterAll(() => catalog.close());

let tables = 0;
async function saveTable(): Promise<{ table: string; guid: string; columnGuid: string }> {
  tables += 1;
  const table = `${catalog.connection}/t${tables}`;
  const result = await catalog.save(
    entity('Table', table),
    entity('Column', `${table}/c`, { table: named('Table', table) }),
  );
  const [guid = '', columnGuid = ''] = (result.mutatedEntities?.CREATE ?? []).map((it) => it.guid);
  return { table, guid, columnGuid };
}

describe('deleting', () => {
  it('SOFT archives the asset alone, reports it with its handler, and reports nothing the second time', async () => {
    const { table, guid, columnGuid } = await saveTable();
    const deleted = await catalog.remove('SOFT', guid);
    expect(deleted).toMatchObject({
      mutatedEntities: {
        DELETE: [{ guid, status: 'DELETED', deleteHandler: 'SOFT', attributes: { qualifiedName: table } }],
      },
    });
    expect(Object.keys(deleted.mutatedEntities ?? {})).toEqual(['DELETE']);
    const column = await catalog.get(columnGuid);
    expect(column).toMatchObject({
      status: 'ACTIVE',
      relationshipAttributes: { table: { guid, entityStatus: 'DELETED', relationshipStatus: 'DELETED' } },
    });
    expect(await catalog.remove('SOFT', guid)).toEqual({});
  });

  it.each(['HARD', 'PURGE'] as const)(
    '%s removes asset and links, answers DELETED, and frees the name',
    async (deleteType) => {
      const { table, guid, columnGuid } = await saveTable();
      const deleted = await catalog.remove(deleteType, guid);
      expect(deleted.mutatedEntities?.DELETE).toMatchObject([{ guid, status: 'DELETED', deleteHandler: deleteType }]);
      await expect(catalog.get(guid)).rejects.toMatchObject({ code: 'asset_not_found' });
      expect((await catalog.get(columnGuid)).relationshipAttributes?.['table']).toBeNull();
      const again = await catalog.save(entity('Table', table));
      expect(namesOf(again.mutatedEntities?.CREATE)).toEqual([table]);
      expect(catalog.createdGuid(again)).not.toBe(guid);
    },
  );

  it('purges what was archived before', async () => {
    const { guid } = await saveTable();
    await catalog.remove('SOFT', guid);
    expect((await catalog.remove('PURGE', guid)).mutatedEntities?.DELETE).toHaveLength(1);
  });

  it('a connection leaves its assets in place, and archived keeps its admins', async () => {
    const qualifiedName = `default/glue/77`;
    const guid = catalog.createdGuid(await catalog.save(entity('Connection', qualifiedName)));
    const database = catalog.createdGuid(await catalog.save(entity('Database', `${qualifiedName}/d`)));
    await catalog.remove('SOFT', guid);
    expect(await catalog.get(database)).toMatchObject({ status: 'ACTIVE' });
    await catalog.remove('PURGE', guid);
    await expect(catalog.get(database)).rejects.toMatchObject({ code: 'asset_not_found' });
    const { count } = await catalog.db
      .selectFrom('asset')
      .select((it) => it.fn.countAll<number>().as('count'))
      .where('guid', '=', database)
      .executeTakeFirstOrThrow();
    expect(count).toBe(1);
  });
});

describe('reading one asset', () => {
  it('finds it by a type above its own, active before archived', async () => {
    const { table, guid } = await saveTable();
    const view = catalog.createdGuid(await catalog.save(entity('View', table)));
    await catalog.remove('SOFT', guid);
    const found = await getEntityByUniqueAttribute(catalog.deps, catalog.owner, {
      typeName: 'Asset',
      attributes: { qualifiedName: table },
    });
    expect(found.entity).toMatchObject({ guid: view, typeName: 'View' });
    const archived = await getEntityByUniqueAttribute(catalog.deps, catalog.owner, {
      typeName: 'Table',
      attributes: { qualifiedName: table },
    });
    expect(archived.entity).toMatchObject({ guid, status: 'DELETED' });
    await expect(
      getEntityByUniqueAttribute(catalog.deps, catalog.owner, {
        typeName: 'Schema',
        attributes: { qualifiedName: table },
      }),
    ).rejects.toMatchObject({
      code: 'asset_unique_attribute_not_found',
      message: `Instance Schema with unique attribute {qualifiedName=${table}} does not exist`,
    });
    await expect(
      getEntityByUniqueAttribute(catalog.deps, catalog.owner, {
        typeName: 'Tabel',
        attributes: { qualifiedName: table },
      }),
    ).rejects.toMatchObject({ code: 'type_unknown' });
  });

  it('leaves relationships out when asked to, and always shows the rest', async () => {
    const { guid } = await saveTable();
    const { entity: seen, referredEntities } = await getEntityByGuid(catalog.deps, catalog.owner, {
      guid: guid.toUpperCase(),
      ignoreRelationships: true,
    });
    expect(seen).not.toHaveProperty('relationshipAttributes');
    expect(seen).toMatchObject({
      classifications: [],
      meanings: [],
      labels: [],
      customAttributes: {},
      businessAttributes: {},
    });
    expect(referredEntities).toEqual({});
  });
});

describe('changing by qualified name', () => {
  it('reports the asset with its resulting values even when nothing changed', async () => {
    const { table, guid } = await saveTable();
    const change = () =>
      updateEntityByUniqueAttribute(catalog.deps, catalog.owner, {
        typeName: 'Table',
        attributes: { qualifiedName: table },
        entity: {
          typeName: 'Table',
          attributes: {
            qualifiedName: table,
            name: `t${tables}`,
            certificateStatus: 'DRAFT',
            certificateStatusMessage: null,
          },
          businessAttributes: null,
        },
      });
    for (const result of [await change(), await change()]) {
      expect(result.mutatedEntities?.PARTIAL_UPDATE).toMatchObject([
        { guid, attributes: { certificateStatus: 'DRAFT', certificateUpdatedBy: 'olga' } },
      ]);
    }
    expect((await catalog.get(guid)).version).toBe(2);
  });
});
