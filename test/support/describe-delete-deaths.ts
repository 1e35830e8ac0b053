import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createConnectionDeletePackage } from '../../src/packages/index.ts';
import type { Actor } from '../security/scene.ts';
import { addConnectionContents, deletionOf } from './connection-contents.ts';
import { eventually } from './eventually.ts';
import { createPackageScene, type PackageScene } from './package-scene.ts';
import { seededRandom } from './seeded-random.ts';

const script = fileURLToPath(new URL('./package-node.ts', import.meta.url));
/** Five batches. */
const assets = 2_500;
const limitMs = 120_000;

async function kill(node: ChildProcess): Promise<void> {
  if (node.exitCode !== null) throw new Error('the node ended by itself');
  const dead = once(node, 'exit');
  node.kill('SIGKILL');
  await dead;
}

/**
 * Kills one of two nodes with `kill -9` at `points` random points of as many deletions of a connection, archiving and purging by turns; a third
 * node takes its place.
 */
export function describeDeleteDeaths({ points, seed }: { readonly points: number; readonly seed: number }): void {
  describe('the death of a node while it deletes', () => {
    let scene: PackageScene;
    let maker: Actor;
    beforeAll(async () => {
      scene = await createPackageScene(({ catalog }) => [createConnectionDeletePackage({ catalog })]);
      maker = await scene.addToken('maker', 'default');
    });
    afterAll(() => scene.close());

    const startNode = (): ChildProcess =>
      spawn(process.execPath, [script, scene.world.database.url], { stdio: 'inherit' });

    it(`kill -9 of one of two nodes at ${points} random points of a deletion leaves a state from which another node comes to the same end, each asset counted once and the connection last`, async () => {
      const random = seededRandom(seed);
      const nodes = [startNode(), startNode()];
      try {
        for (let point = 0; point < points; point += 1) {
          const isPurge = point % 2 === 0;
          const { connection } = await addConnectionContents(scene, maker, assets);
          const beneath = () => scene.assetsBeneath(connection.qualifiedName);
          const active = async () => (await beneath()).filter(({ state }) => state === 'ACTIVE');
          const goal = 1 + random.below(assets);
          const victim = random.below(nodes.length);
          const name = await scene.submit(maker, deletionOf(connection, isPurge ? 'PURGE' : 'SOFT'));
          const seen = await eventually(`at most ${goal} left`, async () => {
            const left = await active();
            return left.length <= goal ? left : null;
          }, limitMs); // prettier-ignore
          const [dying] = nodes.splice(victim, 1, startNode());
          if (dying !== undefined) await kill(dying);
          // The connection is there for as long as anything is.
          if (seen.length > 0) expect(seen.some(({ typeName }) => typeName === 'Connection')).toBe(true);
          expect(await scene.ended(name, limitMs)).toMatchObject({
            state: 'succeeded',
            totals: { assets, assetsTotal: assets, connections: 1 },
          });
          expect((await beneath()).map(({ state }) => state)).toEqual(
            Array.from({ length: isPurge ? 0 : assets + 1 }, () => 'DELETED'),
          );
        }
      } finally {
        for (const node of nodes) node.kill('SIGKILL');
      }
    }, 3_600_000);
  });
}
