import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations, type OperationId } from '../../../src/contract/index.ts';
import { reportFigures } from '../../support/report-figures.ts';
import { createScene, type Actor, type Scene } from '../scene.ts';
import {
  addPurposes,
  createDoorStage,
  createDoorWorld,
  visibleTo,
  type DoorStage,
  type DoorWorld,
} from './door-worlds.ts';
import { absent, doors, doorsElsewhere, noAssets, type Door } from './doors.ts';
import { relationalDoors } from './relational-doors.ts';

/** What a door shows and should not, or does not show and should. */
interface Difference {
  readonly door: string;
  readonly shown: string | number;
  readonly truth: string | number;
}

async function compare(
  scene: Scene,
  given: { world: DoorWorld; actor: Actor; through: Readonly<Record<string, Door>> },
): Promise<Difference[]> {
  const { world, actor, through } = given;
  const truth = (await visibleTo(scene, actor, world.assets)).sort();
  const found: Difference[] = [];
  for (const [door, { look }] of Object.entries(through)) {
    const seen = await look({ scene, actor, assets: world.assets, root: world.root });
    const [shown, wanted] =
      typeof seen === 'number' ? [seen, truth.length] : [[...seen].sort().join(' '), truth.join(' ')];
    if (shown !== wanted) found.push({ door, shown, truth: wanted });
  }
  return found;
}

/** Two doors are enough to see that the user and the token are told the same; there are some that only people come through. */
const doorsOfUsers = {
  ...Object.fromEntries(
    Object.entries(doors).filter(([name]) => ['get by guid', 'search, page by page'].includes(name)),
  ),
  ...relationalDoors,
};
const everyDoor = { ...doors, ...relationalDoors };

/** T10: one world, one actor, every door; and a user with the same rights as the token. */
export function describeDoorParity({ worlds }: { readonly worlds: number }): void {
  describe('every door', () => {
    let scene: Scene;
    let stage: DoorStage;
    let purposes: readonly string[];
    /** Worlds in which a door is left open, made once for all doors. */
    const controls: DoorWorld[] = [];

    beforeAll(async () => {
      scene = await createScene();
      stage = await createDoorStage(scene);
      purposes = await addPurposes(stage);
    });
    afterAll(() => scene.world.close());

    it(
      `shows the same assets in ${String(worlds)} worlds, to a token and to a user with its rights`,
      { timeout: 36_000_000 },
      async () => {
        let [asked, visible] = [0, 0];
        for (let seed = 0; seed < worlds; seed += 1) {
          const world = await createDoorWorld(stage, purposes, seed);
          const differences = await compare(scene, { world, actor: world.token, through: doors });
          expect({ seed, differences }).toEqual({ seed, differences: [] });
          const [ofToken, ofUser] = [
            await visibleTo(scene, world.token, world.assets),
            await visibleTo(scene, world.user, world.assets),
          ];
          expect(ofUser.sort(), `world ${String(seed)}`).toEqual(ofToken.sort());
          expect(await compare(scene, { world, actor: world.user, through: doorsOfUsers })).toEqual([]);
          asked += world.assets.length;
          visible += ofToken.length;
        }
        reportFigures('T10', { worlds, doors: Object.keys(everyDoor).length, assets: asked, visible });
        // Worlds in which nothing or everything may be seen show nothing.
        expect(visible).toBeGreaterThan(asked / 20);
        expect(visible).toBeLessThan((asked * 19) / 20);
      },
    );

    it.each(Object.keys(everyDoor))('the same test finds that `%s` forgets whom it answers', async (name) => {
      const door = everyDoor[name];
      if (door === undefined) throw new Error(name);
      const open: Door = { ...door, look: (visit) => door.look({ ...visit, actor: stage.maker }) };
      for (let n = 0; n < 20; n += 1) {
        const world = controls[n] ?? (await createDoorWorld(stage, purposes, 10_000 + n));
        controls[n] = world;
        if ((await compare(scene, { world, actor: world.token, through: { [name]: open } })).length > 0) return;
      }
      expect.unreachable(`${name} shows everything and nobody noticed`);
    });
  });

  it('every operation is a door, or is said to be none', () => {
    const named = new Set<string>([
      ...Object.values(everyDoor).flatMap((door) => door.operations),
      ...Object.keys(doorsElsewhere),
    ]);
    const unknown = (Object.entries(operations) as [OperationId, { path: string }][])
      .filter(([id, { path }]) => !named.has(id) && !noAssets.some((pattern) => pattern.test(path)))
      .map(([id]) => id);
    expect(unknown).toEqual([]);
    expect([...named].filter((id) => !Object.hasOwn(operations, id))).toEqual([]);
    expect(absent).not.toEqual([]);
  });
}
