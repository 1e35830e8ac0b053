import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  byGuid,
  createSmallCatalog,
  entity,
  named,
  namesOf,
  type SmallCatalog,
} from '../../../test/support/small-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';

let catalog: SmallCatalog;
beforeAll(async () => {
  catalog = await createSmallCatalog();
});
afterAll(() => catalog.close());

let glossaries = 0;
async function saveGlossary(): Promise<{ guid: string; qualifiedName: string }> {
  glossaries += 1;
  const result = await catalog.save({
    typeName: 'AtlasGlossary',
    attributes: { name: ` glossary ${glossaries} `, qualifiedName: '-1700000000' },
  });
  const [created] = result.mutatedEntities?.CREATE ?? [];
  return { guid: created?.guid ?? '', qualifiedName: String(created?.attributes['qualifiedName']) };
}

function term(name: string, anchor: JsonObject, more: JsonObject = {}): JsonObject {
  return { typeName: 'AtlasGlossaryTerm', attributes: { name, qualifiedName: name, anchor, ...more } };
}

describe('glossaries', () => {
  it('are named by the server, trimmed, unique among the active ones and free of @', async () => {
    const { qualifiedName } = await saveGlossary();
    expect(qualifiedName).toMatch(/^[0-9A-Za-z]{21}$/);
    const again = { typeName: 'AtlasGlossary', attributes: { name: `glossary ${glossaries}`, qualifiedName: 'x' } };
    await expect(catalog.save(again)).rejects.toMatchObject({ code: 'glossary_exists' });
    await expect(catalog.save(entity('AtlasGlossary', 'a@b'))).rejects.toMatchObject({
      code: 'glossary_name_invalid',
    });
  });

  it('take terms and categories beneath their name; a term updates its glossary', async () => {
    const { guid, qualifiedName } = await saveGlossary();
    const result = await catalog.save(term('t', byGuid('AtlasGlossary', guid)));
    expect(result.mutatedEntities?.CREATE?.[0]?.attributes['qualifiedName']).toMatch(
      new RegExp(`^[0-9A-Za-z]{21}@${qualifiedName}$`),
    );
    expect(namesOf(result.mutatedEntities?.UPDATE)).toEqual([qualifiedName]);
    await expect(catalog.save(term('t', byGuid('AtlasGlossary', guid)))).rejects.toMatchObject({
      code: 'term_exists',
    });
    await expect(catalog.save(entity('AtlasGlossaryTerm', 'x'))).rejects.toMatchObject({ code: 'anchor_missing' });
  });

  it('accept whatever qualified name comes with a real guid, and keep their own', async () => {
    const { guid, qualifiedName } = await saveGlossary();
    const result = await catalog.save({
      typeName: 'AtlasGlossary',
      guid,
      attributes: { qualifiedName: 'bogus', shortDescription: 's' },
    });
    expect(namesOf(result.mutatedEntities?.UPDATE)).toEqual([qualifiedName]);
  });

  it('may be made together with their terms, and two terms that were sent one name are two', async () => {
    const glossary = (guid: string, name: string) => ({
      typeName: 'AtlasGlossary',
      guid,
      attributes: { name, qualifiedName: name },
    });
    const result = await catalog.save(
      { ...term('same', byGuid('AtlasGlossary', '-1')), guid: '-3' },
      { ...term('same', byGuid('AtlasGlossary', '-2')), guid: '-4' },
      glossary('-1', 'one'),
      glossary('-2', 'two'),
    );
    expect(result.mutatedEntities?.CREATE).toHaveLength(4);
    expect(new Set(Object.values(result.guidAssignments ?? {})).size).toBe(4);
  });

  it('two terms assigned to a table update the table and both terms, and show on the table', async () => {
    const { guid } = await saveGlossary();
    const made = await catalog.save(term('a', byGuid('AtlasGlossary', guid)), term('b', byGuid('AtlasGlossary', guid)));
    const [a, b] = (made.mutatedEntities?.CREATE ?? []).map((it) => it.guid);
    const table = `${catalog.connection}/termed`;
    await catalog.save(entity('Table', table));
    const meanings = [a, b].map((it) => ({
      ...byGuid('AtlasGlossaryTerm', it ?? ''),
      attributes: { qualifiedName: it ?? '' },
    }));
    const result = await catalog.save({ ...entity('Table', table), appendRelationshipAttributes: { meanings } });
    expect(result.mutatedEntities?.UPDATE).toHaveLength(3);
    expect(result.mutatedEntities?.UPDATE?.[0]).toMatchObject({
      meaningNames: ['a', 'b'],
      meanings: [{ displayText: 'a', confidence: 0 }, { displayText: 'b' }],
    });
    const cleared = await catalog.save(entity('Table', table, { meanings: [] }));
    expect(cleared.mutatedEntities?.UPDATE?.[0]).toMatchObject({ meaningNames: [] });
  });

  it('show a symmetric relation of terms on both ends, whichever end saved it', async () => {
    const { guid } = await saveGlossary();
    const made = await catalog.save(term('a', byGuid('AtlasGlossary', guid)), term('b', byGuid('AtlasGlossary', guid)));
    const [a = '', b = ''] = (made.mutatedEntities?.CREATE ?? []).map((it) => it.guid);
    await catalog.save({
      typeName: 'AtlasGlossaryTerm',
      guid: a,
      attributes: { seeAlso: [byGuid('AtlasGlossaryTerm', b)] },
    });
    expect((await catalog.get(b)).relationshipAttributes?.['seeAlso']).toMatchObject([{ guid: a }]);
    expect(
      await catalog.save({
        typeName: 'AtlasGlossaryTerm',
        guid: b,
        attributes: { seeAlso: [byGuid('AtlasGlossaryTerm', a)] },
      }),
    ).toEqual({});
  });

  it('take their contents along when deleted, categories physically', async () => {
    const { guid } = await saveGlossary();
    const category = {
      typeName: 'AtlasGlossaryCategory',
      guid: '-1',
      attributes: { name: 'c', qualifiedName: 'c', anchor: byGuid('AtlasGlossary', guid) },
    };
    const made = await catalog.save(
      category,
      term('t', byGuid('AtlasGlossary', guid), { categories: [byGuid('AtlasGlossaryCategory', '-1')] }),
    );
    const [categoryGuid = '', termGuid = ''] = (made.mutatedEntities?.CREATE ?? []).map((it) => it.guid);
    const deleted = await catalog.remove('SOFT', guid);
    const handlers = (deleted.mutatedEntities?.DELETE ?? []).map(
      ({ typeName, deleteHandler }) => `${typeName} ${deleteHandler}`,
    );
    expect(handlers.sort()).toEqual(['AtlasGlossary SOFT', 'AtlasGlossaryCategory HARD', 'AtlasGlossaryTerm SOFT']);
    expect(deleted.mutatedEntities).not.toHaveProperty('UPDATE');
    await expect(catalog.get(categoryGuid)).rejects.toMatchObject({ code: 'asset_not_found' });
    expect(await catalog.get(termGuid)).toMatchObject({ status: 'DELETED' });
  });
});

describe('collections', () => {
  it('lie under their maker, folders and queries under the collection, each updating its own parent only', async () => {
    const made = await catalog.save(entity('Collection', 'default/collection/olga/0d9f'));
    const [collection] = made.mutatedEntities?.CREATE ?? [];
    const collectionName = String(collection?.attributes['qualifiedName']);
    expect(collectionName).toMatch(/^default\/collection\/olga\/[0-9A-Za-z]{22}$/);
    expect(collection?.attributes).toMatchObject({ adminUsers: ['olga'] });
    const folder = await catalog.save(
      entity('Folder', `${collectionName}/f`, { parent: named('Collection', collectionName) }),
    );
    const [created] = folder.mutatedEntities?.CREATE ?? [];
    const folderName = String(created?.attributes['qualifiedName']);
    expect(folderName).toMatch(new RegExp(`^${collectionName}/folder/olga/[0-9A-Za-z]{22}$`));
    expect(created?.attributes).toMatchObject({
      parentQualifiedName: collectionName,
      collectionQualifiedName: collectionName,
    });
    expect(namesOf(folder.mutatedEntities?.UPDATE)).toEqual([collectionName]);
    const query = await catalog.save(
      entity('Query', `${folderName}/q`, {
        parent: named('Folder', folderName),
        collectionQualifiedName: 'default/collection/mallory/x',
      }),
    );
    expect(namesOf(query.mutatedEntities?.UPDATE)).toEqual([folderName]);
    expect(query.mutatedEntities?.CREATE?.[0]?.attributes).toMatchObject({
      parentQualifiedName: folderName,
      collectionQualifiedName: collectionName,
    });
    const deleted = await catalog.remove('SOFT', collection?.guid ?? '');
    expect(deleted.mutatedEntities?.DELETE).toHaveLength(3);
  });

  it('are out of reach of other members', async () => {
    const other = await catalog.addUser('other', 'member');
    const made = await catalog.save(entity('Collection', 'x'));
    const [collection] = namesOf(made.mutatedEntities?.CREATE) ?? [];
    const intruder = entity('Folder', 'f', { parent: named('Collection', collection ?? '') });
    await expect(catalog.saveAs(other, intruder)).rejects.toMatchObject({ code: 'asset_unique_attribute_not_found' });
  });

  it('folders that would contain each other are refused', async () => {
    const [a, b] = ['-1', '-2'];
    const folders = [
      { ...entity('Folder', 'a', { parent: byGuid('Folder', b) }), guid: a },
      { ...entity('Folder', 'b', { parent: byGuid('Folder', a) }), guid: b },
    ];
    await expect(catalog.save(...folders)).rejects.toMatchObject({ code: 'field_invalid' });
  });
});
