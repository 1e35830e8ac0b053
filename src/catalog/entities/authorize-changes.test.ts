import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byGuid, createSmallCatalog, entity, named, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { newGuid, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { getEntityByGuid } from './get-entity-by-guid.ts';
import { linkRightsOf } from './link-rights.ts';

let catalog: SmallCatalog;
let termGuid: string;
let otherTermGuid: string;
const root = 'default/glue/1';
const read = 'persona-asset-read';
const change = 'persona-asset-update';

/** Somebody who holds, beneath each path, the actions named for it. */
async function holding(grants: Readonly<Record<string, readonly string[]>>): Promise<Principal> {
  const name = `u-${newGuid()}`;
  const user = await catalog.addUser(name, 'member');
  const persona = await catalog.savePersona({ name: `p-${name}`, users: [name] });
  for (const [path, actions] of Object.entries(grants)) {
    await catalog.savePolicy({ personaGuid: persona.guid, resources: [`entity:${path}`], actions });
  }
  return user;
}

const term = (): JsonObject => byGuid('AtlasGlossaryTerm', termGuid);

beforeAll(async () => {
  catalog = await createSmallCatalog();
  const glossary = await catalog.save({ typeName: 'AtlasGlossary', guid: '-1', attributes: { name: 'words' } });
  const anchor = { typeName: 'AtlasGlossary', guid: catalog.createdGuid(glossary) };
  const makeTerm = async (name: string) =>
    catalog.createdGuid(
      await catalog.save({ typeName: 'AtlasGlossaryTerm', guid: '-1', attributes: { name, anchor } }),
    );
  termGuid = await makeTerm('one');
  otherTermGuid = await makeTerm('other');
});
afterAll(() => catalog.close());

/** A table of its own under a path of its own. */
async function newTable(attributes: JsonObject = {}): Promise<string> {
  const name = `${root}/t-${newGuid()}`;
  await catalog.save(entity('Table', name, attributes));
  return name;
}

const denied = { code: 'permission_denied' };

describe('terms of an asset', () => {
  it('take the action for terms and not the right to change the asset', async () => {
    const table = await newTable();
    const tagger = await holding({ [table]: [read, 'persona-add-terms'] });
    const editor = await holding({ [table]: [read, change] });
    const withTerm = entity('Table', table, { meanings: [term()] });
    await expect(catalog.saveAs(editor, withTerm)).rejects.toMatchObject(denied);
    await catalog.saveAs(tagger, withTerm);
    await expect(catalog.saveAs(tagger, { ...withTerm, labels: ['x'] })).rejects.toMatchObject(denied);
    const without = { ...entity('Table', table), relationshipAttributes: { meanings: [] } };
    await expect(catalog.saveAs(tagger, without)).rejects.toMatchObject(denied);
    await expect(catalog.saveAs(editor, without)).rejects.toMatchObject(denied);
    await catalog.saveAs(await holding({ [table]: [read, 'persona-remove-terms'] }), without);
  });

  it('take the same when they are set from the side of the term', async () => {
    const table = await newTable();
    const governor = await catalog.addToken('governor', 'default');
    const assigned = {
      typeName: 'AtlasGlossaryTerm',
      guid: termGuid,
      attributes: {},
      appendRelationshipAttributes: { assignedEntities: [named('Table', table)] },
    };
    await expect(catalog.saveAs(governor.principal, assigned)).rejects.toMatchObject({
      code: 'asset_unique_attribute_not_found',
    });
    const persona = await catalog.savePersona({ name: newGuid(), users: [] });
    await catalog.linkToken(persona.guid, governor);
    const give = (actions: readonly string[]) =>
      catalog.savePolicy({ personaGuid: persona.guid, resources: [`entity:${table}`], actions });
    await give([read, change]);
    await expect(catalog.saveAs(governor.principal, assigned)).rejects.toMatchObject(denied);
    await give(['persona-add-terms']);
    expect((await catalog.saveAs(governor.principal, assigned)).mutatedEntities?.UPDATE).toHaveLength(2);
  });

  it('are not given to a new asset by who may only create it', async () => {
    const path = `${root}/p-${newGuid()}`;
    const maker = await holding({ [path]: [read, 'persona-api-create'] });
    const made = entity('Table', `${path}/t`, { meanings: [term()] });
    await expect(catalog.saveAs(maker, made)).rejects.toMatchObject(denied);
    await catalog.saveAs(maker, entity('Table', `${path}/t`));
  });

  it('that one may not see stay when the set is replaced', async () => {
    const [seen, hidden] = [await newTable({ meanings: [term()] }), await newTable({ meanings: [term()] })];
    const token = await catalog.addToken('curator', 'default');
    const persona = await catalog.savePersona({ name: newGuid(), users: [] });
    await catalog.linkToken(persona.guid, token);
    const actions = [read, 'persona-add-terms', 'persona-remove-terms'];
    await catalog.savePolicy({ personaGuid: persona.guid, resources: [`entity:${seen}`], actions });
    const none = { typeName: 'AtlasGlossaryTerm', guid: termGuid, relationshipAttributes: { assignedEntities: [] } };
    const answer = await catalog.saveAs(token.principal, none);
    expect(JSON.stringify(answer)).not.toContain(hidden);
    const left = await catalog.db
      .selectFrom('relationship')
      .innerJoin('asset', 'asset.guid', 'relationship.end2_guid')
      .select('asset.qualified_name as name')
      .where('end1_guid', '=', termGuid)
      .execute();
    expect(left).toContainEqual({ name: hidden });
    expect(left).not.toContainEqual({ name: seen });
  });
});

describe('lineage', () => {
  it('is drawn by who may change the process and both of what it connects', async () => {
    const [source, sink] = [await newTable(), await newTable()];
    const path = `${root}/p-${newGuid()}`;
    const own = { [path]: [read, change, 'persona-api-create'] };
    const drawn = entity('Process', `${path}/p`, { inputs: [named('Table', source)], outputs: [named('Table', sink)] });
    for (const grants of [
      { [source]: [read], [sink]: [read] },
      { [source]: [read, change], [sink]: [read] },
      { [source]: [read], [sink]: [read, change] },
    ]) {
      await expect(catalog.saveAs(await holding({ ...own, ...grants }), drawn)).rejects.toMatchObject(denied);
    }
    await catalog.saveAs(await holding({ ...own, [source]: [read, change], [sink]: [read, change] }), drawn);
  });

  it('is cut by who may change either end of it', async () => {
    const sink = await newTable();
    const process = `${root}/p-${newGuid()}`;
    await catalog.save(entity('Process', process, { inputs: [], outputs: [named('Table', sink)] }));
    const cut = { ...entity('Process', process), removeRelationshipAttributes: { outputs: [named('Table', sink)] } };
    await expect(catalog.saveAs(await holding({ [sink]: [read], [process]: [read] }), cut)).rejects.toMatchObject(
      denied,
    );
    await catalog.saveAs(await holding({ [sink]: [read, change], [process]: [read] }), cut);
  });
});

describe('other links', () => {
  it('take the right to change both ends; a saved query only reads what it selects from', async () => {
    const [table, column] = [await newTable(), `${root}/c-${newGuid()}`];
    await catalog.save(entity('Column', column));
    const hung = entity('Column', column, { table: named('Table', table) });
    await expect(
      catalog.saveAs(await holding({ [table]: [read], [column]: [read, change] }), hung),
    ).rejects.toMatchObject(denied);
    await expect(
      catalog.saveAs(await holding({ [table]: [read, change], [column]: [read] }), hung),
    ).rejects.toMatchObject(denied);
    await catalog.saveAs(await holding({ [table]: [read, 'persona-api-create'], [column]: [read, change] }), hung);
    expect(linkRightsOf(catalog.deps.types, 'table_queries')).toMatchObject({ end1: [], end2: ['asset.update'] });
    expect(linkRightsOf(catalog.deps.types, 'asset_links')).toMatchObject({ end1: ['asset.update'] });
    expect(linkRightsOf(catalog.deps.types, 'asset_readme')).toMatchObject({ end1: ['asset.update'] });
  });

  it('every relationship of the model has a right at one end at least', () => {
    const { types } = catalog.deps;
    const free = types.relationships.all.filter(({ name }) => {
      const { end1, end2 } = linkRightsOf(types, name);
      return end1.length + end2.length === 0;
    });
    expect(free).toEqual([]);
  });
});

it('a save that changes nothing takes the right to see the asset and no more', async () => {
  const table = await newTable({ description: 'said' });
  const reader = await holding({ [table]: [read] });
  expect(await catalog.saveAs(reader, entity('Table', table, { description: 'said' }))).toEqual({});
  await expect(catalog.saveAs(reader, entity('Table', table, { description: 'new' }))).rejects.toMatchObject(denied);
});

it('nobody without a right at either term links two of them', async () => {
  const reader = await catalog.addUser(`r-${newGuid()}`, 'member');
  expect((await getEntityByGuid(catalog.deps, reader, { guid: termGuid })).entity.guid).toBe(termGuid);
  const linked = {
    typeName: 'AtlasGlossaryTerm',
    guid: termGuid,
    attributes: { seeAlso: [byGuid('AtlasGlossaryTerm', otherTermGuid)] },
  };
  await expect(catalog.saveAs(reader, linked)).rejects.toMatchObject(denied);
});
