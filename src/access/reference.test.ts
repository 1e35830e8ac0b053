import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { worldArbitrary, worldAssetArbitrary, type World } from '../../test/decisions/access-world.ts';
import { openStage, putWorld, type Stage } from '../../test/decisions/put-world.ts';
import { requirePlainRights } from '../../test/decisions/stored-law.ts';
import { reportFigures } from '../../test/support/report-figures.ts';
import { createSmallWorkspace } from '../../test/support/small-workspace.ts';
import { assetCondition, decideAsset } from './decide-asset.ts';
import { actions } from '../policy/index.ts';
import { gatherFacts } from './gather-facts.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage(createSmallWorkspace);
});

afterAll(() => stage.workspace.close());

test('what is gathered and decided, for one asset and for a list, is what the plain rules say', async () => {
  const rights = { gatherFacts, assetCondition, decideAsset };
  const figures = await requirePlainRights(stage, rights, { worlds: 150 });
  reportFigures('T09 stored', { ...figures });
  // Worlds in which everything or nothing is allowed would show nothing.
  expect(figures.allowed / figures.decisions).toBeGreaterThan(0.05);
  expect(figures.allowed / figures.decisions).toBeLessThan(0.5);
});

/** Wherever one of the two is named, the other is too; nobody is in groups, which are for people, nor is the role of tokens named. */
function alike(among: World, [one, other]: readonly [string, string]): World {
  const names = (some: readonly string[]): string[] =>
    some.includes(one) || some.includes(other) ? [...new Set([...some, one, other])] : [...some];
  const withBoth = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value), (key, held: unknown) => (key === 'names' ? names(held as string[]) : held)) as T;
  const groups = Object.fromEntries(Object.keys(among.groups).map((name) => [name, []]));
  const admins = among.admins.map((lists) => ({
    ...lists,
    roles: lists.roles.filter((role) => !role.includes('token')),
  }));
  return { ...withBoth({ ...among, admins }), groups, scopes: {} };
}

test('a person and an API token with the same role and the same links may do the same', async () => {
  const { workspace } = stage;
  const people = [await workspace.addUser('twin', 'admin'), (await workspace.addToken('twin', 'admin')).principal];
  const [person, token] = people;
  if (person === undefined || token === undefined) throw new Error('there are two');
  const pair = [person.username, token.username] as const;
  const twins = { workspace, people: [...stage.people, ...people] };
  await fc.assert(
    fc.asyncProperty(
      worldArbitrary(twins.people),
      fc.array(worldAssetArbitrary, { minLength: 20 }),
      async (among, some) => {
        await putWorld(twins, alike(among, pair));
        const [his, its] = [await gatherFacts(workspace.db, person), await gatherFacts(workspace.db, token)];
        for (const action of actions) {
          const decided = some.map((on) => decideAsset(its, action, on).effect);
          expect(decided).toEqual(some.map((on) => decideAsset(his, action, on).effect));
        }
      },
    ),
    { numRuns: 60 },
  );
});
