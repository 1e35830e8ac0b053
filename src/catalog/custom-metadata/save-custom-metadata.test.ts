import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createCustomMetadataCatalog,
  merging,
  replacing,
  type CustomMetadataCatalog,
  type CustomMetadataFlags,
  type DefinedSet,
} from '../../../test/support/custom-metadata-catalog.ts';
import { entity } from '../../../test/support/small-catalog.ts';
import type { JsonObject, JsonValue } from '../../foundation/index.ts';
import { sql } from '../../postgres/index.ts';
import { updateEntityByUniqueAttribute } from '../entities/update-entity.ts';
import { changeCustomMetadata, removeCustomMetadata } from './change-custom-metadata.ts';

let catalog: CustomMetadataCatalog;
let rules: DefinedSet;
let other: DefinedSet;

beforeAll(async () => {
  catalog = await createCustomMetadataCatalog();
  await catalog.defineEnum('Tier', 'gold', 'silver');
  rules = await catalog.defineSet('Rules', {
    ...{ note: 'string', days: 'int', size: 'long', share: 'float', open: 'boolean', since: 'date', tier: 'Tier' },
    tags: { typeName: 'array<string>', cardinality: 'SET' },
    order: { typeName: 'array<int>', cardinality: 'LIST' },
    short: { typeName: 'string', options: { maxStrLength: '3' } },
    terms: { typeName: 'string', options: { applicableEntityTypes: '["AtlasGlossaryTerm"]' } },
  });
  other = await catalog.defineSet('Other', { note: 'string' });
});
afterAll(() => catalog.close());

/** The values of a set by what people call the attributes, in their wire form. */
function of({ set, ids }: DefinedSet, values: JsonObject): JsonObject {
  return { [set]: Object.fromEntries(Object.entries(values).map(([name, value]) => [ids[name] ?? name, value])) };
}

let made = 0;
let table: JsonObject;
let guid: string;

function saved(flags: CustomMetadataFlags, businessAttributes: JsonValue) {
  return catalog.saveWith(flags, { ...table, businessAttributes });
}

async function expectRefused(values: JsonObject, refusal: object): Promise<void> {
  await expect(saved(merging, values)).rejects.toMatchObject(refusal);
}

beforeEach(async () => {
  made += 1;
  table = entity('Table', `${catalog.connection}/db/s/t${made}`);
  const values = { ...of(rules, { note: 'a', days: 1 }), ...of(other, { note: 'b' }) };
  guid = catalog.createdGuid(await saved({}, values));
});

describe('custom metadata in a save', () => {
  it('is always applied to a new asset, and null is no value', async () => {
    expect(await catalog.valuesOf(guid)).toEqual({ ...of(rules, { note: 'a', days: 1 }), ...of(other, { note: 'b' }) });
    const bare = entity('Table', `${catalog.connection}/db/s/bare${made}`);
    const result = await catalog.saveWith(merging, { ...bare, businessAttributes: of(rules, { note: null }) });
    expect(await catalog.valuesOf(catalog.createdGuid(result))).toEqual({});
  });

  it('is ignored on a stored asset without the flag, whatever is sent', async () => {
    for (const values of [of(rules, { note: 'x' }), { nonsense: { a: 1 } }, of(rules, { days: 'many' })]) {
      expect(await saved({ overwriteBusinessAttributes: true }, values)).toEqual({});
    }
    expect(await catalog.valuesOf(guid)).toMatchObject(of(rules, { note: 'a', days: 1 }));
  });

  it('merged, leaves what is not sent; null removes a value, an empty set the set', async () => {
    await saved(merging, of(rules, { note: 'x', days: null, open: true }));
    expect(await catalog.valuesOf(guid)).toEqual({
      ...of(rules, { note: 'x', open: true }),
      ...of(other, { note: 'b' }),
    });
    await saved(merging, { [rules.set]: {} });
    expect(await catalog.valuesOf(guid)).toEqual(of(other, { note: 'b' }));
  });

  it('replaced, is what is sent and nothing else, also when nothing is sent', async () => {
    await saved(replacing, of(rules, { days: 2 }));
    expect(await catalog.valuesOf(guid)).toEqual(of(rules, { days: 2 }));
    await saved(replacing, null);
    expect(await catalog.valuesOf(guid)).toEqual({});
  });

  it('that is the same changes and reports nothing; that is another one is an update', async () => {
    const before = await catalog.get(guid);
    const same = { ...of(rules, { note: 'a', days: 1 }), ...of(other, { note: 'b' }) };
    for (const flags of [merging, replacing]) expect(await saved(flags, same)).toEqual({});
    expect(await saved(merging, null)).toEqual({});
    expect((await catalog.get(guid)).version).toBe(before.version);
    const { mutatedEntities } = await saved(merging, of(rules, { days: 2 }));
    expect(mutatedEntities).toMatchObject({ UPDATE: [{ guid }] });
    expect(mutatedEntities?.CREATE).toBeUndefined();
    expect(await catalog.get(guid)).toMatchObject({ version: before.version + 1 });
  });

  it('of two entities that are one asset adds up, the later value winning', async () => {
    await catalog.saveWith(
      merging,
      { ...table, businessAttributes: of(rules, { note: 'x', days: 5 }) },
      { ...table, businessAttributes: of(rules, { note: 'y' }) },
    );
    expect(await catalog.valuesOf(guid)).toMatchObject(of(rules, { note: 'y', days: 5 }));
  });

  it('stays when the asset is archived, restored and changed in other ways', async () => {
    const before = await catalog.valuesOf(guid);
    await catalog.remove('SOFT', guid);
    await catalog.save({ ...table, status: 'ACTIVE' });
    await updateEntityByUniqueAttribute(catalog.deps, catalog.owner, {
      typeName: 'Table',
      attributes: { qualifiedName: `${catalog.connection}/db/s/t${made}` },
      entity: { typeName: 'Table', attributes: { certificateStatus: 'VERIFIED' }, businessAttributes: null },
    });
    expect(await catalog.valuesOf(guid)).toEqual(before);
  });

  it('is recorded by what changed: the asset and its sets', async () => {
    await saved(merging, of(rules, { note: 'recorded' }));
    const { rows } = await sql<{ detail: JsonObject }>`
      SELECT detail FROM audit_record WHERE action = 'asset.save' ORDER BY sequence DESC LIMIT 1`.execute(catalog.db);
    expect(rows).toMatchObject([{ detail: { customMetadata: [{ guid, sets: [rules.set] }] } }]);
  });

  it('of many assets is saved as that of one', async () => {
    const many = Array.from({ length: 300 }, (_, n) => ({
      ...entity('Table', `${catalog.connection}/db/many${made}/t${n}`),
      businessAttributes: of(rules, { note: `n${n}` }),
    }));
    const result = await catalog.saveWith({}, ...many);
    const guids = result.mutatedEntities?.CREATE?.map((header) => header.guid) ?? [];
    expect(await catalog.valuesOf(guids[299] ?? '')).toEqual(of(rules, { note: 'n299' }));
  });
});

describe('values of custom metadata', () => {
  it.each<readonly [string, JsonValue, JsonValue]>([
    ['note', 'text', 'text'],
    ['note', '', ''],
    ['note', 5, '5'],
    ['days', -2_147_483_647, -2_147_483_647],
    ['days', '7', 7],
    ['size', 9_007_199_254_740_991, 9_007_199_254_740_991],
    ['share', 0.5, 0.5],
    ['open', 'false', false],
    ['since', 1_700_000_000_000, 1_700_000_000_000],
    ['since', '2023-11-14', Date.UTC(2023, 10, 14)],
    ['tier', 'gold', 'gold'],
    ['tags', ['b', 'a', 'b'], ['b', 'a']],
    ['tags', 'one', ['one']],
    ['order', [2, '1', 2], [2, 1, 2]],
    ['short', 'abc', 'abc'],
  ])('%s takes %j as %j', async (name, value, kept) => {
    await saved(replacing, of(rules, { [name]: value }));
    expect(await catalog.valuesOf(guid)).toEqual(of(rules, { [name]: kept }));
  });

  it('keeps an empty list as no value', async () => {
    await saved(replacing, of(rules, { tags: ['x'], note: 'n' }));
    await saved(merging, of(rules, { tags: [] }));
    expect(await catalog.valuesOf(guid)).toEqual(of(rules, { note: 'n' }));
  });

  it.each<readonly [string, JsonValue, string]>([
    ['days', 1.5, 'is not a whole number'],
    ['days', 2_147_483_648, 'is not between'],
    ['size', 9_007_199_254_740_992, 'is a number out of range'],
    ['share', 'half', 'is not a number'],
    ['open', 'yes', 'is neither true nor false'],
    ['since', 'soon', 'is not a time in epoch milliseconds'],
    ['tier', 'bronze', 'is not one of `gold`, `silver`'],
    ['tags', [{}], 'is not text'],
    ['note', { deep: 'x' }, 'is not text'],
    ['note', 'a\0b', 'holds a null character'],
    ['note', 'x'.repeat(100_001), 'the most is 100000'],
    ['short', 'abcd', 'holds 4 characters, the most is 3'],
  ])('%s refuses %j', async (name, value, message) => {
    const path = `entities[0].businessAttributes.${rules.set}.${rules.ids[name] ?? ''}`;
    await expectRefused(of(rules, { [name]: value }), {
      code: 'field_invalid',
      details: [{ path, message: expect.stringContaining(message) as string }],
    });
  });

  it('are refused for an asset of a type that the attribute is not for', async () => {
    await expectRefused(of(rules, { terms: 'x' }), {
      code: 'custom_metadata_attribute_unknown',
      details: [{ message: 'is no attribute of a `Table`' }],
    });
  });

  it('name what is wrong with all of them at once, an unknown set before an unknown attribute', async () => {
    const wrong = { ...of(rules, { nonsense: 1, days: 'x' }), Nowhere: { a: 1 } };
    const at = 'entities[0].businessAttributes';
    await expectRefused(wrong, {
      code: 'custom_metadata_unknown',
      details: [
        { path: `${at}.${rules.set}.nonsense`, message: 'unknown attribute of the set' },
        { path: `${at}.${rules.set}.${rules.ids['days'] ?? ''}` },
        { path: `${at}.Nowhere`, message: 'unknown custom metadata set' },
      ],
    });
    await expectRefused(of(rules, { nonsense: null }), { code: 'custom_metadata_attribute_unknown' });
    await expectRefused({ [rules.set]: 'text' }, { code: 'field_invalid' });
    expect(await catalog.valuesOf(guid)).toMatchObject(of(rules, { note: 'a', days: 1 }));
  });
});

describe('custom metadata of one asset', () => {
  const change = (sets: JsonObject, overwrites = false) =>
    changeCustomMetadata(catalog.deps, catalog.owner, { guid, sets, overwrites });
  const remove = (sets: JsonObject) => removeCustomMetadata(catalog.deps, catalog.owner, { guid, sets });

  it('is merged, null removing; a set without values asks for nothing', async () => {
    await change(of(rules, { note: 'x', days: null }));
    await change({ [rules.set]: {} });
    expect(await catalog.valuesOf(guid)).toEqual({ ...of(rules, { note: 'x' }), ...of(other, { note: 'b' }) });
  });

  it('is replaced as a whole when that is asked for', async () => {
    await change(of(rules, { days: 9 }), true);
    expect(await catalog.valuesOf(guid)).toEqual(of(rules, { days: 9 }));
  });

  it('is removed value by value, set by set, or all of it', async () => {
    await remove(of(rules, { note: 'whatever' }));
    expect(await catalog.valuesOf(guid)).toEqual({ ...of(rules, { days: 1 }), ...of(other, { note: 'b' }) });
    await remove({ [rules.set]: {} });
    expect(await catalog.valuesOf(guid)).toEqual(of(other, { note: 'b' }));
    await remove({});
    expect(await catalog.valuesOf(guid)).toEqual({});
    await remove({});
  });

  it('is unknown where the asset is, hidden or gone', async () => {
    const stranger = await catalog.addUser(`stranger${made}`, 'member');
    const hidden = changeCustomMetadata(catalog.deps, stranger, { guid, sets: of(rules, { note: 'x' }) });
    const gone = '00000000-0000-4000-8000-000000000000';
    const absent = changeCustomMetadata(catalog.deps, stranger, { guid: gone, sets: {} });
    const told = await Promise.all([hidden, absent].map((it) => it.catch((error: unknown) => error as Error)));
    expect(told.map((error) => error?.message.replace(guid, gone))).toEqual([
      `Given instance guid ${gone} is invalid/not found`,
      `Given instance guid ${gone} is invalid/not found`,
    ]);
    await expect(change({ Nowhere: { a: 1 } })).rejects.toMatchObject({ code: 'custom_metadata_unknown' });
  });
});
