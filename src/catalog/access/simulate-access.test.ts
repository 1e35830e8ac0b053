import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccessScene, policyAttributes, type AccessScene } from '../../../test/support/access-scene.ts';
import { entity } from '../../../test/support/small-catalog.ts';
import { gatherFacts, isConnectionAdmin } from '../../access/index.ts';
import { actions, evaluate } from '../../policy/index.ts';
import { sql } from '../../postgres/index.ts';
import { assetColumns } from '../entities/asset-store.ts';
import { factsOf, type AssetRow } from '../entities/asset-row.ts';
import type { AccessDraft } from './draft.ts';
import { simulateAccess, type Simulation } from './simulate-access.ts';

let scene: AccessScene;
beforeAll(async () => {
  scene = await createAccessScene();
});
afterAll(() => scene.close());

const simulate = (draft: AccessDraft, asker = scene.owner) => simulateAccess(scene.deps, asker, draft);

/** Gains and losses by username, as counts per action. */
function byActor({ changes }: Simulation): Record<string, { gained: unknown; lost: unknown }> {
  const counts = (some: readonly { readonly action: string; readonly count: number }[]) =>
    Object.fromEntries(some.map(({ action, count }) => [action, count]));
  const entries = changes.flatMap(({ actors = [], gained, lost }) =>
    actors.map(
      ({ username }) => [username, { gained: counts(gained.perAction), lost: counts(lost.perAction) }] as const,
    ),
  );
  return Object.fromEntries(entries);
}

/** What every actor may do to every asset by the evaluator itself; policies, which come and go with a draft, left out. */
async function allDecisions(): Promise<Map<string, Set<string>>> {
  const { db, deps, owner, rita, gus, zoe, robot } = scene;
  const { rows } = await sql<AssetRow>`SELECT ${assetColumns} FROM asset 
    WHERE state = 'ACTIVE' AND type_name NOT IN ('AuthPolicy', 'Persona')`.execute(db);
  const decided = new Map<string, Set<string>>();
  for (const actor of [owner, rita, gus, zoe, robot.principal]) {
    const facts = await gatherFacts(db, actor);
    for (const action of actions) {
      const allowed = rows.filter(
        (row) => evaluate(facts.policies, { action, asset: factsOf(deps.types, row) }).effect === 'allow',
      );
      decided.set(`${actor.username} ${action}`, new Set(allowed.map(({ guid }) => guid)));
    }
  }
  return decided;
}

/** The same as `byActor`, off two full looks at everything. */
function compare(before: Map<string, Set<string>>, after: Map<string, Set<string>>) {
  const found: Record<string, { gained: Record<string, number>; lost: Record<string, number> }> = {};
  for (const [key, then] of after) {
    const [username = '', action = ''] = key.split(' ');
    const had = before.get(key) ?? new Set<string>();
    const gained = [...then].filter((guid) => !had.has(guid)).length;
    const lost = [...had].filter((guid) => !then.has(guid)).length;
    if (gained + lost === 0) continue;
    const entry = (found[username] ??= { gained: {}, lost: {} });
    if (gained > 0) entry.gained[action] = gained;
    if (lost > 0) entry.lost[action] = lost;
  }
  return found;
}

describe('a draft', () => {
  test('that changes nothing changes nobody', async () => {
    expect(await simulate({})).toMatchObject({ changes: [], totals: { affected: 0, gaining: 0, losing: 0 } });
    const same = { guid: scene.guidOf('read db'), attributes: {} };
    expect(await simulate({ update: [same] })).toMatchObject({ changes: [], totals: { affected: 3, gaining: 0 } });
  });

  test('shows who would gain and lose how many assets, with names of some', async () => {
    const { connection } = scene;
    const attributes = policyAttributes({ name: 'all', path: connection });
    const simulation = await simulate({ add: [{ persona: scene.guidOf('Readers'), attributes }] });
    expect(byActor(simulation)).toEqual({
      gus: { gained: { 'asset.read': 2 }, lost: {} },
      rita: { gained: { 'asset.read': 2 }, lost: {} },
      [scene.robot.principal.username]: { gained: { 'asset.read': 2 }, lost: {} },
    });
    // `rita` is bound by a deny that the others are not bound by, yet she gains the same.
    expect(simulation.changes[0]?.gained.samples.map(({ qualifiedName }) => qualifiedName)).toEqual([
      connection,
      `${connection}/other`,
    ]);
    expect(simulation.totals).toEqual({ affected: 3, gaining: 3, losing: 0 });
  });

  test('writes nothing', async () => {
    const state = () => sql`SELECT (SELECT epoch FROM policy_epoch), count(*) FROM audit_record`.execute(scene.db);
    const before = (await state()).rows;
    await simulate({ remove: [scene.guidOf('no pii')], link: [{ persona: scene.guidOf('Readers'), actor: 'zoe' }] });
    expect((await state()).rows).toEqual(before);
  });

  test('names assets only that the asker may read, and counts the others', async () => {
    const ada = await scene.addUser('ada', 'admin');
    const { changes } = await simulate({ remove: [scene.guidOf('no pii')] }, ada);
    expect(changes).toMatchObject([{ actorCount: 1, gained: { assets: 1, samples: [] } }]);
  });
});

describe('what a draft is said to do is what happens', () => {
  const drafts: readonly (readonly [what: string, draft: () => AccessDraft, apply: () => Promise<unknown>])[] = [
    [
      'a wider allow',
      () => ({
        add: [
          {
            persona: scene.guidOf('Readers'),
            attributes: policyAttributes({
              ...{ name: 'write other', path: `${scene.connection}/other` },
              actions: ['persona-asset-update', 'persona-entity-add-classification'],
            }),
          },
        ],
      }),
      () =>
        scene.policy({
          ...{ name: 'write other', persona: scene.guidOf('Readers'), path: `${scene.connection}/other` },
          actions: ['persona-asset-update', 'persona-entity-add-classification'],
        }),
    ],
    [
      'links',
      () => ({
        link: [{ persona: scene.guidOf('Readers'), actor: 'zoe' }],
        unlink: [{ persona: scene.guidOf('Readers'), group: 'analysts' }],
      }),
      async () => {
        const persona = { typeName: 'Persona', guid: scene.guidOf('Readers') };
        await scene.save({ ...persona, attributes: { personaUsers: ['rita', 'zoe'], personaGroups: [] } });
      },
    ],
    [
      'a lifted deny',
      () => ({ remove: [scene.guidOf('no pii')] }),
      () => scene.remove('PURGE', scene.guidOf('no pii')),
    ],
    [
      'a policy that is changed',
      () => ({
        update: [
          { guid: scene.guidOf('read db'), attributes: { policyResources: [`entity:${scene.connection}/db/orders`] } },
        ],
      }),
      () =>
        scene.save({
          typeName: 'AuthPolicy',
          guid: scene.guidOf('read db'),
          attributes: { policyResources: [`entity:${scene.connection}/db/orders`] },
        }),
    ],
    [
      'a deny on all',
      () => ({
        add: [
          {
            persona: scene.guidOf('Bound'),
            attributes: policyAttributes({ name: 'none', path: scene.connection, type: 'deny' }),
          },
        ],
      }),
      () => scene.policy({ name: 'none', persona: scene.guidOf('Bound'), path: scene.connection, type: 'deny' }),
    ],
  ];

  test('one after the other, for every actor, action and asset', async () => {
    for (const [what, draft, apply] of drafts) {
      const simulated = byActor(await simulate(draft()));
      const before = await allDecisions();
      await apply();
      const after = await allDecisions();
      expect({ what, ...simulated }).toEqual({ what, ...compare(before, after) });
      expect(Object.keys(simulated).length).toBeGreaterThan(0);
    }
  });
});

describe('a draft is refused', () => {
  test('with every problem at once, each with its place', async () => {
    const draft: AccessDraft = {
      add: [
        { persona: 'default/none', attributes: policyAttributes({ name: 'x', path: scene.connection }) },
        {
          persona: scene.guidOf('Readers'),
          attributes: { ...policyAttributes({ name: 'Read DB', path: scene.connection }), policyActions: ['read'] },
        },
        { attributes: {} },
      ],
      update: [{ guid: scene.guidOf('read db'), attributes: { connectionQualifiedName: 'default/glue/10' } }],
      remove: ['ffffffff-ffff-4fff-bfff-ffffffffffff'],
      link: [{ persona: scene.guidOf('Readers'), actor: 'nobody' }],
    };
    await expect(simulate(draft)).rejects.toMatchObject({
      code: 'policy_invalid',
      details: expect.arrayContaining([
        expect.objectContaining({ path: 'add[0].persona' }),
        expect.objectContaining({ path: 'add[1].attributes.policyActions[0]' }),
        expect.objectContaining({ path: 'add[1].attributes.name' }),
        expect.objectContaining({ path: 'add[2]' }),
        expect.objectContaining({ path: 'update[0].attributes.connectionQualifiedName' }),
        expect.objectContaining({ path: 'remove[0]' }),
        expect.objectContaining({ path: 'link[0]' }),
      ]) as unknown,
    });
  });

  test('to who may neither explain all nor write such policies', async () => {
    const { zoe, owner } = scene;
    await expect(simulate({}, zoe)).rejects.toMatchObject({ code: 'permission_denied' });
    const carla = await scene.addUser('carla', 'member');
    const other = 'default/glue/2';
    await scene.saveAs(owner, entity('Connection', other, { connectorName: 'glue', adminUsers: ['olga', 'carla'] }));
    expect(isConnectionAdmin(await gatherFacts(scene.db, carla), other)).toBe(true);
    await expect(simulate({ link: [{ persona: scene.guidOf('Readers'), actor: 'zoe' }] }, carla)).rejects.toMatchObject(
      { code: 'permission_denied' },
    );
    // A persona that she may not read is one that is not there.
    const add = (persona: string) => [{ persona, attributes: policyAttributes({ name: 'x', path: other }) }];
    const message = async (persona: string) =>
      simulate({ add: add(persona) }, carla).catch((error: Error) => error.message.replace(persona, '<persona>'));
    expect(await message(scene.guidOf('Readers'))).toBe(await message('ffffffff-ffff-4fff-bfff-ffffffffffff'));
  });
});
