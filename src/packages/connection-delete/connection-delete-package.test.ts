import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../test/security/scene.ts';
import {
  addConnectionContents,
  deletionOf,
  type ConnectionContents,
} from '../../../test/support/connection-contents.ts';
import { describeDeleteDeaths } from '../../../test/support/describe-delete-deaths.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { createPackageScene, type EndedRun, type PackageScene } from '../../../test/support/package-scene.ts';
import { createConnectionDeletePackage } from './index.ts';

describe('the package that deletes a connection', () => {
  let scene: PackageScene;
  let maker: Actor;
  let stranger: Actor;
  beforeAll(async () => {
    scene = await createPackageScene(({ catalog }) => [createConnectionDeletePackage({ catalog })]);
    maker = await scene.addToken('maker', 'default');
    stranger = await scene.addToken('stranger', 'default');
  });
  afterAll(() => scene.close());

  const states = async ({ connection }: ConnectionContents): Promise<readonly string[]> =>
    (await scene.assetsBeneath(connection.qualifiedName)).map(({ state }) => state);

  it('says by type what will go, archives it, and the connection last', async () => {
    const contents = await addConnectionContents(scene, maker, 3);
    const { connection } = contents;
    const { state, lines, totals } = await scene.run(maker, deletionOf(connection, 'SOFT'));
    expect(state).toBe('succeeded');
    expect(lines).toEqual([
      'info 3 `Table` will be archived',
      `info 3 assets and the connection \`${connection.qualifiedName}\` will be archived`,
      `info archived 3 assets and the connection \`${connection.qualifiedName}\``,
    ]);
    expect(totals).toEqual({ assets: 3, assetsTotal: 3, connections: 1 });
    expect(await states(contents)).toEqual(Array.from({ length: 4 }, () => 'DELETED'));
  });

  it('purges what is active and what is archived, so that nothing of it is left', async () => {
    const contents = await addConnectionContents(scene, maker, 3);
    const guid = contents.tables[0] ?? '';
    await scene.done(maker, `/api/meta/entity/bulk?guid=${guid}&deleteType=SOFT`, { method: 'DELETE' });
    expect(await scene.run(maker, deletionOf(contents.connection, 'PURGE'))).toMatchObject({
      state: 'succeeded',
      totals: { assets: 3, assetsTotal: 3, connections: 1 },
    });
    expect(await states(contents)).toEqual([]);
  });

  it('touches no other connection, be its name the beginning of the other', async () => {
    const one = await addConnectionContents(scene, maker, 1);
    const name = `${one.connection.qualifiedName}0`;
    const attributes = { qualifiedName: name, name: 'longer', connectorName: 'glue', category: 'lake' };
    await scene.save(maker, { typeName: 'Connection', guid: '-1', attributes });
    await scene.addAsset(maker, { typeName: 'Table', qualifiedName: `${name}/db/s/t` });
    expect(await scene.run(maker, deletionOf(one.connection, 'PURGE'))).toMatchObject({ state: 'succeeded' });
    expect((await scene.assetsBeneath(name)).map(({ state }) => state)).toEqual(['ACTIVE', 'ACTIVE']);
  });

  it('as a dry run says what would go and deletes nothing', async () => {
    const contents = await addConnectionContents(scene, maker, 2);
    const ended = await scene.run(maker, deletionOf(contents.connection, 'PURGE', { 'dry-run': 'true' }));
    expect(ended).toMatchObject({ state: 'succeeded', totals: { assetsTotal: 2 } });
    expect(ended.lines[0]).toBe('info 2 `Table` would be purged');
    expect(await states(contents)).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
  });

  it('of a connection that is hidden from its runner fails like one that does not exist', async () => {
    const contents = await addConnectionContents(scene, maker, 2);
    const { qualifiedName } = contents.connection;
    const hidden = await scene.run(stranger, deletionOf(contents.connection, 'PURGE'));
    const nowhere = { ...contents.connection, qualifiedName: 'default/glue/nowhere' };
    const unknown = await scene.run(stranger, deletionOf(nowhere, 'PURGE'));
    expect([hidden.state, unknown.state]).toEqual(['failed', 'failed']);
    const alike = ({ message }: EndedRun, name: string) => message?.replaceAll(name, '');
    expect(alike(hidden, qualifiedName)).toBe(alike(unknown, 'default/glue/nowhere'));
    expect(await states(contents)).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
  });

  it('by somebody who may read but not delete fails before anything is deleted', async () => {
    const contents = await addConnectionContents(scene, maker, 2);
    const reader = await scene.addUser('reader', 'admin');
    const persona = await scene.addPersona(maker, `readers ${contents.connection.guid}`);
    const granted = await scene.addPolicy(maker, { persona, connection: contents.connection });
    expect(granted.status).toBe(200);
    const linked = { typeName: 'Persona', guid: persona.guid, attributes: { name: persona.name, qualifiedName: persona.qualifiedName, personaUsers: [reader.username], isAccessControlEnabled: true } }; // prettier-ignore
    expect((await scene.save(maker, linked)).status).toBe(200);
    const ended = await scene.run(reader, deletionOf(contents.connection, 'SOFT'));
    expect(ended).toMatchObject({ state: 'failed', message: expect.stringContaining('may not delete `Connection`') });
    expect(await states(contents)).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
  });

  it('by an admin who stops being one in the middle fails at the next batch, and the connection stays', async () => {
    const contents = await addConnectionContents(scene, maker, 4_000);
    const { connection } = contents;
    const name = await scene.submit(maker, deletionOf(connection, 'PURGE'));
    await eventually('the first batch', async () => ((await states(contents)).length < 3_800 ? true : null));
    await scene.world.database.pool.query('DELETE FROM connection_admin WHERE connection_guid = $1', [connection.guid]);
    const { state } = await scene.ended(name);
    expect(state).toBe('failed');
    const left = await scene.assetsBeneath(connection.qualifiedName);
    expect(left.some(({ typeName }) => typeName === 'Connection')).toBe(true);
  });
});

describeDeleteDeaths({ points: 3, seed: 20_261_122 });
