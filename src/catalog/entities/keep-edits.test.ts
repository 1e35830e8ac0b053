import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmallCatalog, entity, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import type { JsonValue } from '../../foundation/index.ts';
import { transact } from '../../postgres/index.ts';
import { saveEntitiesIn } from './save-entities.ts';

let catalog: SmallCatalog;
beforeAll(async () => {
  catalog = await createSmallCatalog();
});
afterAll(() => catalog.close());

let tables = 0;

/** A table that a source speaks of and people edit. */
function newTable() {
  tables += 1;
  const qualifiedName = `${catalog.connection}/db/s/t${tables}`;
  let guid = '';
  return {
    /** What a source says; gives what was reported as changed. */
    async says(description?: JsonValue) {
      const draft = entity('Table', qualifiedName, description === undefined ? {} : { description });
      const { clock, types, db } = catalog.deps;
      const request = { entities: [draft], keptEdits: { description: 'sourceDescription' } };
      const { mutatedEntities } = await transact(db, (tx) =>
        saveEntitiesIn({ tx, clock, types }, catalog.owner, request),
      );
      guid = mutatedEntities?.CREATE?.[0]?.guid ?? guid;
      return [...(mutatedEntities?.CREATE ?? []), ...(mutatedEntities?.UPDATE ?? [])].length;
    },
    edit: (description: JsonValue) => catalog.save(entity('Table', qualifiedName, { description })),
    async stored() {
      const { description = null, sourceDescription = null } = (await catalog.get(guid)).attributes;
      return { description, sourceDescription };
    },
  };
}

describe('what a source says of an attribute that people edit', () => {
  it('is stored as long as nobody has changed it, and is kept beside it', async () => {
    const table = newTable();
    await table.says('one');
    expect(await table.stored()).toEqual({ description: 'one', sourceDescription: 'one' });
    await table.says('two');
    expect(await table.stored()).toEqual({ description: 'two', sourceDescription: 'two' });
    await table.says(null);
    expect(await table.stored()).toEqual({ description: null, sourceDescription: null });
  });

  it.each(['by hand', '', null])(
    'stays what somebody made it, %j, and only what is kept beside it changes',
    async (edit) => {
      const table = newTable();
      await table.says('one');
      await table.edit(edit);
      await table.says('two');
      const { description, sourceDescription } = await table.stored();
      expect([description ?? '', sourceDescription]).toEqual([edit ?? '', 'two']);
      expect(await table.says('two')).toBe(0);
    },
  );

  it('is handed back when the edit says the same as the source', async () => {
    const table = newTable();
    await table.says('one');
    await table.edit('two');
    await table.says('two');
    await table.says('three');
    expect(await table.stored()).toEqual({ description: 'three', sourceDescription: 'three' });
  });

  it('leaves alone what was there before any source spoke, unless it says the same', async () => {
    const table = newTable();
    await table.says();
    await table.edit('by hand');
    await table.says('one');
    expect(await table.stored()).toEqual({ description: 'by hand', sourceDescription: 'one' });
  });

  it('changes nothing where the source says nothing of it', async () => {
    const table = newTable();
    await table.says('one');
    expect(await table.says()).toBe(0);
    expect(await table.stored()).toEqual({ description: 'one', sourceDescription: 'one' });
  });

  it('takes an empty text and none for the same', async () => {
    const table = newTable();
    await table.says('');
    await table.edit(null);
    await table.says('one');
    expect(await table.stored()).toEqual({ description: 'one', sourceDescription: 'one' });
  });
});
