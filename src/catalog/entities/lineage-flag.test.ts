import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmallCatalog, entity, named, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { saveEntities } from './save-entities.ts';

describe('processes', () => {
  let catalog: SmallCatalog;
  let count = 0;
  beforeAll(async () => {
    catalog = await createSmallCatalog();
  });
  afterAll(() => catalog.close());

  /** A process from one new table to another. */
  async function draw() {
    count += 1;
    const at = (name: string) => `${catalog.connection}/${String(count)}/${name}`;
    const [from, to] = [named('Table', at('from')), named('Table', at('to'))];
    const tables = await catalog.save(entity('Table', at('from')), entity('Table', at('to')));
    const saved = await catalog.save(entity('Process', at('p'), { inputs: [from, from], outputs: [to] }));
    const guids = (tables.mutatedEntities?.CREATE ?? []).map(({ guid }) => guid);
    const process = catalog.createdGuid(saved);
    const flags = async () => {
      const rows = await catalog.db
        .selectFrom('asset')
        .select('attributes')
        .where('type_name', '=', 'Table')
        .where('qualified_name', '^@', at(''))
        .orderBy('qualified_name')
        .execute();
      return rows.map(({ attributes }) => attributes['__hasLineage'] ?? false);
    };
    return { at, from, to, saved, guids, process, flags };
  }

  it('report exactly the assets that they read and write as updated', async () => {
    const { saved, guids } = await draw();
    expect(saved.mutatedEntities?.UPDATE?.map(({ guid }) => guid).sort()).toEqual([...guids].sort());
    expect(saved.mutatedEntities?.CREATE?.[0]?.attributes['inputs']).toHaveLength(1);
  });

  it('may read and write the same asset', async () => {
    const { at, from } = await draw();
    const saved = await catalog.save(entity('Process', at('self'), { inputs: [from], outputs: [from] }));
    expect(saved.mutatedEntities?.UPDATE).toHaveLength(1);
  });

  it('of columns report their parent process too', async () => {
    const { at, process } = await draw();
    const columns = ['c1', 'c2'].map((name) => entity('Column', at(name)));
    await catalog.save(...columns);
    const ends = { inputs: [named('Column', at('c1'))], outputs: [named('Column', at('c2'))] };
    const parent = { typeName: 'Process', guid: process };
    const saved = await catalog.save(entity('ColumnProcess', at('cp'), { ...ends, process: parent }));
    expect(saved.mutatedEntities?.UPDATE?.map(({ typeName }) => typeName).sort()).toEqual([
      'Column',
      'Column',
      'Process',
    ]);
  });

  it('give lineage from when they are made until their last link is cut', async () => {
    const { at, to, process, flags } = await draw();
    expect(await flags()).toEqual([true, true]);
    const name = { qualifiedName: at('p'), name: 'p' };
    await catalog.save({ typeName: 'Process', guid: process, attributes: { ...name, inputs: [] } });
    expect(await flags()).toEqual([false, true]);
    const removeRelationshipAttributes = { outputs: [to] };
    await catalog.save({ typeName: 'Process', guid: process, attributes: name, removeRelationshipAttributes });
    expect(await flags()).toEqual([false, false]);
  });

  it.each(['SOFT', 'HARD', 'PURGE'] as const)('take it away when they go: %s', async (deleteType) => {
    const { process, flags } = await draw();
    await catalog.remove(deleteType, process);
    expect(await flags()).toEqual([false, false]);
  });

  it('give it back when they are restored', async () => {
    const { at, process, flags } = await draw();
    await catalog.remove('SOFT', process);
    await catalog.save({ ...entity('Process', at('p')), status: 'ACTIVE' });
    expect(await flags()).toEqual([true, true]);
  });

  it('leave it to the one when the other asset is archived, purged or restored', async () => {
    const { at, guids, flags } = await draw();
    await catalog.remove('SOFT', guids[0] ?? '');
    expect(await flags()).toEqual([true, true]);
    await saveEntities(catalog.deps, catalog.owner, {
      entities: [{ ...entity('Table', at('from')), status: 'ACTIVE' }],
    });
    expect(await flags()).toEqual([true, true]);
    await catalog.remove('PURGE', guids[0] ?? '');
    expect(await flags()).toEqual([true]);
  });

  it('count only one by one: the last active one takes it away', async () => {
    const { at, from, to, process, flags } = await draw();
    const second = catalog.createdGuid(
      await catalog.save(entity('Process', at('p2'), { inputs: [from], outputs: [to] })),
    );
    await catalog.remove('SOFT', process);
    expect(await flags()).toEqual([true, true]);
    await catalog.remove('PURGE', second);
    expect(await flags()).toEqual([false, false]);
  });
});
