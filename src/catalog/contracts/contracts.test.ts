import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createAccessScene, type AccessScene } from '../../../test/support/access-scene.ts';
import { entity } from '../../../test/support/small-catalog.ts';
import { deleteEntities, drawUpContract, getEntityByGuid, saveEntities, type MutationResult } from '../index.ts';
import type { JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';

let scene: AccessScene;
beforeAll(async () => {
  scene = await createAccessScene();
});
afterAll(() => scene.close());

let tables = 0;
async function makeTable(): Promise<{ guid: string; qualifiedName: string }> {
  tables += 1;
  const qualifiedName = `${scene.connection}/db/t${String(tables)}`;
  return { guid: scene.createdGuid(await scene.save(entity('Table', qualifiedName))), qualifiedName };
}

function contract(qualifiedName: string, document: JsonObject, more: JsonObject = {}): JsonObject {
  const dataContractJson = JSON.stringify({ kind: 'DataContract', type: 'Table', dataset: 't', ...document });
  const attributes = { name: 'Data contract for t', qualifiedName: `${qualifiedName}/contract`, dataContractJson };
  return { typeName: 'DataContract', guid: '-1', attributes: { ...attributes, ...more } };
}

const savedGuid = (result: MutationResult) => result.guidAssignments?.['-1'] ?? '';

/** Version and status of a contract. */
async function stateOf(guid: string): Promise<readonly unknown[]> {
  const { attributes } = await scene.get(guid);
  return [attributes['dataContractVersion'], attributes['certificateStatus']];
}

async function pointersOf(guid: string): Promise<readonly unknown[]> {
  const { attributes, relationshipAttributes } = await scene.get(guid);
  const guidAt = (name: string) => (relationshipAttributes?.[name] as JsonObject | null)?.['guid'] ?? null;
  return [attributes['hasContract'] ?? false, guidAt('dataContractLatest'), guidAt('dataContractLatestCertified')];
}

/** A table with V1 certified and V2 a draft. */
async function makeVersions(): Promise<{
  table: { guid: string; qualifiedName: string };
  first: string;
  second: string;
}> {
  const table = await makeTable();
  const first = savedGuid(await scene.save(contract(table.qualifiedName, { status: 'DRAFT' })));
  await scene.save(contract(table.qualifiedName, { status: 'VERIFIED' }));
  const second = savedGuid(await scene.save(contract(table.qualifiedName, { status: 'DRAFT', description: 'next' })));
  return { table, first, second };
}

describe('saving a contract', () => {
  it('makes the first version, in both spellings, and lets the asset say so', async () => {
    const { guid: table, qualifiedName } = await makeTable();
    const result = await scene.save(contract(qualifiedName, { status: 'DRAFT' }));
    const [made] = result.mutatedEntities?.CREATE ?? [];
    expect(result.mutatedEntities?.CREATE).toHaveLength(1);
    expect(result.mutatedEntities?.UPDATE?.map(({ guid }) => guid)).toEqual([table]);
    expect(made?.attributes).toMatchObject({
      qualifiedName: `${qualifiedName}/Table/contract/V1`,
      ...{ dataContractVersion: 1, dataContractAssetGuid: table, certificateStatus: 'DRAFT' },
      dataContractSpec: 'kind: DataContract\ntype: Table\ndataset: t\nstatus: DRAFT\n',
    });
    expect(await pointersOf(table)).toEqual([true, made?.guid, null]);
  });

  it('reads YAML and makes JSON of it', async () => {
    const { qualifiedName } = await makeTable();
    const spec = '# kept as it is\nkind: DataContract\ntype: Table\nstatus: draft\nsince: 2024-01-02\n';
    const draft = contract(qualifiedName, {}, { dataContractJson: null, dataContractSpec: spec });
    const { attributes } = await scene.get(savedGuid(await scene.save(draft)));
    expect(attributes['dataContractSpec']).toBe(spec);
    expect(JSON.parse(String(attributes['dataContractJson']))).toEqual({
      ...{ kind: 'DataContract', type: 'Table', status: 'draft', since: '2024-01-02' },
    });
  });

  it('changes a draft, certifies it, and follows what is certified by a new draft', async () => {
    const { guid: table, qualifiedName } = await makeTable();
    const first = savedGuid(await scene.save(contract(qualifiedName, { status: 'DRAFT' })));
    const changed = await scene.save(contract(qualifiedName, { status: 'DRAFT', description: 'changed' }));
    expect(changed.mutatedEntities?.UPDATE?.map(({ guid }) => guid)).toEqual([first]);
    expect(savedGuid(changed)).toBe(first);
    await scene.save(contract(qualifiedName, { status: 'VERIFIED', description: 'changed' }));
    expect(await stateOf(first)).toEqual([1, 'VERIFIED']);
    expect(await pointersOf(table)).toEqual([true, first, first]);
    const second = savedGuid(await scene.save(contract(qualifiedName, { status: 'DRAFT', description: 'next' })));
    expect(await stateOf(second)).toEqual([2, 'DRAFT']);
    expect((await scene.get(second)).relationshipAttributes).toMatchObject({
      dataContractPreviousVersion: { guid: first },
    });
    expect(await pointersOf(table)).toEqual([true, second, first]);
  });

  it('is nothing when it says the same', async () => {
    const { qualifiedName } = await makeTable();
    await scene.save(contract(qualifiedName, { status: 'DRAFT' }));
    expect((await scene.save(contract(qualifiedName, { status: 'DRAFT' }))).mutatedEntities).toBeUndefined();
    await scene.save(contract(qualifiedName, { status: 'VERIFIED' }));
    expect((await scene.save(contract(qualifiedName, { status: 'VERIFIED' }))).mutatedEntities).toBeUndefined();
  });

  it('certifies only what was a draft', async () => {
    const { qualifiedName } = await makeTable();
    const verified = contract(qualifiedName, { status: 'VERIFIED' });
    const refusal = { code: 'operation_unsupported', message: "Can't create a new published version" };
    await expect(scene.save(verified)).rejects.toMatchObject(refusal);
    await scene.save(contract(qualifiedName, { status: 'DRAFT' }));
    await scene.save(verified);
    await expect(scene.save(contract(qualifiedName, { status: 'VERIFIED', a: 1 }))).rejects.toMatchObject(refusal);
  });

  it('refuses what is none, with the place of what is wrong', async () => {
    const { qualifiedName } = await makeTable();
    const refused = async (draft: JsonObject, code: string, words: string) => {
      await expect(scene.save(draft)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(words) as string,
      });
    };
    const valid = (more: JsonObject) => contract(qualifiedName, { status: 'DRAFT' }, more);
    await refused(valid({ dataContractJson: '{' }), 'field_invalid', 'dataContractJson');
    await refused(valid({ dataContractJson: null }), 'attribute_missing', 'dataContractSpec');
    await refused(valid({ dataContractJson: null, dataContractSpec: 'a: [' }), 'field_invalid', 'dataContractSpec');
    await refused(valid({ dataContractJson: '[]' }), 'field_invalid', 'no object');
    await refused(contract(qualifiedName, { status: 'OTHER' }), 'field_invalid', 'status');
    await refused(valid({ qualifiedName }), 'field_invalid', '/contract');
    const missing = 'asset_unique_attribute_not_found';
    await refused(contract(qualifiedName, { status: 'DRAFT', type: 'View' }), missing, 'View');
    await refused(valid({ qualifiedName: `${qualifiedName}/Table/contract/V9` }), missing, 'V9');
  });

  it('keeps what a version says when the version is saved by its guid', async () => {
    const { qualifiedName } = await makeTable();
    const guid = savedGuid(await scene.save(contract(qualifiedName, { status: 'DRAFT' })));
    const before = (await scene.get(guid)).attributes['dataContractJson'];
    await scene.save({ typeName: 'DataContract', guid, attributes: { dataContractJson: '{}', description: 'd' } });
    expect((await scene.get(guid)).attributes).toMatchObject({ dataContractJson: before, description: 'd' });
  });
});

describe('purging a contract', () => {
  it('takes every version, whichever is named, and leaves the asset without one', async () => {
    for (const which of ['first', 'second'] as const) {
      const made = await makeVersions();
      const { mutatedEntities } = await scene.remove('PURGE', made[which]);
      expect(mutatedEntities?.DELETE?.map(({ guid }) => guid).sort()).toEqual([made.first, made.second].sort());
      expect(mutatedEntities).not.toHaveProperty('UPDATE');
      expect(await pointersOf(made.table.guid)).toEqual([false, null, null]);
    }
  });

  it('takes the latest alone when told so, and leads the asset to what is left', async () => {
    const { table, first, second } = await makeVersions();
    const purge = (guid: string) =>
      deleteEntities(scene.deps, scene.owner, { guids: [guid], deleteType: 'PURGE', contractScope: 'single' });
    await expect(purge(first)).rejects.toMatchObject({ code: 'operation_unsupported' });
    const { mutatedEntities } = await purge(second);
    expect(mutatedEntities?.DELETE?.map(({ guid }) => guid)).toEqual([second]);
    expect(await pointersOf(table.guid)).toEqual([true, first, first]);
    await purge(first);
    expect(await pointersOf(table.guid)).toEqual([false, null, null]);
  });

  it('cannot be had as archiving', async () => {
    const { second } = await makeVersions();
    await expect(scene.remove('SOFT', second)).rejects.toMatchObject({ code: 'operation_unsupported' });
  });
});

describe('drawing up a contract', () => {
  const subject = (qualifiedName: string) => ({ typeName: 'Table', qualifiedName });

  it('tells what is known of the asset and its columns, in their order', async () => {
    const { guid, qualifiedName } = await makeTable();
    await scene.save({ typeName: 'Table', guid, attributes: { description: 'orders' } });
    const column = (name: string, order: number) =>
      entity('Column', `${qualifiedName}/${name}`, { order, dataType: 'int', table: { typeName: 'Table', guid } });
    await scene.save(column('b', 1), column('a', 2));
    const spec = await drawUpContract(scene.deps, scene.rita, subject(qualifiedName));
    expect(parse(spec)).toEqual({
      ...{ kind: 'DataContract', status: 'draft', template_version: '0.0.2', type: 'Table' },
      ...{ dataset: qualifiedName.split('/').at(-1), description: 'orders' },
      columns: [
        { name: 'b', data_type: 'int' },
        { name: 'a', data_type: 'int' },
      ],
    });
    const attributes = { name: 'c', qualifiedName: `${qualifiedName}/contract`, dataContractSpec: spec };
    expect((await scene.save({ typeName: 'DataContract', attributes })).mutatedEntities?.CREATE).toHaveLength(1);
  });

  it('answers for an asset out of sight as for none', async () => {
    const { qualifiedName } = await makeTable();
    for (const name of [qualifiedName, 'default/glue/1/nowhere']) {
      await expect(drawUpContract(scene.deps, scene.zoe, subject(name))).rejects.toMatchObject({
        code: 'asset_unique_attribute_not_found',
      });
    }
  });
});

describe('rights on contracts', () => {
  it('are those on the asset', async () => {
    const { table, second } = await makeVersions();
    const read = (principal: Principal) => getEntityByGuid(scene.deps, principal, { guid: second });
    expect((await read(scene.rita)).entity.guid).toBe(second);
    await expect(read(scene.zoe)).rejects.toMatchObject({ code: 'asset_not_found' });
    const save = (principal: Principal) =>
      saveEntities(scene.deps, principal, { entities: [contract(table.qualifiedName, { status: 'DRAFT', by: 'x' })] });
    await expect(save(scene.rita)).rejects.toMatchObject({ code: 'permission_denied' });
    await expect(save(scene.zoe)).rejects.toMatchObject({ code: 'asset_unique_attribute_not_found' });
    const purge = { guids: [second], deleteType: 'PURGE' as const };
    await expect(deleteEntities(scene.deps, scene.rita, purge)).rejects.toMatchObject({ code: 'permission_denied' });
  });
});
