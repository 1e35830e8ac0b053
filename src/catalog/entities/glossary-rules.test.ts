import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byGuid, named, namesOf } from '../../../test/support/small-catalog.ts';
import { createTaggedCatalog, type TaggedCatalog } from '../../../test/support/tagged-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import { searchAssets } from '../search/search-assets.ts';

let catalog: TaggedCatalog;
beforeAll(async () => {
  catalog = await createTaggedCatalog();
});
afterAll(() => catalog.close());

interface Made {
  readonly guid: string;
  readonly qualifiedName: string;
}

let made = 0;
async function make(typeName: string, attributes: JsonObject = {}): Promise<Made> {
  made += 1;
  const name = `${typeName} ${String(made)}`;
  const result = await catalog.save({ typeName, attributes: { name, qualifiedName: name, ...attributes } });
  const [created] = result.mutatedEntities?.CREATE ?? [];
  return { guid: created?.guid ?? '', qualifiedName: String(created?.attributes['qualifiedName']) };
}

const anchoredIn = ({ guid }: Made) => ({ anchor: byGuid('AtlasGlossary', guid) });
const inCategory = ({ guid }: Made) => byGuid('AtlasGlossaryCategory', guid);

async function change(typeName: string, { guid }: Made, attributes: JsonObject) {
  return catalog.save({ typeName, guid, attributes });
}

async function nameOf({ guid }: Made): Promise<string> {
  return String((await catalog.get(guid)).attributes['qualifiedName']);
}

describe('names in a glossary', () => {
  it('are those of active siblings once only: terms in a glossary, categories under a parent, also after a move', async () => {
    const glossary = await make('AtlasGlossary');
    const parent = await make('AtlasGlossaryCategory', anchoredIn(glossary));
    const top = await make('AtlasGlossaryCategory', { ...anchoredIn(glossary), name: 'twin' });
    await make('AtlasGlossaryCategory', {
      ...anchoredIn(glossary),
      name: 'twin',
      parentCategory: inCategory(parent),
    });
    await expect(make('AtlasGlossaryCategory', { ...anchoredIn(glossary), name: 'twin' })).rejects.toMatchObject({
      code: 'category_exists',
    });
    await expect(change('AtlasGlossaryCategory', top, { parentCategory: inCategory(parent) })).rejects.toMatchObject({
      code: 'category_exists',
    });
  });

  it('give new glossaries places behind each other', async () => {
    const rankOf = async ({ guid }: Made) => String((await catalog.get(guid)).attributes['lexicographicalSortOrder']);
    const ranks = [await rankOf(await make('AtlasGlossary')), await rankOf(await make('AtlasGlossary'))];
    for (const rank of ranks) expect(rank).toMatch(/^0\|[0-9a-z]{6}:$/);
    expect(ranks).toEqual([...ranks].sort());
    expect(new Set(ranks).size).toBe(2);
    const own = await make('AtlasGlossary', { lexicographicalSortOrder: '0|zzzzzz:x' });
    expect(await rankOf(own)).toBe('0|zzzzzz:x');
    await catalog.remove('PURGE', own.guid);
  });
});

describe('categories', () => {
  it('lie in no category of another glossary, nor do terms', async () => {
    const [one, other] = [await make('AtlasGlossary'), await make('AtlasGlossary')];
    const foreign = await make('AtlasGlossaryCategory', anchoredIn(other));
    await expect(
      make('AtlasGlossaryTerm', { ...anchoredIn(one), categories: [inCategory(foreign)] }),
    ).rejects.toMatchObject({ code: 'field_invalid' });
    await expect(
      make('AtlasGlossaryCategory', { ...anchoredIn(one), parentCategory: inCategory(foreign) }),
    ).rejects.toMatchObject({ code: 'state_conflict' });
  });

  it('never lie in themselves, however many steps away, whichever end says so', async () => {
    const glossary = await make('AtlasGlossary');
    const a = await make('AtlasGlossaryCategory', anchoredIn(glossary));
    const b = await make('AtlasGlossaryCategory', { ...anchoredIn(glossary), parentCategory: inCategory(a) });
    const c = await make('AtlasGlossaryCategory', { ...anchoredIn(glossary), parentCategory: inCategory(b) });
    for (const [of, attributes] of [
      [a, { parentCategory: inCategory(c) }],
      [a, { parentCategory: inCategory(a) }],
      [c, { childrenCategories: [inCategory(a)] }],
    ] as const) {
      await expect(change('AtlasGlossaryCategory', of, attributes)).rejects.toMatchObject({ code: 'field_invalid' });
    }
    expect((await catalog.get(a.guid)).relationshipAttributes).toMatchObject({ parentCategory: null });
  });

  it('are updated with their glossary, each once, by terms that are put into them', async () => {
    const glossary = await make('AtlasGlossary');
    const [a, b] = [
      await make('AtlasGlossaryCategory', anchoredIn(glossary)),
      await make('AtlasGlossaryCategory', anchoredIn(glossary)),
    ];
    const term = (name: string, ...categories: readonly Made[]): JsonObject => ({
      typeName: 'AtlasGlossaryTerm',
      attributes: { name, qualifiedName: name, ...anchoredIn(glossary), categories: categories.map(inCategory) },
    });
    const { mutatedEntities } = await catalog.save(term('one', a), term('two', a, b));
    expect(namesOf(mutatedEntities?.UPDATE)?.sort()).toEqual(
      [glossary, a, b].map(({ qualifiedName }) => qualifiedName).sort(),
    );
  });

  it('leave their terms and children behind when they are archived, and are gone', async () => {
    const glossary = await make('AtlasGlossary');
    const parent = await make('AtlasGlossaryCategory', anchoredIn(glossary));
    const child = await make('AtlasGlossaryCategory', { ...anchoredIn(glossary), parentCategory: inCategory(parent) });
    const term = await make('AtlasGlossaryTerm', { ...anchoredIn(glossary), categories: [inCategory(parent)] });
    const { mutatedEntities } = await catalog.remove('SOFT', parent.guid);
    expect(mutatedEntities?.DELETE?.map(({ guid, deleteHandler }) => [guid, deleteHandler])).toEqual([
      [parent.guid, 'HARD'],
    ]);
    await expect(catalog.get(parent.guid)).rejects.toMatchObject({ code: 'asset_not_found' });
    expect((await catalog.get(child.guid)).relationshipAttributes).toMatchObject({ parentCategory: null });
    expect((await catalog.get(term.guid)).relationshipAttributes).toMatchObject({ categories: [] });
  });
});

describe('moving to another glossary', () => {
  it('a term takes its own part of its name and what it is assigned to along, and leaves its categories', async () => {
    const [from, to] = [await make('AtlasGlossary'), await make('AtlasGlossary')];
    const category = await make('AtlasGlossaryCategory', anchoredIn(from));
    const term = await make('AtlasGlossaryTerm', { ...anchoredIn(from), categories: [inCategory(category)] });
    const table = `${catalog.connection}/t-${term.guid}`;
    const meanings = [byGuid('AtlasGlossaryTerm', term.guid)];
    await catalog.save({ typeName: 'Table', attributes: { name: 't', qualifiedName: table, meanings } });

    const { mutatedEntities } = await change('AtlasGlossaryTerm', term, anchoredIn(to));
    const expected = `${term.qualifiedName.split('@')[0] ?? ''}@${to.qualifiedName}`;
    expect(namesOf(mutatedEntities?.UPDATE)?.sort()).toEqual(
      [expected, from.qualifiedName, to.qualifiedName, category.qualifiedName].sort(),
    );
    expect((await catalog.get(term.guid)).relationshipAttributes).toMatchObject({
      anchor: { guid: to.guid },
      categories: [],
    });
    const find = async (field: string, value: string) => {
      const dsl = { from: 0, size: 10, query: { term: { [field]: { value } } } };
      const { entities } = await searchAssets(catalog.deps, catalog.owner, { dsl, attributes: [] });
      return entities?.map(({ guid, typeName }) => [guid === term.guid, typeName]) ?? [];
    };
    expect(await find('__glossary', to.qualifiedName)).toEqual([[true, 'AtlasGlossaryTerm']]);
    expect(await find('__meanings', expected)).toEqual([[false, 'Table']]);
    expect(await find('__meanings', term.qualifiedName)).toEqual([]);
  });

  it('a category takes what lies in it along, archived terms too, and leaves its parent', async () => {
    const [from, to] = [await make('AtlasGlossary'), await make('AtlasGlossary')];
    const top = await make('AtlasGlossaryCategory', anchoredIn(from));
    const moved = await make('AtlasGlossaryCategory', { ...anchoredIn(from), parentCategory: inCategory(top) });
    const child = await make('AtlasGlossaryCategory', { ...anchoredIn(from), parentCategory: inCategory(moved) });
    const term = await make('AtlasGlossaryTerm', {
      ...anchoredIn(from),
      categories: [inCategory(child), inCategory(top)],
    });
    const archived = await make('AtlasGlossaryTerm', { ...anchoredIn(from), categories: [inCategory(moved)] });
    await catalog.remove('SOFT', archived.guid);
    await change('AtlasGlossaryCategory', moved, anchoredIn(to));
    for (const one of [moved, child, term, archived]) {
      expect(await nameOf(one)).toBe(`${one.qualifiedName.split('@')[0] ?? ''}@${to.qualifiedName}`);
      expect((await catalog.get(one.guid)).relationshipAttributes).toMatchObject({ anchor: { guid: to.guid } });
    }
    expect(await nameOf(top)).toBe(top.qualifiedName);
    expect((await catalog.get(moved.guid)).relationshipAttributes).toMatchObject({ parentCategory: null });
    expect((await catalog.get(child.guid)).relationshipAttributes).toMatchObject({
      parentCategory: { guid: moved.guid },
    });
    expect((await catalog.get(term.guid)).relationshipAttributes?.['categories']).toMatchObject([{ guid: child.guid }]);
  });

  it('finds a name that is taken there, and moves nothing', async () => {
    const [from, to] = [await make('AtlasGlossary'), await make('AtlasGlossary')];
    const term = await make('AtlasGlossaryTerm', { ...anchoredIn(from), name: 'same' });
    await make('AtlasGlossaryTerm', { ...anchoredIn(to), name: 'same' });
    await expect(change('AtlasGlossaryTerm', term, anchoredIn(to))).rejects.toMatchObject({ code: 'term_exists' });
    expect(await nameOf(term)).toBe(term.qualifiedName);
  });

  it('is nothing when the glossary is the same: saving a term as it is reports nothing', async () => {
    const glossary = await make('AtlasGlossary');
    const term = await make('AtlasGlossaryTerm', anchoredIn(glossary));
    const { mutatedEntities } = await catalog.save({
      typeName: 'AtlasGlossaryTerm',
      attributes: {
        name: (await catalog.get(term.guid)).attributes['name'] ?? '',
        qualifiedName: term.qualifiedName,
        ...anchoredIn(glossary),
      },
    });
    expect(mutatedEntities).toBeUndefined();
  });

  it('keeps the tags of what goes along, in whatever way the request replaces tags', async () => {
    const [from, to] = [await make('AtlasGlossary'), await make('AtlasGlossary')];
    const moved = await make('AtlasGlossaryCategory', anchoredIn(from));
    const term = await make('AtlasGlossaryTerm', { ...anchoredIn(from), categories: [inCategory(moved)] });
    const tag = await catalog.defineTag('kept');
    const tagged = { typeName: 'AtlasGlossaryTerm', guid: term.guid, attributes: {} };
    await catalog.saveTags('replaceTags', { ...tagged, classifications: [{ typeName: tag }] });
    const request = { typeName: 'AtlasGlossaryCategory', guid: moved.guid, attributes: anchoredIn(to) };
    await catalog.saveTags('replaceTags', request);
    expect((await catalog.get(term.guid)).classifications).toMatchObject([{ typeName: tag }]);
    expect(await nameOf(term)).toContain(`@${to.qualifiedName}`);
  });

  it('takes everything that can be held of what moves: who may only make and change terms moves none', async () => {
    const [from, to] = [await make('AtlasGlossary'), await make('AtlasGlossary')];
    const term = await make('AtlasGlossaryTerm', anchoredIn(from));
    const editor = await catalog.addUser('edith', 'member');
    const persona = await make('Persona', { personaUsers: ['edith'] });
    const allow = (...policyActions: readonly string[]) =>
      make('AuthPolicy', {
        ...{ policyCategory: 'persona', policySubCategory: 'glossary', policyType: 'allow', policyActions },
        ...{ policyServiceName: 'atlas', policyResourceCategory: 'CUSTOM', policyResources: ['entity:*'] },
        accessControl: byGuid('Persona', persona.guid),
      });
    await allow('persona-glossary-create', 'persona-glossary-read', 'persona-glossary-update');
    const entity = { typeName: 'AtlasGlossaryTerm', guid: term.guid, attributes: anchoredIn(to) };
    await expect(catalog.saveAs(editor, entity)).rejects.toMatchObject({ code: 'permission_denied' });
    expect(await nameOf(term)).toBe(term.qualifiedName);
    // Negative control: changing the term where it is takes no more than that.
    await catalog.saveAs(editor, { ...entity, attributes: { shortDescription: 'changed' } });
  });
});

it('links between terms show at both ends with what they say, and update both', async () => {
  const glossary = await make('AtlasGlossary');
  const [one, other] = [
    await make('AtlasGlossaryTerm', anchoredIn(glossary)),
    await make('AtlasGlossaryTerm', anchoredIn(glossary)),
  ];
  const attributes = { description: 'd', expression: 'e', status: 'ACTIVE', steward: 's', source: 'o' };
  const link = {
    ...named('AtlasGlossaryTerm', other.qualifiedName),
    relationshipType: 'AtlasGlossaryRelatedTerm',
    relationshipAttributes: { typeName: 'AtlasGlossaryRelatedTerm', attributes },
  };
  const { mutatedEntities } = await change('AtlasGlossaryTerm', one, { seeAlso: [link] });
  expect(namesOf(mutatedEntities?.UPDATE)).toEqual([one.qualifiedName, other.qualifiedName]);
  for (const [of, to] of [
    [one, other],
    [other, one],
  ] as const) {
    expect((await catalog.get(of.guid)).relationshipAttributes?.['seeAlso']).toMatchObject([
      { guid: to.guid, relationshipAttributes: { typeName: 'AtlasGlossaryRelatedTerm', attributes } },
    ]);
  }
});
