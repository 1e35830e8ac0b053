import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTaggedCatalog, type TagFlag, type TaggedCatalog } from '../../../test/support/tagged-catalog.ts';
import { entity, named, namesOf } from '../../../test/support/small-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { EntityHeader } from '../entities/render-entity.ts';
import { getEntityByUniqueAttribute } from '../entities/get-entity.ts';

let catalog: TaggedCatalog;
let pii: string;
let gold: string;
beforeAll(async () => {
  catalog = await createTaggedCatalog();
  [pii, gold] = [await catalog.defineTag('PII'), await catalog.defineTag('Gold')];
});
afterAll(() => catalog.close());

let tables = 0;
function newTable(): string {
  tables += 1;
  return `${catalog.connection}/db/s/t${tables}`;
}

const tag = (typeName: string, more: JsonObject = {}): JsonObject => ({ typeName, ...more });
const table = (name: string, lists: JsonObject = {}): JsonObject => ({ ...entity('Table', name), ...lists });
const direct = async (name: string) => (await catalog.tagsOf('Table', name)).direct;
const both = () => [pii, gold].sort();

async function created(name: string, ...names: readonly string[]): Promise<EntityHeader | undefined> {
  const result = await catalog.save(table(name, { classifications: names.map((it) => tag(it)) }));
  return result.mutatedEntities?.CREATE?.[0];
}

async function stored(name: string): Promise<readonly JsonObject[]> {
  const unique = { typeName: 'Table', attributes: { qualifiedName: name } };
  return (await getEntityByUniqueAttribute(catalog.deps, catalog.owner, unique)).entity.classifications;
}

const defaults = {
  propagate: false,
  removePropagationsOnEntityDelete: true,
  restrictPropagationThroughLineage: false,
  restrictPropagationThroughHierarchy: false,
};

describe('tags in a save', () => {
  it('come with a new asset, with the defaults of the wire, and show in the answer and on the asset', async () => {
    const name = newTable();
    const header = await created(name, pii);
    const shown = { typeName: pii, entityGuid: header?.guid, entityStatus: 'ACTIVE', ...defaults };
    expect(header).toMatchObject({ classificationNames: [pii], classifications: [shown] });
    expect(await stored(name)).toEqual([shown]);
    expect(await catalog.tagsOf('Table', name)).toEqual({ direct: [pii], propagated: [] });
  });

  it.each(['replaceTags', 'replaceClassifications', 'appendTags', null] as const)(
    'of a new asset count with %s too, and so do those to add; what is to be removed at once does not',
    async (flag: TagFlag | null) => {
      const name = newTable();
      const lists = { classifications: [tag(pii)], addOrUpdateClassifications: [tag(gold)] };
      await catalog.saveTags(flag, table(name, lists));
      expect(await direct(name)).toEqual(both());
      const other = newTable();
      await catalog.saveTags(flag, table(other, { ...lists, removeClassifications: [tag(gold)] }));
      expect(await direct(other)).toEqual([pii]);
    },
  );

  it('of a stored asset are left alone without a flag, whatever the lists say', async () => {
    const name = newTable();
    await created(name, pii);
    const lists = {
      classifications: [tag(gold)],
      addOrUpdateClassifications: [tag(gold)],
      removeClassifications: [tag(pii)],
    };
    expect(await catalog.saveTags(null, table(name, lists))).toEqual({});
    expect(await catalog.saveTags(null, table(name, { classifications: [] }))).toEqual({});
    expect(await direct(name)).toEqual([pii]);
  });

  it.each(['replaceTags', 'replaceClassifications'] as const)(
    'with %s become those of the list; an empty or absent list takes all of them off',
    async (flag) => {
      const name = newTable();
      await created(name, pii);
      const result = await catalog.saveTags(flag, table(name, { classifications: [tag(gold)] }));
      expect(result.mutatedEntities).toMatchObject({ UPDATE: [{ classificationNames: [gold] }] });
      expect(await direct(name)).toEqual([gold]);
      expect((await catalog.saveTags(flag, table(name))).mutatedEntities?.UPDATE?.[0]?.classifications).toEqual([]);
      expect(await direct(name)).toEqual([]);
      await catalog.saveTags(flag, table(name, { classifications: [tag(pii)] }));
      await catalog.saveTags(flag, table(name, { classifications: [] }));
      expect(await direct(name)).toEqual([]);
    },
  );

  it('with appendTags are added, changed and taken off one by one; taken off wins', async () => {
    const name = newTable();
    await created(name, pii);
    await catalog.saveTags('appendTags', table(name, { addOrUpdateClassifications: [tag(gold)], classifications: [] }));
    expect(await direct(name)).toEqual(both());
    const contradiction = { addOrUpdateClassifications: [tag(gold)], removeClassifications: [tag(gold), tag(pii)] };
    await catalog.saveTags('appendTags', table(name, contradiction));
    expect(await direct(name)).toEqual([]);
  });

  it('change what is said of them and keep the rest', async () => {
    const name = newTable();
    await created(name, pii);
    const upsert = (more: JsonObject) =>
      catalog.saveTags('appendTags', table(name, { addOrUpdateClassifications: [tag(pii, more)] }));
    await upsert({ propagate: true, restrictPropagationThroughLineage: true });
    await upsert({ removePropagationsOnEntityDelete: false });
    const flags = { propagate: true, removePropagationsOnEntityDelete: false, restrictPropagationThroughLineage: true };
    expect(await stored(name)).toMatchObject([{ ...defaults, ...flags }]);
    await expect(upsert({ restrictPropagationThroughHierarchy: true })).rejects.toMatchObject({
      code: 'field_invalid',
    });
  });

  it('keep the tags of the source that they stand for, by the internal name of the attribute', async () => {
    const name = newTable();
    const [attribute] = await attributesOf(pii);
    const attachment = { typeName: 'SourceTagAttachment', attributes: { sourceTagName: 'SENSITIVE' } };
    const attributes = { [attribute ?? '']: [attachment] };
    await catalog.save(table(name, { classifications: [tag(pii, { attributes })] }));
    expect(await stored(name)).toMatchObject([{ typeName: pii, attributes }]);
    const cleared = { addOrUpdateClassifications: [tag(pii, { attributes: { [attribute ?? '']: null } })] };
    await catalog.saveTags('appendTags', table(name, cleared));
    expect((await stored(name))[0]).not.toHaveProperty('attributes');
    const foreign = { classifications: [tag(pii, { attributes: { nothing: [] } })] };
    await expect(catalog.save(table(newTable(), foreign))).rejects.toMatchObject({ code: 'field_invalid' });
  });

  it('that do not really change are not reported and change nothing about the asset', async () => {
    const name = newTable();
    const header = await created(name, pii);
    const before = await catalog.get(header?.guid ?? '');
    catalog.time.advance(1_000);
    for (const [flag, lists] of [
      ['replaceTags', { classifications: [tag(pii, defaults)] }],
      ['appendTags', { addOrUpdateClassifications: [tag(pii)] }],
      ['appendTags', { removeClassifications: [tag(gold), tag('nothing of that name')] }],
    ] as const) {
      expect(await catalog.saveTags(flag, table(name, lists))).toEqual({});
    }
    expect(await catalog.get(header?.guid ?? '')).toEqual(before);
  });

  it('that change mark the asset as changed, with version, time and person', async () => {
    const name = newTable();
    const header = await created(name);
    const before = await catalog.get(header?.guid ?? '');
    catalog.time.advance(1_000);
    await catalog.saveTags('appendTags', table(name, { addOrUpdateClassifications: [tag(pii)] }));
    const after = await catalog.get(header?.guid ?? '');
    expect(after.updateTime).toBe(before.updateTime + 1_000);
    expect(after.version).toBeGreaterThan(before.version);
  });

  it('two of them and two terms in one save report the table and the two terms, and nothing else', async () => {
    const name = newTable();
    const glossary = { typeName: 'AtlasGlossary', guid: '-1', attributes: { name: `g ${name}`, qualifiedName: '-1' } };
    const term = (n: number) => ({
      typeName: 'AtlasGlossaryTerm',
      guid: `-1${n}`,
      attributes: { name: `term ${n}`, qualifiedName: `-1${n}`, anchor: { typeName: 'AtlasGlossary', guid: '-1' } },
    });
    const { guidAssignments } = await catalog.save(glossary, term(1), term(2), table(name));
    const meanings = ['-11', '-12'].map((it) => ({ typeName: 'AtlasGlossaryTerm', guid: guidAssignments?.[it] ?? '' }));
    const lists = { addOrUpdateClassifications: [tag(pii), tag(gold)], appendRelationshipAttributes: { meanings } };
    const { mutatedEntities } = await catalog.saveTags('appendTags', table(name, lists));
    expect(mutatedEntities?.UPDATE).toHaveLength(3);
    expect(namesOf(mutatedEntities?.UPDATE)?.[0]).toBe(name);
  });

  it('of two entities that are one asset add up', async () => {
    const name = newTable();
    const add = (it: string) => table(name, { addOrUpdateClassifications: [tag(it)] });
    await catalog.saveTags('appendTags', add(pii), add(gold));
    expect(await direct(name)).toEqual(both());
  });

  it('that came back from a read leave out those that only reach the asset', async () => {
    const schema = `${catalog.connection}/db/round`;
    const name = `${schema}/trip`;
    await catalog.save(
      { ...entity('Schema', schema), classifications: [tag(pii, { propagate: true })] },
      { ...entity('Table', name, { atlanSchema: named('Schema', schema) }), classifications: [tag(gold)] },
    );
    const classifications = await stored(name);
    expect(classifications.map(({ typeName }) => typeName)).toEqual([gold, pii]);
    expect(await catalog.saveTags('replaceTags', table(name, { classifications }))).toEqual({});
    expect(await catalog.tagsOf('Table', name)).toEqual({ direct: [gold], propagated: [pii] });
  });

  it.each([
    ['that nobody has defined', { classifications: [{ typeName: 'nothing' }] }, 'tag_unknown'],
    [
      'that nobody has defined, among those to add',
      { addOrUpdateClassifications: [{ typeName: 'nothing' }] },
      'tag_unknown',
    ],
    ['without a name', { classifications: [{ propagate: true }] }, 'field_invalid'],
    ['that are plain text', { classifications: ['PII'] }, 'field_invalid'],
  ] as const)('%s are refused, and nothing is saved', async (_, lists, code) => {
    const name = newTable();
    await expect(catalog.save(table(name, lists as unknown as JsonObject))).rejects.toMatchObject({ code });
    await expect(stored(name)).rejects.toMatchObject({ code: 'asset_unique_attribute_not_found' });
  });

  it('with a flag that is no truth value are refused, with the place', async () => {
    const lists = { classifications: [tag(pii, { propagate: 'yes' })] };
    await expect(catalog.save(table(newTable(), lists))).rejects.toMatchObject({
      code: 'field_invalid',
      message: 'entities[0].classifications[0].propagate: is neither true nor false',
    });
  });

  it('by two people at once are both there afterwards', async () => {
    const name = newTable();
    await created(name);
    const add = (it: string) => catalog.saveTags('appendTags', table(name, { addOrUpdateClassifications: [tag(it)] }));
    await Promise.all([add(pii), add(gold)]);
    expect(await direct(name)).toEqual(both());
  });

  it('go with an asset that is purged, and stay on one that is archived and comes back', async () => {
    const name = newTable();
    const guid = (await created(name, pii))?.guid ?? '';
    await catalog.remove('SOFT', guid);
    expect((await catalog.get(guid)).classifications).toMatchObject([{ typeName: pii, entityStatus: 'DELETED' }]);
    await catalog.save({ ...table(name), status: 'ACTIVE' });
    expect(await direct(name)).toEqual([pii]);
    await catalog.remove('PURGE', guid);
    const left = await catalog.db.selectFrom('asset_tag').selectAll().where('asset_guid', '=', guid).execute();
    expect(left).toEqual([]);
  });
});

async function attributesOf(name: string): Promise<string[]> {
  const row = await catalog.db
    .selectFrom('tag_definition')
    .select('attribute_defs')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.attribute_defs.map((attribute) => String(attribute['name']));
}
