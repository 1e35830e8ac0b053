import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSmallCatalog, entity, named, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import type { KyselyPlugin } from 'kysely';
import { saveEntities } from './save-entities.ts';

let catalog: SmallCatalog;
beforeAll(async () => {
  catalog = await createSmallCatalog();
});
afterAll(() => catalog.close());

/** How many statements a save of that many columns beneath one table takes, and what it reports. */
async function countStatements(table: string, columns: number) {
  await catalog.save(entity('Table', table));
  const entities = Array.from({ length: columns }, (_, index) =>
    entity('Column', `${table}/c${index}`, { order: index, dataType: 'string', table: named('Table', table) }),
  );
  let statements = 0;
  const counter: KyselyPlugin = {
    transformQuery: ({ node }) => {
      statements += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  const deps = { ...catalog.deps, db: catalog.db.withPlugin(counter) };
  const first = await saveEntities(deps, catalog.owner, { entities });
  const creating = statements;
  const again = await saveEntities(deps, catalog.owner, { entities });
  return { creating, repeating: statements - creating, first, again };
}

it('a save of thousands of columns takes as many statements as one of a few, and repeating it only reads', async () => {
  const few = await countStatements(`${catalog.connection}/few`, 3);
  const many = await countStatements(`${catalog.connection}/many`, 3_000);
  expect(many.first.mutatedEntities?.CREATE).toHaveLength(3_000);
  expect(many.first.mutatedEntities?.UPDATE).toHaveLength(1);
  expect(many.again).toEqual({});
  expect([many.creating, many.repeating]).toEqual([few.creating, few.repeating]);
  expect(many.creating).toBeLessThan(16);
  expect(many.repeating).toBeLessThan(5);
});
