import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../test/security/scene.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { createPackageScene, type PackageScene } from '../../../test/support/package-scene.ts';
import type { JsonObject } from '../../foundation/index.ts';
import { createLineageBuilderPackage } from '../lineage-builder/index.ts';
import { createRelationalAssetsPackage } from './index.ts';

let scene: PackageScene;
let maker: Actor;
let stranger: Actor;
beforeAll(async () => {
  scene = await createPackageScene(({ catalog, filesDir }) => {
    const deps = { catalog, stores: { filesDir } };
    return [createRelationalAssetsPackage(deps), createLineageBuilderPackage(deps)];
  });
  maker = await scene.addToken('maker', 'default');
  stranger = await scene.addToken('stranger', 'default');
});
afterAll(() => scene.close());

const heading =
  'typeName,connectionName,connectorType,databaseName,schemaName,entityName,columnName,dataType,displayName';
const rows = [
  'Column,{c},vertica,DB,S,V,C3,Int32,',
  'Column,{c},vertica,DB,S,T,C1,NVARCHAR(255),first',
  'Column,{c},vertica,DB,S,T,C2,BigInt,',
  'View,{c},vertica,DB,S,V,,,A view',
  'Table,{c},vertica,DB,S,T,,,A table',
  'Schema,{c},vertica,DB,S,,,,',
  'Database,{c},vertica,DB,,,,,',
  'Connection,{c},vertica,,,,,,',
];

async function load(by: Actor, lines: readonly string[], more: JsonObject = {}) {
  const name = await scene.putFile(lines.join('\n'));
  const parameters = {
    import_type: 'CLOUD',
    assets_key: name,
    assets_prefix: null,
    cloud_source: '{{credentialGuid}}',
  };
  return scene.run(by, { prefix: 'csa-relational-assets-builder', parameters: { ...parameters, ...more } });
}

const named = (connection: string, lines: readonly string[] = rows) => [
  heading,
  ...lines.map((line) => line.replaceAll('{c}', connection)),
];

async function assetsOf(connection: string) {
  const { rows: found } = await scene.world.database.pool.query<{ qualified_name: string }>(
    "SELECT qualified_name FROM asset WHERE type_name = 'Connection' AND name = $1",
    [connection],
  );
  const [root] = found;
  if (root === undefined) return [];
  const assets = await scene.assetsBeneath(root.qualified_name);
  return assets.map((asset) => ({ ...asset, path: asset.qualifiedName.slice(root.qualified_name.length) }));
}

const activeOf = async (connection: string) =>
  (await assetsOf(connection))
    .filter(({ state }) => state === 'ACTIVE')
    .map(({ typeName, path }) => `${typeName} ${path}`);

const whole = ['Connection ', 'Database /DB', 'Schema /DB/S', 'Table /DB/S/T', 'Column /DB/S/T/C1', 'Column /DB/S/T/C2', 'View /DB/S/V', 'Column /DB/S/V/C3']; // prettier-ignore

describe('a file of relational assets', () => {
  it('becomes a connection with all that lies in it, in whichever order its rows are, and again changes nothing', async () => {
    const first = await load(maker, named('one'));
    expect(first).toMatchObject({ state: 'succeeded', totals: { rows: 8, rowsTotal: 8, created: 8 } });
    expect(await activeOf('one')).toEqual(whole);
    const before = await assetsOf('one');
    const column = before.find(({ path }) => path === '/DB/S/T/C1');
    expect(column?.attributes).toMatchObject({ tableName: 'T', schemaName: 'S', databaseName: 'DB', dataType: 'NVARCHAR(255)' }); // prettier-ignore
    expect((await load(maker, named('one'))).totals).toEqual({ rows: 8, rowsTotal: 8 });
    expect(await assetsOf('one')).toEqual(before);
  });

  it('may name its connection twice', async () => {
    const twice = [...rows, 'Connection,{c},vertica,,,,,,'];
    expect(await load(maker, named('twice', twice))).toMatchObject({ state: 'succeeded', totals: { created: 8 } });
    expect(await activeOf('twice')).toEqual(whole);
  });

  it('is another connection than one that was made in the same second, whose name it would have had', async () => {
    const seconds = Math.floor(scene.catalog.clock.now().getTime() / 1_000);
    const taken = Array.from({ length: 10 }, (_, at) => `default/vertica/${String(seconds + at)}`);
    const { pool } = scene.world.database;
    await scene.done(maker, '/api/meta/entity/bulk', {
      method: 'POST',
      body: {
        entities: taken.map((qualifiedName, at) => ({
          typeName: 'Connection',
          attributes: { name: `taken ${at}`, qualifiedName, connectorName: 'vertica', adminUsers: [maker.username] },
        })),
      },
    });
    expect(await load(maker, named('beside'))).toMatchObject({ state: 'succeeded', totals: { created: 8 } });
    expect(await activeOf('beside')).toEqual(whole);
    const { rows: names } = await pool.query<{ name: string }>(
      'SELECT name FROM asset WHERE qualified_name = ANY($1) ORDER BY qualified_name',
      [taken],
    );
    expect(names.map(({ name }) => name)).toEqual(taken.map((_, at) => `taken ${at}`));
  });

  it('says of all bad rows what is wrong before anything is made', async () => {
    const bad = [
      'Tabel,{c},vertica,DB,S,T,,,',
      'Table,{c},vertica,DB,,T,,,',
      'Column,{c},,DB,S,T,a/b,,',
      rows[7] ?? '',
    ];
    const { state, message } = await load(maker, named('bad', bad));
    expect(state).toBe('failed');
    expect(message).toContain('3 rows of');
    expect(message).toContain('line 3, `schemaName`: is missing: a `Table` has one; line 4, `connectorType`: is missing; line 4, `columnName`: `a/b` holds a `/`'); // prettier-ignore
    expect(await assetsOf('bad')).toEqual([]);
  });

  it('whose connection is not there and has no row says so before anything is made', async () => {
    const { state, message } = await load(maker, named('nowhere', rows.slice(0, 7)));
    expect(state).toBe('failed');
    expect(message).toContain('there is no connection `nowhere` of `vertica`; a row of type `Connection` makes one');
  });

  it('archives or purges what it lacks only when it is the whole', async () => {
    await load(maker, named('delta'));
    const fewer = named(
      'delta',
      rows.filter((row) => !row.includes('C2')),
    );
    await load(maker, fewer);
    expect(await activeOf('delta')).toEqual(whole);
    const archived = await load(maker, fewer, { delta_semantic: 'full', delta_removal_type: 'archive' });
    expect(archived).toMatchObject({ state: 'succeeded', totals: { removed: 1 } });
    expect(await activeOf('delta')).toEqual(whole.filter((one) => !one.includes('C2')));
    await load(maker, named('delta'));
    expect(await activeOf('delta')).toEqual(whole);
    await load(maker, fewer, { delta_semantic: 'full', delta_removal_type: 'purge' });
    expect((await assetsOf('delta')).map(({ path }) => path)).not.toContain('/DB/S/T/C2');
  });

  it('removes nothing when it lacks more than it may, unless it is told that this is right', async () => {
    await load(maker, named('cut'));
    const cut = named('cut', rows.slice(5));
    const refused = await load(maker, cut, { delta_semantic: 'full' });
    expect(refused).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('the file lacks 5 of 7 assets'),
    });
    expect(await activeOf('cut')).toEqual(whole);
    expect(await load(maker, cut, { delta_semantic: 'full', removal_percent_max: 100 })).toMatchObject({
      totals: { removed: 5 },
    });
    expect(await activeOf('cut')).toEqual(whole.slice(0, 3));
  });

  it('removes nothing when rows of it are bad', async () => {
    await load(maker, named('partly'));
    const lines = named('partly', [
      ...rows.filter((row) => !row.includes('C2')),
      'Column,{c},vertica,DB,S,NONE,C9,Int32,',
    ]);
    const ended = await load(maker, lines, { delta_semantic: 'full', assets_fail_on_errors: false });
    expect(ended).toMatchObject({
      state: 'failed',
      message: '1 row was bad, so nothing that the file lacks was removed',
    });
    expect(await activeOf('partly')).toEqual(whole);
  });

  it('of somebody else’s connection makes nothing in it', async () => {
    await load(maker, named('theirs'));
    const before = await assetsOf('theirs');
    const ended = await load(stranger, named('theirs', rows.slice(0, 7)), { delta_semantic: 'full' });
    expect(ended).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('there is no connection `theirs`'),
    });
    expect(await assetsOf('theirs')).toEqual(before);
  });

  it('that is stopped by the end of its node goes on on another one, and counts nothing twice', async () => {
    const columns = Array.from({ length: 2_000 }, (_, index) => `Column,{c},vertica,DB,S,T,K${String(index)},Int32,`);
    await scene.putFile(named('long', [...columns, ...rows]).join('\n'), 'long.csv');
    const engine = await scene.startEngine();
    const parameters = { assets_key: 'long.csv', assets_batch_size: 50, delta_semantic: 'full' };
    const name = await scene.submit(maker, { prefix: 'csa-relational-assets-builder', parameters });
    await eventually('the first columns', async () => ((await assetsOf('long')).length > 150 ? true : null));
    await engine.stop();
    await scene.startEngine();
    expect(await scene.ended(name)).toMatchObject({ state: 'succeeded', totals: { created: 2_008 } });
    expect(await assetsOf('long')).toHaveLength(2_008);
  });
});

describe('a file of lineage', () => {
  const lineageHeading = 'Source Type,Source Connector,Source Connection,Source Identity,Source Name,Target Type,Target Connector,Target Connection,Target Identity,Target Name,Transformation Connector,Transformation Connection,Transformation Identity,Transformation Name'; // prettier-ignore
  const line = (from: string, to: string, more = ',,') =>
    `Table,vertica,${from},T,View,vertica,${to},V,vertica,lined${more}`;

  async function draw(by: Actor, lines: readonly string[], more: JsonObject = {}) {
    const name = await scene.putFile([lineageHeading, ...lines].join('\n'));
    const parameters = { lineage_key: name, lineage_prefix: '', lineage_import_type: 'CLOUD', ...more };
    return scene.run(by, { prefix: 'csa-lineage-builder', parameters });
  }

  const linksOf = async () => {
    const { rows: links } = await scene.world.database.pool.query<{ name: string; kind: string; end: string }>(
      `SELECT process.name, link.type_name AS kind, other.name AS end FROM asset AS process
       JOIN relationship AS link ON link.end1_guid = process.guid JOIN asset AS other ON other.guid = link.end2_guid
       WHERE process.type_name = 'Process' ORDER BY 1, 2, 3`,
    );
    return links.map(({ name, kind, end }) => `${name} ${kind.replace(/process|catalog|_/g, '')} ${end}`);
  };

  it('draws processes with the sources and targets that share an identity, and again changes nothing', async () => {
    await load(maker, named('lined'));
    const lines = [line('lined,DB/S/T', 'lined,DB/S/V', ',job,the job'), 'Table,vertica,lined,DB/S/X,X,View,vertica,lined,DB/S/V,V,vertica,lined,job,the job', line('lined,DB/S/T', 'lined,DB/S/V')]; // prettier-ignore
    const first = await draw(maker, lines, { lineage_upsert_semantic: 'partial' });
    expect(first).toMatchObject({ state: 'succeeded', totals: { rows: 3, rowsTotal: 3, created: 3 } });
    expect(await linksOf()).toEqual(['T > V inputs T', 'T > V outputs V', 'the job inputs T', 'the job inputs X', 'the job outputs V']); // prettier-ignore
    const again = await draw(maker, lines, { lineage_upsert_semantic: 'partial' });
    expect(again.totals).toEqual({ rows: 3, rowsTotal: 3 });
    expect(await linksOf()).toHaveLength(5);
  });

  it('passes over rows whose source or target is not there, where it only updates; and says what is wrong with others', async () => {
    const unknown = line('lined,DB/S/NONE', 'lined,DB/S/V', ',other,other');
    const passed = await draw(maker, [unknown], { lineage_upsert_semantic: 'update' });
    expect(passed).toMatchObject({ state: 'succeeded', totals: { rows: 1, skipped: 1 } });
    const bad = ['Table,vertica,nowhere,a,a,View,vertica,lined,b,b,vertica,lined,,', 'Persona,vertica,lined,a,a,View,vertica,lined,,b,vertica,lined,,']; // prettier-ignore
    const { state, message } = await draw(maker, bad);
    expect(state).toBe('failed');
    expect(message).toContain('line 2, `Source Connection`: there is no connection `nowhere` of `vertica`; line 3, `Source Type`: `Persona` has no lineage; line 3, `Target Identity`: is missing'); // prettier-ignore
  });

  it('of connections that its runner may not see draws nothing', async () => {
    const before = await linksOf();
    expect(await draw(stranger, [line('lined,DB/S/T', 'lined,DB/S/V')])).toMatchObject({ state: 'failed' });
    expect(await linksOf()).toEqual(before);
  });
});
