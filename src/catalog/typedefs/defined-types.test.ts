import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createCustomMetadataCatalog,
  merging,
  replacing,
  type CustomMetadataCatalog,
} from '../../../test/support/custom-metadata-catalog.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { entity } from '../../../test/support/small-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import { saveEntitiesIn } from '../entities/save-entities.ts';
import { getTypedef, listTypedefHeaders, listTypedefs } from './list-typedefs.ts';
import { purgeTypedef, purgeTypedefs } from './purge-typedefs.ts';
import { createTypedefs, updateTypedefs } from './save-typedefs.ts';

let catalog: CustomMetadataCatalog;
beforeAll(async () => {
  catalog = await createCustomMetadataCatalog();
});
afterAll(() => catalog.close());

type Lists = Readonly<Record<string, readonly JsonObject[]>>;
const create = (lists: Lists) => createTypedefs(catalog.deps, catalog.owner, { lists });
const update = (lists: Lists) => updateTypedefs(catalog.deps, catalog.owner, { lists });
const purge = (name: string) => purgeTypedef(catalog.deps, catalog.owner, name);
const set = (...businessMetadataDefs: JsonObject[]) => ({ businessMetadataDefs });
const enums = (...enumDefs: JsonObject[]) => ({ enumDefs });
const structs = (...structDefs: JsonObject[]) => ({ structDefs });

const internalName = /^[A-Za-z][A-Za-z0-9]{21}$/;

function attributesOf(def: JsonObject | undefined): JsonObject[] {
  return (def?.['attributeDefs'] ?? []) as JsonObject[];
}

/** As a client sends one that it makes. */
const attribute: JsonObject = {
  ...{ displayName: 'Retention', name: '', isNew: true, typeName: 'int', cardinality: 'SINGLE', isOptional: true },
  options: {
    ...{ customMetadataVersion: 'v2', primitiveType: 'int', isRichText: false, multiValueSelect: 'false' },
    ...{ applicableEntityTypes: '["Asset"]', applicableConnections: '["default/glue/1"]', maxStrLength: '100000000' },
  },
};

describe('sets of custom metadata', () => {
  it('come with one set and one tag, whose caches one client needs before it believes that it is signed in', async () => {
    const { businessMetadataDefs, classificationDefs } = await listTypedefs(catalog.deps, []);
    expect(businessMetadataDefs.map(({ displayName }) => displayName)).toEqual(['Review']);
    expect(attributesOf(businessMetadataDefs[0])).toMatchObject([
      { displayName: 'Reviewed on', typeName: 'date' },
      { displayName: 'Reviewed by', typeName: 'array<string>' },
    ]);
    expect(classificationDefs.map(({ displayName }) => displayName)).toEqual(['Needs review']);
  });

  it('give the set and each attribute an internal name, and keep options as they came', async () => {
    const options = { logoType: 'emoji', emoji: '🗂', isLocked: false };
    const def = { category: 'BUSINESS_METADATA', name: 'Data rules', displayName: 'Data rules', options };
    const [made] = (await create(set({ ...def, attributeDefs: [attribute] }))).businessMetadataDefs;
    expect(made).toMatchObject({ category: 'BUSINESS_METADATA', displayName: 'Data rules', options, version: 1 });
    expect(made?.['name']).toMatch(internalName);
    const { isNew: _, ...kept } = attribute;
    expect(attributesOf(made)).toEqual([{ ...kept, name: expect.stringMatching(internalName) as string }]);
    expect((await listTypedefs(catalog.deps, ['business_metadata'])).businessMetadataDefs).toContainEqual(made);
    expect(await getTypedef(catalog.deps, { name: String(made?.['name']) })).toEqual(made);
    expect(await getTypedef(catalog.deps, { guid: String(made?.['guid']).toUpperCase() })).toEqual(made);
  });

  it('is called by its name when nothing else is sent', async () => {
    const [made] = (await create(set({ name: 'Only a name' }))).businessMetadataDefs;
    expect(made).toMatchObject({ displayName: 'Only a name', attributeDefs: [] });
  });

  it('refuses a name that is taken, also by another set of the request, and by an attribute of the set', async () => {
    await create(set({ displayName: 'taken' }));
    await expect(create(set({ displayName: 'taken' }))).rejects.toMatchObject({ code: 'typedef_exists' });
    await expect(create(set({ displayName: 'two' }, { displayName: 'two' }))).rejects.toMatchObject({
      code: 'typedef_exists',
    });
    const twice = [attribute, { ...attribute, typeName: 'string' }];
    await expect(create(set({ displayName: 'own', attributeDefs: twice }))).rejects.toMatchObject({
      code: 'typedef_attribute_exists',
    });
    const allowed = { lists: set({ displayName: 'taken' }), allowDuplicateDisplayName: true };
    expect((await createTypedefs(catalog.deps, catalog.owner, allowed)).businessMetadataDefs).toHaveLength(1);
    const { businessMetadataDefs } = await listTypedefs(catalog.deps, ['BUSINESS_METADATA']);
    expect(businessMetadataDefs.filter(({ displayName }) => displayName === 'two')).toEqual([]);
  });

  it('are found by guid or internal name to be changed; attributes by theirs, others are new and none is dropped', async () => {
    const [made] = (await create(set({ displayName: 'v1', attributeDefs: [attribute] }))).businessMetadataDefs;
    const [first] = attributesOf(made);
    const archived = {
      ...first,
      displayName: 'Retention-archived-1700000000000',
      options: {
        ...(first?.['options'] as JsonObject),
        isArchived: true,
        archivedAt: 1_700_000_000_000,
        archivedBy: 'olga',
      },
    };
    const name = String(made?.['name']);
    const [changed] = (await update(set({ name, displayName: 'v2', attributeDefs: [archived, attribute] })))
      .businessMetadataDefs;
    const [old, fresh] = attributesOf(changed);
    expect(changed).toMatchObject({ name, guid: made?.['guid'], displayName: 'v2', version: 2 });
    expect(old).toMatchObject({ name: first?.['name'], options: { isArchived: true, archivedAt: '1700000000000' } });
    expect(fresh).toMatchObject({ displayName: 'Retention' });
    expect(fresh?.['name']).not.toBe(first?.['name']);
    const [again] = (await update(set({ guid: String(made?.['guid']), description: 'd' }))).businessMetadataDefs;
    expect(again).toMatchObject({ displayName: 'v2', description: 'd', attributeDefs: [old, fresh] });
  });

  it('are defined by a change that finds none', async () => {
    const [made] = (await update(set({ name: 'by change', displayName: 'by change' }))).businessMetadataDefs;
    expect(made).toMatchObject({ displayName: 'by change', version: 1 });
    expect(made?.['name']).toMatch(internalName);
  });

  it('let one value become many, and change no type otherwise', async () => {
    const [made] = (await create(set({ displayName: 'typed', attributeDefs: [attribute] }))).businessMetadataDefs;
    const name = String(made?.['name']);
    const [first] = attributesOf(made);
    const retyped = (typeName: string) => update(set({ name, attributeDefs: [{ ...first, typeName }] }));
    await expect(retyped('string')).rejects.toMatchObject({
      code: 'field_invalid',
      details: [{ path: 'businessMetadataDefs[0].attributeDefs[0].typeName', message: 'is `int` and never changes' }],
    });
    expect(attributesOf((await retyped('array<int>')).businessMetadataDefs[0])).toMatchObject([
      { typeName: 'array<int>' },
    ]);
    await expect(retyped('int')).rejects.toMatchObject({ code: 'field_invalid' });
  });

  it('are refused with everything that is wrong with them at once', async () => {
    const options = {
      ...{
        multiValueSelect: '',
        applicableEntityTypes: '["Nonsense"]',
        applicableConnections: '[oops',
        maxStrLength: 'long',
      },
      archivedAt: 'today',
    };
    const bad = [{ ...attribute, typeName: 'array<Nonsense>', options }];
    const request = set({ displayName: 'bad', options: { isLocked: 'maybe' }, attributeDefs: bad });
    const refusal = await create(request).catch(
      (error: unknown) => error as { code: string; details: { path: string }[] },
    );
    expect(refusal).toMatchObject({ code: 'field_invalid' });
    const at = 'businessMetadataDefs[0].attributeDefs[0]';
    expect((refusal as { details: { path: string }[] }).details.map(({ path }) => path).sort()).toEqual([
      `${at}.options.applicableConnections`,
      `${at}.options.applicableEntityTypes`,
      `${at}.options.archivedAt`,
      `${at}.options.maxStrLength`,
      `${at}.options.multiValueSelect`,
      `${at}.typeName`,
      'businessMetadataDefs[0].options.isLocked',
    ]);
  });

  it('of two callers who define the same set at once one is refused', async () => {
    const outcomes = await Promise.allSettled([1, 2].map(() => create(set({ displayName: 'race' }))));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('enumerations', () => {
  it('keep their name and the order of their members, and are replaced as a whole', async () => {
    const elementDefs = [{ value: 'high', ordinal: 7, description: 'd' }, { value: 'low' }];
    const [made] = (await create(enums({ category: 'ENUM', name: 'Tier', elementDefs }))).enumDefs;
    expect(made).toMatchObject({
      ...{ category: 'ENUM', name: 'Tier', displayName: 'Tier' },
      elementDefs: [
        { value: 'high', ordinal: 7, description: 'd' },
        { value: 'low', ordinal: 1 },
      ],
    });
    const next = [{ value: 'none', ordinal: 0 }];
    expect((await update(enums({ name: 'Tier', elementDefs: next }))).enumDefs).toMatchObject([
      { guid: made?.['guid'], elementDefs: next, version: 2 },
    ]);
    expect((await update(enums({ name: 'Tier', description: 'd' }))).enumDefs).toMatchObject([{ elementDefs: next }]);
  });

  it.each([
    ['that exists', { name: 'Once', elementDefs: [] }, 'type_exists'],
    ['of the server', { name: 'certificate_status', elementDefs: [] }, 'type_built_in'],
    ['called like a type of values', { name: 'string', elementDefs: [] }, 'type_built_in'],
    ['without a name', { elementDefs: [] }, 'field_invalid'],
    ['without members', { name: 'Empty' }, 'field_invalid'],
    ['with a member twice', { name: 'Twice', elementDefs: [{ value: 'a' }, { value: 'a' }] }, 'field_invalid'],
    ['with a place that is no number', { name: 'Odd', elementDefs: [{ value: 'a', ordinal: 'b' }] }, 'field_invalid'],
  ] as const)('refuses one %s', async (_, def, code) => {
    await update(enums({ name: 'Once', elementDefs: [] }));
    await expect(create(enums(def as unknown as JsonObject))).rejects.toMatchObject({ code });
  });

  it('of the server are not changed either', async () => {
    await expect(update(enums({ name: 'certificate_status', elementDefs: [] }))).rejects.toMatchObject({
      code: 'type_built_in',
    });
    await expect(purge('certificate_status')).rejects.toMatchObject({ code: 'type_built_in' });
  });

  it('can be the type of an attribute that the same request defines, whose values stay when the enumeration goes', async () => {
    const attributeDefs = [{ displayName: 'state', typeName: 'Traffic' }];
    const elementDefs = [{ value: 'red' }, { value: 'green' }];
    const lists = { ...enums({ name: 'Traffic', elementDefs }), ...set({ displayName: 'lights', attributeDefs }) };
    const [lights] = (await create(lists)).businessMetadataDefs;
    const [name, id] = [String(lights?.['name']), String(attributesOf(lights)[0]?.['name'])];
    const table = (value: string) => ({
      ...entity('Table', `${catalog.connection}/db/s/lights`),
      businessAttributes: { [name]: { [id]: value } },
    });
    await expect(catalog.saveWith({}, table('blue'))).rejects.toMatchObject({
      code: 'field_invalid',
      message: expect.stringContaining('`blue` is not one of `red`, `green`') as string,
    });
    const guid = catalog.createdGuid(await catalog.saveWith({}, table('red')));
    await purge('Traffic');
    expect(await catalog.valuesOf(guid)).toEqual({ [name]: { [id]: 'red' } });
    await catalog.saveWith(merging, table('blue'));
    expect(await catalog.valuesOf(guid)).toEqual({ [name]: { [id]: 'blue' } });
    // Sending the set back as it was read changes no type.
    await update(set({ name, attributeDefs: attributesOf(lights) }));
  });
});

describe('structs', () => {
  it('are defined, changed attribute by attribute, and removed', async () => {
    const attributeDefs = [{ name: 'street', typeName: 'string' }];
    const [made] = (await create(structs({ name: 'Address', attributeDefs }))).structDefs;
    expect(made).toMatchObject({ category: 'STRUCT', name: 'Address', attributeDefs });
    const added = [{ name: 'town', typeName: 'string' }];
    const [changed] = (await update(structs({ name: 'Address', attributeDefs: added }))).structDefs;
    expect(attributesOf(changed)).toEqual([...attributeDefs, ...added]);
    expect((await listTypedefs(catalog.deps, ['struct'])).structDefs).toContainEqual(changed);
    await expect(create(structs({ name: 'Address', attributeDefs: [] }))).rejects.toMatchObject({
      code: 'type_exists',
    });
    await expect(update(structs({ name: 'SourceTagAttachment' }))).rejects.toMatchObject({ code: 'type_built_in' });
    await purge('Address');
    await expect(getTypedef(catalog.deps, { name: 'Address' })).rejects.toMatchObject({ code: 'type_unknown' });
  });
});

describe('definitions of several kinds', () => {
  it('are all made or none, and answered each in its list', async () => {
    const good = { ...enums({ name: 'Good', elementDefs: [] }), classificationDefs: [{ displayName: 'good tag' }] };
    await expect(create({ ...good, ...set({ displayName: 'Review' }) })).rejects.toMatchObject({
      code: 'typedef_exists',
    });
    await expect(getTypedef(catalog.deps, { name: 'Good' })).rejects.toMatchObject({ code: 'type_unknown' });
    const made = await create({ ...good, ...set({ displayName: 'good set' }) });
    expect(Object.values(made).map((list: readonly unknown[]) => list.length)).toEqual([1, 0, 1, 0, 0, 1]);
  });

  it('are recorded kind by kind', async () => {
    await create({ ...enums({ name: 'Noted', elementDefs: [] }), ...set({ displayName: 'noted' }) });
    await purge('Noted');
    const { rows } = await sql<{ action: string; detail: JsonObject }>`
      SELECT action, detail FROM audit_record WHERE detail::text ILIKE '%noted%' ORDER BY sequence`.execute(catalog.db);
    expect(rows).toMatchObject([
      { action: 'enum.create', detail: { enums: [{ name: 'Noted', displayName: 'Noted' }] } },
      { action: 'custom-metadata.create', detail: { sets: [{ displayName: 'noted' }] } },
      { action: 'enum.purge' },
    ]);
  });

  it('take the capability', async () => {
    const member = await catalog.addUser('mia', 'member');
    const request = { lists: enums({ name: 'Mine', elementDefs: [] }) };
    const attempts: readonly (() => Promise<unknown>)[] = [
      async () => createTypedefs(catalog.deps, member, request),
      async () => updateTypedefs(catalog.deps, member, request),
      async () => purgeTypedef(catalog.deps, member, 'clavisSetOfReviews0001'),
      async () => purgeTypedefs(catalog.deps, member, request.lists),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it('are found by name and guid among those of a category, and nowhere else', async () => {
    const table = await getTypedef(catalog.deps, { name: 'Table' }, 'ENTITY');
    expect(await getTypedef(catalog.deps, { guid: String(table['guid']) }, 'ENTITY')).toEqual(table);
    await expect(getTypedef(catalog.deps, { name: 'Table' }, 'ENUM')).rejects.toMatchObject({ code: 'type_unknown' });
    await expect(getTypedef(catalog.deps, { guid: 'x' })).rejects.toMatchObject({ code: 'type_guid_unknown' });
    const headers = await listTypedefHeaders(catalog.deps, ['enum']);
    expect(headers).toContainEqual({
      guid: expect.any(String) as string,
      name: 'certificate_status',
      category: 'ENUM',
    });
    expect(new Set(headers.map(({ category }) => category))).toEqual(new Set(['ENUM']));
  });
});

describe('purging custom metadata', () => {
  it('is refused while an asset has a value, an archived one included, and says by how many', async () => {
    const { set: name, ids } = await catalog.defineSet('in use', { note: 'string' });
    const tables = ['one', 'two'].map((it) => ({
      ...entity('Table', `${catalog.connection}/db/s/${it}`),
      businessAttributes: { [name]: { [ids['note'] ?? '']: 'x' } },
    }));
    const made = await catalog.save(...tables);
    const guids = made.mutatedEntities?.CREATE?.map(({ guid }) => guid) ?? [];
    await catalog.remove('SOFT', ...guids.slice(1));
    await expect(purge(name)).rejects.toMatchObject({
      code: 'custom_metadata_in_use',
      message: 'custom metadata `in use` is in use by 2 assets, archived ones included',
    });
    await catalog.saveWith(
      replacing,
      ...['one', 'two'].map((it) => entity('Table', `${catalog.connection}/db/s/${it}`)),
    );
    await purge(name);
    await expect(catalog.save({ ...tables[0], typeName: 'View' })).rejects.toMatchObject({
      code: 'custom_metadata_unknown',
    });
  });

  it('waits for whoever is writing a value, and then finds it', async () => {
    const { set: name, ids } = await catalog.defineSet('waited for', { note: 'string' });
    const { deps, owner } = catalog;
    let purging: Promise<unknown> = Promise.resolve();
    await transact(catalog.db, async (tx) => {
      await saveEntitiesIn({ tx, clock: deps.clock, types: deps.types }, owner, {
        entities: [
          {
            ...entity('Table', `${catalog.connection}/db/s/late`),
            businessAttributes: { [name]: { [ids['note'] ?? '']: 'x' } },
          },
        ],
      });
      purging = purge(name).catch((error: unknown) => error);
      await eventually('the purge waits', async () => {
        const { rows } = await sql`
          SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            AND query LIKE '%type_definition%'`.execute(catalog.db);
        return rows.length === 0 ? null : rows;
      });
    });
    expect(await purging).toMatchObject({ code: 'custom_metadata_in_use' });
  });

  it('of several kinds takes all or none', async () => {
    const { set: name } = await catalog.defineSet('goes', { note: 'string' });
    await catalog.defineEnum('Goes', 'a');
    const lists = { businessMetadataDefs: [{ name }], enumDefs: [{ name: 'Goes' }] };
    const remove = (more: Lists) => purgeTypedefs(catalog.deps, catalog.owner, { ...lists, ...more });
    await expect(remove({ structDefs: [{ name: 'Nothing' }] })).rejects.toMatchObject({ code: 'type_unknown' });
    expect(await getTypedef(catalog.deps, { name: 'Goes' })).toMatchObject({ category: 'ENUM' });
    await remove({});
    await expect(getTypedef(catalog.deps, { name })).rejects.toMatchObject({ code: 'type_unknown' });
    await expect(getTypedef(catalog.deps, { name: 'Goes' })).rejects.toMatchObject({ code: 'type_unknown' });
  });

  it('lets the set and the tag that came with the server go like every other one', async () => {
    for (const name of ['clavisSetOfReviews0001', 'clavisTagNeedsReview01']) {
      await purge(name);
      await expect(getTypedef(catalog.deps, { name })).rejects.toMatchObject({ code: 'type_unknown' });
    }
  });
});
