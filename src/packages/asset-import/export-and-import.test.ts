import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor, Asset } from '../../../test/security/scene.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { createPackageScene, type EndedRun, type PackageScene } from '../../../test/support/package-scene.ts';
import type { JsonObject } from '../../foundation/index.ts';
import { createAssetExportPackage } from '../asset-export/index.ts';
import { createAssetImportPackage } from './index.ts';

let scene: PackageScene;
let maker: Actor;
let stranger: Actor;
beforeAll(async () => {
  scene = await createPackageScene(({ catalog, filesDir }) => {
    const deps = { catalog, stores: { filesDir } };
    return [createAssetExportPackage(deps), createAssetImportPackage(deps)];
  });
  maker = await scene.addToken('maker', 'default');
  stranger = await scene.addToken('stranger', 'default');
});
afterAll(() => scene.close());

async function importText(by: Actor, text: string, more: JsonObject = {}): Promise<EndedRun> {
  const name = await scene.putFile(text);
  const parameters = { import_type: 'CLOUD', cloud_source: '{{credentialGuid}}', assets_prefix: '', assets_key: name };
  return scene.run(by, { prefix: 'csa-asset-import', parameters: { ...parameters, ...more } });
}

const exportOf = (by: Actor, parameters: JsonObject) => scene.run(by, { prefix: 'csa-asset-export-basic', parameters });

/** The file of an export, as text; and the same file where imports are read. */
async function fileOf({ name: runName }: EndedRun, file = 'asset-export.csv') {
  const workflow = runName.slice(0, runName.lastIndexOf('-'));
  const from = join(scene.filesDir, 'exports', workflow, file);
  await mkdir(join(scene.filesDir, 'imports', workflow), { recursive: true });
  await cp(from, join(scene.filesDir, 'imports', workflow, file));
  return { text: await readFile(from, 'utf8'), key: `${workflow}/${file}` };
}

async function addTables(by: Actor, attributes: readonly JsonObject[]): Promise<Asset> {
  const connection = await scene.addConnection(by);
  const entities = attributes.map((own, index) => {
    const name = `t${String(index)}`;
    const qualifiedName = `${connection.qualifiedName}/db/s/${name}`;
    return { typeName: 'Table', guid: `-${String(index + 1)}`, attributes: { name, qualifiedName, ...own } };
  });
  await scene.done(by, '/api/meta/entity/bulk', { method: 'POST', body: { entities } });
  return connection;
}

const tablesOf = async (connection: Asset) =>
  (await scene.assetsBeneath(connection.qualifiedName)).filter(({ typeName }) => typeName !== 'Connection');

describe('an export', () => {
  it('holds what is beneath the prefix and its runner may read, and of what is enriched only that', async () => {
    const connection = await addTables(maker, [{}, { userDescription: '=danger, "quoted"\nand more' }]);
    const scope = { qn_prefix: connection.qualifiedName, delivery_type: 'DIRECT' };
    const all = await exportOf(maker, { ...scope, export_scope: 'ALL', include_archived: null });
    expect(all).toMatchObject({ state: 'succeeded', totals: { assets: 2 } });
    const { text } = await fileOf(all);
    expect(text.split('\r\n')[0]).toBe(
      'qualifiedName,typeName,name,displayName,userDescription,ownerUsers,ownerGroups,certificateStatus,certificateStatusMessage,announcementType,announcementTitle,announcementMessage,assignedTerms',
    );
    expect(text).toContain(`\r\n${connection.qualifiedName}/db/s/t1,Table,t1,,"'=danger, ""quoted""\nand more",`);
    const enriched = await exportOf(maker, { ...scope, export_scope: 'ENRICHED_ONLY' });
    expect(enriched.totals).toEqual({ assets: 1 });
    const others = await exportOf(stranger, { ...scope, export_scope: 'ALL' });
    expect(others).toMatchObject({ state: 'succeeded' });
    expect((await fileOf(others)).text.trimEnd().split('\r\n')).toHaveLength(1);
  });

  it('by e-mail is refused before anything is stored', async () => {
    const workflow = { prefix: 'csa-asset-export-basic', parameters: { delivery_type: 'EMAIL', qn_prefix: 'default' } };
    await expect(scene.submit(maker, workflow)).rejects.toThrow(/this server sends no e-mail/);
  });

  it('of glossaries names them, their categories and their terms, and is read back without a change', async () => {
    const name = `G ${String(Date.now())}`;
    const admin = await scene.addUser('glossary_keeper', 'admin');
    const glossary = { typeName: 'AtlasGlossary', guid: '-1', attributes: { name, qualifiedName: 'x' } };
    const anchor = { typeName: 'AtlasGlossary', guid: '-1' };
    const category = {
      typeName: 'AtlasGlossaryCategory',
      guid: '-2',
      attributes: { name: 'c', qualifiedName: 'y', anchor },
    };
    const categories = [{ typeName: 'AtlasGlossaryCategory', guid: '-2' }];
    const term = { typeName: 'AtlasGlossaryTerm', guid: '-3', attributes: { name: 't', qualifiedName: 'z', anchor, categories } }; // prettier-ignore
    expect((await scene.save(admin, glossary, category, term)).status).toBe(200);
    const exported = await exportOf(admin, { export_scope: 'GLOSSARIES_ONLY', delivery_type: 'DIRECT' });
    const { text, key } = await fileOf(exported, 'glossary-export.csv');
    expect(text).toContain(`AtlasGlossaryTerm,t,`);
    const parameters = { glossaries_prefix: '', glossaries_key: key, glossaries_upsert_semantic: 'upsert' };
    const imported = await scene.run(admin, { prefix: 'csa-asset-import', parameters });
    expect(imported).toMatchObject({ state: 'succeeded', totals: { rows: 3, rowsTotal: 3 } });
    expect(imported.totals).not.toHaveProperty('updated');
    const file = 'qualifiedName,typeName,name,anchor,userDescription\na,AtlasGlossaryTerm,new term,New one,what it is\nb,AtlasGlossary,New one,,\n'; // prettier-ignore
    await scene.putFile(file, 'glossary.csv');
    const made = { glossaries_key: 'glossary.csv', glossaries_upsert_semantic: 'upsert' };
    expect(await scene.run(admin, { prefix: 'csa-asset-import', parameters: made })).toMatchObject({
      totals: { created: 2 },
    });
    const again = await scene.run(admin, { prefix: 'csa-asset-import', parameters: made });
    expect(again.state).toBe('succeeded');
    expect(again.totals).toEqual({ rows: 2, rowsTotal: 2 });
  });
});

describe('what an export writes', () => {
  it('an import reads back unchanged, and writes nothing; elsewhere it makes the same', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 }).map((one) => one.toWellFormed().replaceAll('\0', ''));
    const said = fc.oneof(text, fc.constantFrom("'=x", '=1+1', '\r\n', '[1]', ' padded ', '"', 'a\tb')).filter((one) => one !== ''); // prettier-ignore
    const names = fc.uniqueArray(fc.oneof(fc.constantFrom('a', '["x"]', 'b\nc', '-d', '[z'), said), { minLength: 1, maxLength: 3 }); // prettier-ignore
    const table = fc.record(
      {
        ...{ displayName: said, userDescription: said, description: said, announcementTitle: said },
        ...{ certificateStatusMessage: said, ownerUsers: names, ownerGroups: names },
        certificateStatus: fc.constantFrom('VERIFIED', 'DRAFT', 'DEPRECATED'),
      },
      { requiredKeys: [] },
    );
    const [tables = []] = fc.sample(fc.array(table, { minLength: 120, maxLength: 120 }), { numRuns: 1, seed: 7 });
    const connection = await addTables(maker, tables);
    const before = await tablesOf(connection);
    const scope = { qn_prefix: connection.qualifiedName, export_scope: 'ALL', include_description: true };
    const { key, text: exported } = await fileOf(await exportOf(maker, scope));
    const parameters = { assets_key: key, assets_upsert_semantic: 'upsert' };
    const again = await scene.run(maker, { prefix: 'csa-asset-import', parameters });
    expect(again.totals).toEqual({ rows: 120, rowsTotal: 120 });
    expect(await tablesOf(connection)).toEqual(before);

    const other = await scene.addConnection(maker);
    const moved = await importText(maker, exported.replaceAll(connection.qualifiedName, other.qualifiedName), {
      assets_upsert_semantic: 'upsert',
    });
    expect(moved).toMatchObject({ state: 'succeeded', totals: { created: 120 } });
    const contentOf = (assets: typeof before) =>
      assets.map(({ name, attributes: { connectionQualifiedName: _one, certificateUpdatedAt: _two, announcementUpdatedAt: _three, ...rest } }) => ({ name, rest })); // prettier-ignore
    expect(contentOf(await tablesOf(other))).toEqual(contentOf(before));
  });
});

describe('an import', () => {
  const heading = 'qualifiedName,typeName,name,userDescription,certificateStatus,ownerUsers,rowCount';

  it('of bad rows tells all of them with line, column and reason, and writes nothing', async () => {
    const connection = await scene.addConnection(maker);
    const at = (name: string) => `${connection.qualifiedName}/db/s/${name}`;
    const { state, message, lines } = await importText(
      maker,
      [heading, `${at('a')},Table,a,,,,`, `${at('b')},Tabel,b,,,,`, `,Table,c,,,,`, `${at('d')},Table,d,,GOOD,,many`, 'x'].join('\n'), // prettier-ignore
      { assets_upsert_semantic: 'upsert' },
    );
    expect(state).toBe('failed');
    expect(message).toMatch(/^4 rows of `.*` in the folder of files cannot be taken: line 3, `typeName`: there is no type `Tabel`; line 4, `qualifiedName`: is missing; line 5, `certificateStatus`: `GOOD` is not one of/); // prettier-ignore
    expect(lines.filter((line) => line.startsWith('error line'))).toHaveLength(5);
    expect(await tablesOf(connection)).toEqual([]);
  });

  it('of a heading that names no attribute says which', async () => {
    const { message } = await importText(maker, 'qualifiedName,typeName,descripton\na,Table,x\n');
    expect(message).toMatch(/line 1: `descripton` is no attribute of any type$/);
  });

  it('passes over bad rows where it is told to, and counts them', async () => {
    const connection = await scene.addConnection(maker);
    const at = (name: string) => `${connection.qualifiedName}/db/s/${name}`;
    const foreign = `${(await scene.addConnection(stranger)).qualifiedName}/db/s/x`;
    const rows = [`${at('a')},Table,a,,,,`, `${foreign},Table,x,,,,`, `${at('d')},Table,d,,,,many`, `${at('e')},Table,e,,,,7`]; // prettier-ignore
    const text = [heading, ...rows].join('\n');
    const parameters = { assets_upsert_semantic: 'upsert', assets_fail_on_errors: false };
    const ended = await importText(maker, text, parameters);
    expect(ended).toMatchObject({ state: 'succeeded', totals: { rows: 4, created: 2, failed: 2 } });
    expect((await tablesOf(connection)).map(({ name }) => name)).toEqual(['a', 'e']);
    expect(ended.lines.filter((line) => line.startsWith('warn line')).map((line) => line.slice(0, 11))).toEqual([
      'warn line 4',
      'warn line 3',
    ]);
  });

  it('with the rights of who runs it: what is not theirs to write fails the run, and nothing of the batch is written', async () => {
    const [own, foreign] = [await scene.addConnection(maker), await scene.addConnection(stranger)];
    const rows = [own, foreign].map(({ qualifiedName }) => `${qualifiedName}/db/s/x,Table,x,,,,`);
    const ended = await importText(maker, [heading, ...rows].join('\n'), { assets_upsert_semantic: 'upsert' });
    expect(ended).toMatchObject({ state: 'failed', message: expect.stringMatching(/^1 row of .*: line 3: .*may not/) });
    expect([await tablesOf(own), await tablesOf(foreign)]).toEqual([[], []]);
  });

  it('only updates, creates in full or as incomplete, as it is told', async () => {
    const connection = await addTables(maker, [{}]);
    const at = (name: string) => `${connection.qualifiedName}/db/s/${name}`;
    const text = [heading, `${at('t0')},Table,,said,,,`, `${at('new')},Table,new,,,,`].join('\n');
    expect((await importText(maker, text)).totals).toEqual({ rows: 2, rowsTotal: 2, skipped: 1, updated: 1 });
    const partial = await importText(maker, text, { assets_upsert_semantic: 'partial' });
    expect(partial.totals).toEqual({ rows: 2, rowsTotal: 2, created: 1 });
    const isPartial = async () =>
      (await tablesOf(connection)).find(({ name }) => name === 'new')?.attributes['isPartial'];
    expect(await isPartial()).toBe(true);
    await importText(maker, text, { assets_upsert_semantic: 'upsert' });
    expect(await isPartial()).toBe(false);
  });

  it('clears with blank cells only what it is told to overwrite', async () => {
    const connection = await addTables(maker, [{ userDescription: 'kept', ownerUsers: ['ada'] }]);
    const text = [heading, `${connection.qualifiedName}/db/s/t0,Table,t0,,,,`].join('\n');
    await importText(maker, text, { assets_attr_to_overwrite: '["ownerUsers"]' });
    const [table] = await tablesOf(connection);
    expect([table?.attributes['userDescription'], table?.attributes['ownerUsers']]).toEqual(['kept', []]);
  });

  it('finds what is spelt in another case, and views for tables, where it is told to', async () => {
    const connection = await addTables(maker, [{}]);
    const text = [heading, `${connection.qualifiedName}/DB/S/T0,View,T0,said,,,`].join('\n');
    expect((await importText(maker, text)).totals).toMatchObject({ skipped: 1 });
    const loose = { assets_case_sensitive: false, assets_table_view_agnostic: true };
    expect((await importText(maker, text, loose)).totals).toMatchObject({ updated: 1 });
    expect(await tablesOf(connection)).toMatchObject([{ name: 't0', typeName: 'Table', attributes: { userDescription: 'said' } }]); // prettier-ignore
  });

  it('that is stopped by the end of its node goes on after its last batch on another one, and counts nothing twice', async () => {
    const connection = await scene.addConnection(maker);
    const count = 3_000;
    const rows = Array.from({ length: count }, (_, index) => `${connection.qualifiedName}/db/s/r${String(index)},Table,r${String(index)},,,,`); // prettier-ignore
    await scene.putFile([heading, ...rows].join('\n'), 'long.csv');
    const parameters = { assets_key: 'long.csv', assets_upsert_semantic: 'upsert', assets_batch_size: 50 };
    const stored = async () => (await tablesOf(connection)).length;
    const engine = await scene.startEngine();
    const name = await scene.submit(maker, { prefix: 'csa-asset-import', parameters });
    await eventually('the first batches', async () => ((await stored()) > 100 ? true : null));
    await engine.stop();
    expect(await scene.startEngine()).toBeDefined();
    const ended = await scene.ended(name);
    expect(ended).toMatchObject({ state: 'succeeded', totals: { rows: count, created: count } });
    expect(await stored()).toBe(count);
  });

  it('of a file that is changed in the middle fails rather than mixes two', async () => {
    const connection = await scene.addConnection(maker);
    const rows = Array.from({ length: 2_000 }, (_, index) => `${connection.qualifiedName}/db/s/r${String(index)},Table,r${String(index)},,,,`); // prettier-ignore
    await scene.putFile([heading, ...rows].join('\n'), 'changing.csv');
    const parameters = { assets_key: 'changing.csv', assets_upsert_semantic: 'upsert', assets_batch_size: 20, glossaries_key: 'slow.csv' }; // prettier-ignore
    await scene.putFile('qualifiedName,typeName\n', 'slow.csv');
    const submitted = await scene.submit(maker, { prefix: 'csa-asset-import', parameters });
    await eventually('the plan', async () => {
      const { rows: steps } = await scene.world.database.pool.query(
        "SELECT 1 FROM run_step JOIN run ON run.id = run_step.run_id WHERE workflow_name = $1 AND run_step.kind = 'step'",
        [submitted],
      );
      return steps.length > 0 ? true : null;
    });
    await scene.putFile([heading, ...rows.slice(1)].join('\n'), 'changing.csv');
    const { state, message } = await scene.ended(submitted);
    // The step may have opened the first file already; then it reads that one to its end.
    if (state === 'failed') expect(message).toMatch(/was changed while it was loaded; run it again$/);
    else expect(await tablesOf(connection)).toHaveLength(2_000);
  });
});
