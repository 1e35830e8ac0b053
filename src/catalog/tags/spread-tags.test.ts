import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entity, named } from '../../../test/support/small-catalog.ts';
import { createTaggedCatalog, type TaggedCatalog } from '../../../test/support/tagged-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import { saveEntities } from '../entities/save-entities.ts';

let catalog: TaggedCatalog;
let pii: string;
let roots = 0;
beforeAll(async () => {
  catalog = await createTaggedCatalog();
  pii = await catalog.defineTag('PII');
});
afterAll(() => catalog.close());

const nobody = { direct: [], propagated: [] };
const arrived = () => ({ direct: [], propagated: [pii] });
const put = (flags: JsonObject = {}): JsonObject => ({
  addOrUpdateClassifications: [{ typeName: pii, propagate: true, ...flags }],
});
const taken = (): JsonObject => ({ removeClassifications: [{ typeName: pii }] });

/** A schema with a table with a column, and what a process makes of the table. */
async function makeTree() {
  roots += 1;
  const schema = `${catalog.connection}/tree${roots}`;
  const names = {
    schema,
    table: `${schema}/t`,
    column: `${schema}/t/c`,
    process: `${schema}/p`,
    made: `${schema}/made`,
  };
  const { guidAssignments } = await catalog.save(
    { ...entity('Schema', schema), guid: '-1' },
    { ...entity('Table', names.table, { atlanSchema: named('Schema', schema) }), guid: '-2' },
    { ...entity('Column', names.column, { table: named('Table', names.table) }), guid: '-3' },
    entity('Table', names.made),
    {
      ...entity('Process', names.process, {
        inputs: [named('Table', names.table)],
        outputs: [named('Table', names.made)],
      }),
      guid: '-4',
    },
  );
  const guidOf = (placeholder: string) => guidAssignments?.[placeholder] ?? '';
  return {
    ...names,
    guids: { schema: guidOf('-1'), table: guidOf('-2'), column: guidOf('-3'), process: guidOf('-4') },
    tag: (flags?: JsonObject) => catalog.saveTags('appendTags', { ...entity('Schema', schema), ...put(flags) }),
    tags: async () => ({
      table: await catalog.tagsOf('Table', names.table),
      column: await catalog.tagsOf('Column', names.column),
      made: await catalog.tagsOf('Table', names.made),
    }),
  };
}

describe('a tag that passes on', () => {
  it('reaches all that lies beneath and what is made of it, and ends there when it is taken off', async () => {
    const tree = await makeTree();
    const result = await tree.tag();
    expect(result.mutatedEntities?.UPDATE?.map(({ guid }) => guid)).toEqual([tree.guids.schema]);
    expect(await tree.tags()).toEqual({ table: arrived(), column: arrived(), made: arrived() });
    const column = await catalog.get(tree.guids.column);
    expect(column.classifications).toMatchObject([{ typeName: pii, entityGuid: tree.guids.schema, propagate: true }]);
    await catalog.saveTags('appendTags', { ...entity('Schema', tree.schema), ...taken() });
    expect(await tree.tags()).toEqual({ table: nobody, column: nobody, made: nobody });
  });

  it('goes nowhere unless it is to, and follows when it is told to later', async () => {
    const tree = await makeTree();
    await tree.tag({ propagate: false });
    expect(await tree.tags()).toEqual({ table: nobody, column: nobody, made: nobody });
    await tree.tag();
    expect(await tree.tags()).toEqual({ table: arrived(), column: arrived(), made: arrived() });
    await tree.tag({ propagate: false });
    expect(await tree.tags()).toEqual({ table: nobody, column: nobody, made: nobody });
  });

  it('stops at lineage, or goes along nothing else, where it is restricted', async () => {
    const tree = await makeTree();
    await tree.tag({ restrictPropagationThroughLineage: true });
    expect(await tree.tags()).toEqual({ table: arrived(), column: arrived(), made: nobody });
    const restricted = { restrictPropagationThroughLineage: false, restrictPropagationThroughHierarchy: true };
    await tree.tag(restricted);
    expect(await tree.tags()).toEqual({ table: nobody, column: nobody, made: nobody });
    await catalog.saveTags('appendTags', { ...entity('Table', tree.table), ...put(restricted) });
    expect(await tree.tags()).toEqual({ table: { direct: [pii], propagated: [] }, column: nobody, made: arrived() });
  });

  it('arrives once for each source, and one that ends leaves the other', async () => {
    const tree = await makeTree();
    await tree.tag();
    await catalog.saveTags('appendTags', { ...entity('Table', tree.table), ...put() });
    const column = await catalog.get(tree.guids.column);
    expect(column.classifications.map(({ entityGuid }) => entityGuid).sort()).toEqual(
      [tree.guids.schema, tree.guids.table].sort(),
    );
    await catalog.saveTags('appendTags', { ...entity('Schema', tree.schema), ...taken() });
    expect(await tree.tags()).toEqual({ table: { direct: [pii], propagated: [] }, column: arrived(), made: arrived() });
  });

  it('reaches what is moved or made beneath it, and leaves what is moved away', async () => {
    const tree = await makeTree();
    const elsewhere = await makeTree();
    await tree.tag();
    const moved = { atlanSchema: named('Schema', tree.schema) };
    await catalog.save(entity('Table', elsewhere.table, moved), entity('Table', `${tree.schema}/new`, moved));
    expect(await catalog.tagsOf('Column', elsewhere.column)).toEqual(arrived());
    expect(await catalog.tagsOf('Table', `${tree.schema}/new`)).toEqual(arrived());
    await catalog.save(entity('Table', elsewhere.table, { atlanSchema: named('Schema', elsewhere.schema) }));
    expect(await catalog.tagsOf('Column', elsewhere.column)).toEqual(nobody);
  });

  it('comes round no circle', async () => {
    const tree = await makeTree();
    const back = { inputs: [named('Table', tree.made)], outputs: [named('Table', tree.table)] };
    await catalog.save(entity('Process', `${tree.schema}/back`, back));
    await catalog.saveTags('appendTags', { ...entity('Table', tree.made), ...put() });
    expect(await catalog.tagsOf('Table', tree.made)).toEqual({ direct: [pii], propagated: [] });
    expect(await catalog.tagsOf('Column', tree.column)).toEqual(arrived());
    await catalog.saveTags('appendTags', { ...entity('Table', tree.made), ...taken() });
    expect(await tree.tags()).toEqual({ table: nobody, column: nobody, made: nobody });
  });

  it('ends with its archived source and is back with it', async () => {
    const tree = await makeTree();
    await tree.tag();
    await catalog.remove('SOFT', tree.guids.schema);
    expect(await tree.tags()).toEqual({ table: nobody, column: nobody, made: nobody });
    await catalog.save({ ...entity('Schema', tree.schema), status: 'ACTIVE' });
    expect(await tree.tags()).toEqual({ table: arrived(), column: arrived(), made: arrived() });
  });

  it('is not passed on by what is archived, which keeps it all the same, and again when that is restored', async () => {
    const tree = await makeTree();
    await tree.tag();
    await catalog.remove('SOFT', tree.guids.table);
    expect(await tree.tags()).toEqual({ table: arrived(), column: nobody, made: nobody });
    await catalog.save({ ...entity('Table', tree.table), status: 'ACTIVE' });
    expect(await tree.tags()).toEqual({ table: arrived(), column: arrived(), made: arrived() });
    await catalog.remove('SOFT', tree.guids.process);
    expect(await tree.tags()).toEqual({ table: arrived(), column: arrived(), made: nobody });
  });

  it('that is to outlast its source stays when that is archived, and becomes their own when it is removed', async () => {
    const tree = await makeTree();
    await tree.tag({ removePropagationsOnEntityDelete: false });
    await catalog.remove('SOFT', tree.guids.schema);
    expect(await tree.tags()).toEqual({ table: arrived(), column: arrived(), made: arrived() });
    await catalog.remove('PURGE', tree.guids.schema);
    const own = { direct: [pii], propagated: [] };
    expect(await tree.tags()).toEqual({ table: own, column: own, made: own });
  });

  it('ends beneath what is removed on its way', async () => {
    const tree = await makeTree();
    await tree.tag();
    await catalog.remove('PURGE', tree.guids.table);
    expect(await catalog.tagsOf('Column', tree.column)).toEqual(nobody);
    expect(await catalog.tagsOf('Table', tree.made)).toEqual(nobody);
  });

  it('of a term is on the assets it is given to', async () => {
    const tree = await makeTree();
    const anchor = { typeName: 'AtlasGlossary', guid: '-1' };
    const { guidAssignments } = await catalog.save(
      { typeName: 'AtlasGlossary', guid: '-1', attributes: { name: `g${roots}`, qualifiedName: '-1' } },
      { typeName: 'AtlasGlossaryTerm', guid: '-2', attributes: { name: 't', qualifiedName: '-2', anchor }, ...put() },
    );
    const meanings = [{ typeName: 'AtlasGlossaryTerm', guid: guidAssignments?.['-2'] ?? '' }];
    await catalog.save({ ...entity('Table', tree.table), appendRelationshipAttributes: { meanings } });
    expect(await tree.tags()).toEqual({ table: arrived(), column: arrived(), made: arrived() });
    await catalog.save({ ...entity('Table', tree.table), removeRelationshipAttributes: { meanings } });
    expect(await tree.tags()).toEqual({ table: nobody, column: nobody, made: nobody });
  });
});

describe('what tags cost', () => {
  /** The statements of a save, by the tables of tags or without. */
  async function countStatements(flag: 'appendTags' | null, entities: readonly JsonObject[]): Promise<number> {
    let statements = 0;
    const counter: KyselyPlugin = {
      transformQuery: ({ node }) => {
        statements += 1;
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    };
    const deps = { ...catalog.deps, db: catalog.db.withPlugin(counter) };
    await saveEntities(deps, catalog.owner, { entities, ...(flag === null ? {} : { [flag]: true }) });
    return statements;
  }

  async function schemaWith(columns: number): Promise<string> {
    roots += 1;
    const schema = `${catalog.connection}/wide${roots}`;
    const table = `${schema}/t`;
    await catalog.save(entity('Schema', schema), entity('Table', table, { atlanSchema: named('Schema', schema) }));
    const made = Array.from({ length: columns }, (_, index) =>
      entity('Column', `${table}/c${index}`, { table: named('Table', table) }),
    );
    await catalog.save(...made);
    return schema;
  }

  it('does not depend on how many assets a tag reaches', async () => {
    const [few, many] = [await schemaWith(2), await schemaWith(2_000)];
    const tagged = (schema: string) => countStatements('appendTags', [{ ...entity('Schema', schema), ...put() }]);
    expect(await tagged(many)).toBe(await tagged(few));
    expect(await catalog.tagsOf('Column', `${many}/t/c1999`)).toEqual(arrived());
  });

  it('is nothing where no tag is: links are drawn and cut without a statement about tags', async () => {
    const schema = await schemaWith(1);
    const column = (name: string) => [
      entity('Column', `${schema}/t/${name}`, { table: named('Table', `${schema}/t`) }),
    ];
    const without = await countStatements(null, column('a'));
    await catalog.saveTags('appendTags', { ...entity('Schema', schema), ...put() });
    // The control: beneath a tag the same save has something to carry on.
    expect(await countStatements(null, column('b'))).toBeGreaterThan(without);
  });
});
