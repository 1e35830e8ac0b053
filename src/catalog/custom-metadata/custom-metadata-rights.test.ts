import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createCustomMetadataCatalog,
  merging,
  replacing,
  type CustomMetadataCatalog,
} from '../../../test/support/custom-metadata-catalog.ts';
import { entity } from '../../../test/support/small-catalog.ts';
import { newGuid, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { changeCustomMetadata, removeCustomMetadata } from './change-custom-metadata.ts';

const read = 'persona-asset-read';
const denied = { code: 'permission_denied' };

let catalog: CustomMetadataCatalog;
let values: (note: string) => JsonObject;
beforeAll(async () => {
  catalog = await createCustomMetadataCatalog();
  const { set, ids } = await catalog.defineSet('Rules', { note: 'string' });
  values = (note) => ({ [set]: { [ids['note'] ?? '']: note } });
});
afterAll(() => catalog.close());

/** Somebody who holds these actions on what lies beneath the path. */
async function holding(path: string, ...actions: readonly string[]): Promise<Principal> {
  const name = `u-${newGuid()}`;
  const user = await catalog.addUser(name, 'member');
  const persona = await catalog.savePersona({ name: `p-${name}`, users: [name] });
  await catalog.savePolicy({ personaGuid: persona.guid, resources: [`entity:${path}`], actions });
  return user;
}

async function newTable(): Promise<{ guid: string; path: string; table: JsonObject }> {
  const path = `${catalog.connection}/t-${newGuid()}`;
  const table = entity('Table', path);
  return {
    guid: catalog.createdGuid(await catalog.save({ ...table, businessAttributes: values('old') })),
    path,
    table,
  };
}

it('changing values takes the action for custom metadata, and not the right to change the asset', async () => {
  const { guid, path, table } = await newTable();
  const editor = await holding(path, read, 'persona-asset-update');
  const curator = await holding(path, read, 'persona-business-update-metadata');
  const changed = { ...table, businessAttributes: values('new') };
  for (const flags of [merging, replacing]) {
    await expect(catalog.saveWithAs(editor, flags, changed)).rejects.toMatchObject(denied);
  }
  await expect(catalog.saveWithAs(editor, replacing, table)).rejects.toMatchObject(denied);
  await catalog.saveWithAs(curator, merging, changed);
  await expect(catalog.saveWithAs(curator, merging, { ...changed, labels: ['x'] })).rejects.toMatchObject(denied);
  expect(await catalog.valuesOf(guid)).toEqual(values('new'));
});

it('on the routes of one asset takes the same', async () => {
  const { guid, path } = await newTable();
  const editor = await holding(path, read, 'persona-asset-update');
  const curator = await holding(path, read, 'persona-business-update-metadata');
  const change = { guid, sets: values('new') };
  await expect(changeCustomMetadata(catalog.deps, editor, change)).rejects.toMatchObject(denied);
  await expect(removeCustomMetadata(catalog.deps, editor, { guid, sets: {} })).rejects.toMatchObject(denied);
  await changeCustomMetadata(catalog.deps, curator, change);
  expect(await catalog.valuesOf(guid)).toEqual(values('new'));
  await removeCustomMetadata(catalog.deps, curator, { guid, sets: {} });
  expect(await catalog.valuesOf(guid)).toEqual({});
});

it('values that do not change, and flags alone, take nothing but reading', async () => {
  const { path, table } = await newTable();
  const reader = await holding(path, read);
  for (const flags of [merging, replacing, {}]) {
    expect(await catalog.saveWithAs(reader, flags, { ...table, businessAttributes: values('old') })).toEqual({});
  }
});

it('a new asset comes with values only from who may change those there', async () => {
  const path = `${catalog.connection}/p-${newGuid()}`;
  const made = { ...entity('Table', `${path}/t`), businessAttributes: values('new') };
  const maker = await holding(path, read, 'persona-api-create');
  await expect(catalog.saveWithAs(maker, {}, made)).rejects.toMatchObject(denied);
  const both = await holding(path, read, 'persona-api-create', 'persona-business-update-metadata');
  const guid = catalog.createdGuid(await catalog.saveWithAs(both, {}, made));
  expect(await catalog.valuesOf(guid)).toEqual(values('new'));
});
