import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor, Asset } from '../../../test/security/scene.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { createPackageScene, type EndedRun, type PackageScene } from '../../../test/support/package-scene.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { createConnectionDeletePackage } from './index.ts';

const prefix = 'atlan-connection-delete';

interface Contents {
  readonly connection: Asset;
  /** Guids of the tables. */
  readonly tables: readonly string[];
}

async function addContents(scene: PackageScene, by: Actor, tables: number): Promise<Contents> {
  const connection = await scene.addConnection(by);
  const guids: string[] = [];
  for (let start = 0; start < tables; start += 2_000) {
    const size = Math.min(2_000, tables - start);
    const entities = Array.from({ length: size }, (_, index) => {
      const name = `t${String(start + index)}`;
      const attributes = { name, qualifiedName: `${connection.qualifiedName}/db/s/${name}` };
      return { typeName: 'Table', guid: `-${String(index + 1)}`, attributes };
    });
    const saved = await scene.done(by, '/api/meta/entity/bulk', { method: 'POST', body: { entities } });
    const { CREATE = [] } = saved.json['mutatedEntities'] as { CREATE?: { guid: string }[] };
    guids.push(...CREATE.map(({ guid }) => guid));
  }
  return { connection, tables: guids };
}

function deletion({ qualifiedName }: Asset, deleteType: 'SOFT' | 'PURGE', more: object = {}) {
  const parameters = { 'connection-qualified-name': qualifiedName, 'delete-assets': 'true', 'delete-type': deleteType };
  return { prefix, parameters: { ...parameters, ...more } };
}

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

  const states = async ({ connection }: Contents): Promise<readonly string[]> =>
    (await scene.assetsBeneath(connection.qualifiedName)).map(({ state }) => state);

  it('says by type what will go, archives it, and the connection last', async () => {
    const contents = await addContents(scene, maker, 3);
    const { connection } = contents;
    const { state, lines, totals } = await scene.run(maker, deletion(connection, 'SOFT'));
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
    const contents = await addContents(scene, maker, 3);
    const guid = contents.tables[0] ?? '';
    await scene.done(maker, `/api/meta/entity/bulk?guid=${guid}&deleteType=SOFT`, { method: 'DELETE' });
    expect(await scene.run(maker, deletion(contents.connection, 'PURGE'))).toMatchObject({
      state: 'succeeded',
      totals: { assets: 3, assetsTotal: 3, connections: 1 },
    });
    expect(await states(contents)).toEqual([]);
  });

  it('touches no other connection, be its name the beginning of the other', async () => {
    const one = await addContents(scene, maker, 1);
    const name = `${one.connection.qualifiedName}0`;
    const attributes = { qualifiedName: name, name: 'longer', connectorName: 'glue', category: 'lake' };
    await scene.save(maker, { typeName: 'Connection', guid: '-1', attributes });
    await scene.addAsset(maker, { typeName: 'Table', qualifiedName: `${name}/db/s/t` });
    expect(await scene.run(maker, deletion(one.connection, 'PURGE'))).toMatchObject({ state: 'succeeded' });
    expect((await scene.assetsBeneath(name)).map(({ state }) => state)).toEqual(['ACTIVE', 'ACTIVE']);
  });

  it('as a dry run says what would go and deletes nothing', async () => {
    const contents = await addContents(scene, maker, 2);
    const ended = await scene.run(maker, deletion(contents.connection, 'PURGE', { 'dry-run': 'true' }));
    expect(ended).toMatchObject({ state: 'succeeded', totals: { assetsTotal: 2 } });
    expect(ended.lines[0]).toBe('info 2 `Table` would be purged');
    expect(await states(contents)).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
  });

  it('of a connection that is hidden from its runner fails like one that does not exist', async () => {
    const contents = await addContents(scene, maker, 2);
    const { qualifiedName } = contents.connection;
    const hidden = await scene.run(stranger, deletion(contents.connection, 'PURGE'));
    const nowhere = { ...contents.connection, qualifiedName: 'default/glue/nowhere' };
    const unknown = await scene.run(stranger, deletion(nowhere, 'PURGE'));
    expect([hidden.state, unknown.state]).toEqual(['failed', 'failed']);
    const alike = ({ message }: EndedRun, name: string) => message?.replaceAll(name, '');
    expect(alike(hidden, qualifiedName)).toBe(alike(unknown, 'default/glue/nowhere'));
    expect(await states(contents)).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
  });

  it('by somebody who may read but not delete fails before anything is deleted', async () => {
    const contents = await addContents(scene, maker, 2);
    const reader = await scene.addUser('reader', 'admin');
    const persona = await scene.addPersona(maker, `readers ${contents.connection.guid}`);
    const granted = await scene.addPolicy(maker, { persona, connection: contents.connection });
    expect(granted.status).toBe(200);
    const linked = { typeName: 'Persona', guid: persona.guid, attributes: { name: persona.name, qualifiedName: persona.qualifiedName, personaUsers: [reader.username], isAccessControlEnabled: true } }; // prettier-ignore
    expect((await scene.save(maker, linked)).status).toBe(200);
    const ended = await scene.run(reader, deletion(contents.connection, 'SOFT'));
    expect(ended).toMatchObject({ state: 'failed', message: expect.stringContaining('may not delete `Connection`') });
    expect(await states(contents)).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
  });

  it('by an admin who stops being one in the middle fails at the next batch, and the connection stays', async () => {
    const contents = await addContents(scene, maker, 4_000);
    const { connection } = contents;
    const name = await scene.submit(maker, deletion(connection, 'PURGE'));
    await eventually('the first batch', async () => ((await states(contents)).length < 3_800 ? true : null));
    await scene.world.database.pool.query('DELETE FROM connection_admin WHERE connection_guid = $1', [connection.guid]);
    const { state } = await scene.ended(name);
    expect(state).toBe('failed');
    const left = await scene.assetsBeneath(connection.qualifiedName);
    expect(left.some(({ typeName }) => typeName === 'Connection')).toBe(true);
  });
});

describe('the death of a node while it deletes', () => {
  let scene: PackageScene;
  beforeAll(async () => {
    scene = await createPackageScene(({ catalog }) => [createConnectionDeletePackage({ catalog })]);
  });
  afterAll(() => scene.close());

  const nodeScript = fileURLToPath(new URL('../../../test/support/package-node.ts', import.meta.url));
  const startNode = (): ChildProcess =>
    spawn(process.execPath, [nodeScript, scene.world.database.url], { stdio: 'inherit' });
  const kill = async (node: ChildProcess): Promise<void> => {
    if (node.exitCode !== null) throw new Error('the node ended by itself');
    const dead = once(node, 'exit');
    node.kill('SIGKILL');
    await dead;
  };

  it('at random points leaves a state from which the run comes to the same end', async () => {
    const random = seededRandom(20_261_122);
    const maker = await scene.addToken('maker', 'default');
    const contents = await addContents(scene, maker, 10_000);
    const { qualifiedName } = contents.connection;
    const left = async () => (await scene.assetsBeneath(qualifiedName)).length;
    const name = await scene.submit(maker, deletion(contents.connection, 'PURGE'));
    for (let death = 0; death < 3; death += 1) {
      const goal = (await left()) - 1 - random.below(2_000);
      const node = startNode();
      try {
        await eventually(`fewer than ${String(goal)}`, async () => ((await left()) < goal ? true : null), 40_000);
      } finally {
        await kill(node);
      }
      // The connection is there for as long as anything is.
      expect(await left()).toBeGreaterThan(1);
    }
    await scene.startEngine();
    expect(await scene.ended(name)).toMatchObject({
      state: 'succeeded',
      totals: { assets: 10_000, assetsTotal: 10_000, connections: 1 },
    });
    expect(await left()).toBe(0);
  }, 180_000);
});
