import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { createSmallCatalog, entity, named, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { sql, transact } from '../../postgres/index.ts';
import { saveEntitiesIn } from './save-entities.ts';

let catalog: SmallCatalog;
beforeAll(async () => {
  catalog = await createSmallCatalog();
});
afterAll(() => catalog.close());

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('concurrent saves', () => {
  it('of the same new assets create each once, whatever the order, and none fails', async () => {
    const batch = numbers(40).map((index) => entity('Database', `${catalog.connection}/same${index}`));
    const results = await Promise.all(
      numbers(6).map((round) => catalog.save(...(round % 2 === 0 ? batch : [...batch].reverse()))),
    );
    const created = results.flatMap(({ mutatedEntities }) => mutatedEntities?.CREATE ?? []);
    expect(created).toHaveLength(batch.length);
  });

  it('of one request that is sent twice at once make it once, and the other finds it done', async () => {
    for (const round of numbers(10)) {
      const schema = `${catalog.connection}/twice${round}`;
      await catalog.save(entity('Schema', schema));
      const bulk = numbers(4).map((index) => ({
        ...entity('Table', `${schema}/t${index}`, { atlanSchema: named('Schema', schema) }),
        guid: `-${index + 1}`,
      }));
      const [one, other] = await Promise.all([catalog.save(...bulk), catalog.save(...bulk)]);
      const [first, second] = one.mutatedEntities === undefined ? [other, one] : [one, other];
      expect(first.mutatedEntities?.CREATE).toHaveLength(4);
      expect(first.mutatedEntities?.UPDATE).toHaveLength(1);
      expect(second).toEqual({ guidAssignments: first.guidAssignments });
    }
  });

  it('beneath one schema neither fail nor lose a link', async () => {
    const schema = `${catalog.connection}/busy`;
    const guid = catalog.createdGuid(await catalog.save(entity('Schema', schema)));
    const page = (round: number) =>
      numbers(10).map((index) =>
        entity('Table', `${schema}/t${round}-${index}`, { atlanSchema: named('Schema', schema) }),
      );
    await Promise.all(numbers(12).map((round) => catalog.save(...page(round))));
    expect((await catalog.get(guid)).relationshipAttributes?.['tables']).toHaveLength(120);
  });

  it('that hold one end each and want the other wait in one order and do not break off', async () => {
    const [table, column] = [`${catalog.connection}/cross`, `${catalog.connection}/cross/c`];
    await catalog.save(entity('Table', table), entity('Column', column));
    for (const round of numbers(8)) {
      await Promise.all([
        catalog.save(
          entity('Table', table, {
            description: `${round}`,
            columns: round % 2 === 0 ? [] : [named('Column', column)],
          }),
        ),
        catalog.save(entity('Column', column, { description: `${round}`, table: named('Table', table) })),
      ]);
    }
  });

  it('of different attributes of one asset both count', async () => {
    const name = `${catalog.connection}/both`;
    const guid = catalog.createdGuid(await catalog.save(entity('Table', name)));
    for (const round of numbers(10)) {
      await Promise.all([
        catalog.save(entity('Table', name, { description: `d${round}` })),
        catalog.save(entity('Table', name, { userDescription: `u${round}` })),
        catalog.save(entity('Table', name, { ownerUsers: [`o${round}`] })),
      ]);
      expect((await catalog.get(guid)).attributes).toMatchObject({
        description: `d${round}`,
        userDescription: `u${round}`,
        ownerUsers: [`o${round}`],
      });
    }
  });

  it('of one glossary name leave one glossary', async () => {
    const glossary = { typeName: 'AtlasGlossary', attributes: { name: 'contended', qualifiedName: 'x' } };
    const outcomes = await Promise.allSettled(numbers(5).map(() => catalog.save(glossary)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('a term that is made while its glossary is purged goes with it', async () => {
    const glossary = { typeName: 'AtlasGlossary', attributes: { name: 'going', qualifiedName: 'x' } };
    const guid = catalog.createdGuid(await catalog.save(glossary));
    const term = {
      typeName: 'AtlasGlossaryTerm',
      attributes: { name: 'late', qualifiedName: 'x', anchor: { typeName: 'AtlasGlossary', guid } },
    };
    const { deps, db, owner } = catalog;
    let purge: Promise<unknown> = Promise.resolve();
    await transact(db, async (tx) => {
      await saveEntitiesIn({ ...deps, tx }, owner, { entities: [term] });
      purge = catalog.remove('PURGE', guid);
      await eventually('the purge waits for the glossary', async () => {
        const { rows } = await sql`
          SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(db);
        return rows.length === 0 ? null : true;
      });
    });
    await purge;
    const left = await db.selectFrom('asset').select('name').where('type_name', '=', 'AtlasGlossaryTerm').execute();
    expect(left).toEqual([]);
  });

  it('a link to an asset that is purged meanwhile is refused or removed with it, never left dangling', async () => {
    for (const round of numbers(10)) {
      const parent = `${catalog.connection}/purged${round}`;
      const guid = catalog.createdGuid(await catalog.save(entity('Schema', parent)));
      await Promise.allSettled([
        catalog.save(entity('Table', `${parent}/t`, { atlanSchema: named('Schema', parent) })),
        catalog.remove('PURGE', guid),
      ]);
    }
    const dangling = await catalog.db
      .selectFrom('relationship')
      .leftJoin('asset', 'asset.guid', 'relationship.end1_guid')
      .select('end1_guid')
      .where('asset.guid', 'is', null)
      .execute();
    expect(dangling).toEqual([]);
  });
});

it('a save inside a transaction that is rolled back leaves nothing behind', async () => {
  const name = `${catalog.connection}/undone`;
  const { clock, types } = catalog.deps;
  const undone = transact(catalog.db, async (tx) => {
    await saveEntitiesIn({ tx, clock, types }, catalog.owner, { entities: [entity('Table', name)] });
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  expect((await catalog.save(entity('Table', name))).mutatedEntities?.CREATE).toHaveLength(1);
});
