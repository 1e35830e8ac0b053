import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTaggedCatalog, type TaggedCatalog } from '../../../test/support/tagged-catalog.ts';
import { entity, named } from '../../../test/support/small-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';

let catalog: TaggedCatalog;
let pii: string;
let gold: string;
beforeAll(async () => {
  catalog = await createTaggedCatalog();
  [pii, gold] = [await catalog.defineTag('PII'), await catalog.defineTag('Gold')];
});
afterAll(() => catalog.close());

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const passedOn = (typeName: string, name: string, tag: string): JsonObject => ({
  ...entity(typeName, name),
  addOrUpdateClassifications: [{ typeName: tag, propagate: true }],
});
const dropped = (typeName: string, name: string, tag: string): JsonObject => ({
  ...entity(typeName, name),
  removeClassifications: [{ typeName: tag }],
});

describe('tags that spread while the links change', () => {
  it('reach what is put beneath the asset at the same moment, whoever is first', async () => {
    for (const round of numbers(5)) {
      const schema = `${catalog.connection}/race${round}`;
      const table = `${schema}/t`;
      await catalog.save(entity('Schema', schema), entity('Table', table, { atlanSchema: named('Schema', schema) }));
      const columns = numbers(5).map((index) =>
        entity('Column', `${table}/c${index}`, { table: named('Table', table) }),
      );
      await Promise.all([
        catalog.saveTags('appendTags', passedOn('Schema', schema, pii)),
        ...columns.map((column) => catalog.save(column)),
      ]);
      for (const index of numbers(5)) {
        expect(await catalog.tagsOf('Column', `${table}/c${index}`)).toEqual({ direct: [], propagated: [pii] });
      }
    }
  });

  it('end where the link or the tag they came by ends at the same moment', async () => {
    for (const round of numbers(5)) {
      const [one, two] = [`${catalog.connection}/one${round}`, `${catalog.connection}/two${round}`];
      const table = `${one}/t`;
      await catalog.saveTags('appendTags', passedOn('Schema', one, pii), passedOn('Schema', two, gold));
      await catalog.save(
        entity('Table', table, { atlanSchema: named('Schema', one) }),
        entity('Column', `${table}/c`, { table: named('Table', table) }),
      );
      await Promise.all([
        catalog.saveTags('appendTags', dropped('Schema', two, gold)),
        catalog.save(entity('Table', table, { atlanSchema: named('Schema', two) })),
      ]);
      for (const [typeName, name] of [
        ['Table', table],
        ['Column', `${table}/c`],
      ] as const) {
        expect(await catalog.tagsOf(typeName, name)).toEqual({ direct: [], propagated: [] });
      }
    }
  });

  it('from several sources at once all arrive', async () => {
    const [schema, table] = [`${catalog.connection}/many`, `${catalog.connection}/many/t`];
    await catalog.save(entity('Schema', schema), entity('Table', table, { atlanSchema: named('Schema', schema) }));
    const column = entity('Column', `${table}/c`, { table: named('Table', table) });
    await catalog.save(column);
    await Promise.all([
      catalog.saveTags('appendTags', passedOn('Schema', schema, pii)),
      catalog.saveTags('appendTags', passedOn('Table', table, gold)),
      catalog.saveTags('appendTags', passedOn('Table', table, pii)),
    ]);
    expect(await catalog.tagsOf('Column', `${table}/c`)).toEqual({ direct: [], propagated: [pii, gold].sort() });
  });
});
