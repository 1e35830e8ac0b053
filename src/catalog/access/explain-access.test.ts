import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccessScene, type AccessScene } from '../../../test/support/access-scene.ts';
import { entity } from '../../../test/support/small-catalog.ts';
import { decideAsset, gatherFacts } from '../../access/index.ts';
import { newGuid } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { actions } from '../../policy/index.ts';
import { factsOf, type AssetRow } from '../entities/asset-row.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import { explainAccess, type AccessExplanation } from './explain-access.ts';
import { whoCan } from './who-can.ts';

let scene: AccessScene;
beforeAll(async () => {
  scene = await createAccessScene();
});
afterAll(() => scene.close());

/** Asks about `actor` at a place of the connection; `action` is reading unless told. */
async function explain(asker: Principal, about: string, place: string): Promise<AccessExplanation> {
  const [actor = '', action = 'asset.read'] = about.split(' ');
  const question = { actor, action, asset: { guid: scene.guidOf(`${scene.connection}${place}`) } };
  return (await explainAccess(scene.deps, asker, question)).explanation;
}

describe('why an actor may or may not', () => {
  test('is told with the policy, its persona, what it wanted and what the asset has', async () => {
    const { connection, owner } = scene;
    const answer = await explain(owner, 'rita', '/db/orders');
    expect(answer).toMatchObject({
      ...{ decision: 'allow', stage: 'allow', sentence: '`asset.read` is allowed by `read db`, and nothing denies it' },
      actor: { username: 'rita', kind: 'user', state: 'active' },
      by: [{ kind: 'policy', name: 'read db', parent: { kind: 'persona', name: 'Readers' } }],
      ...{ hidden: { by: 0, considered: 0 }, ceiling: { role: 'member', scopes: null, ok: true } },
    });
    const [first] = answer.considered;
    expect(JSON.stringify(first?.why)).toContain(
      `{"kind":"under","wanted":["${connection}/db"],"got":["${connection}/db/orders"],"match":true}`,
    );
    expect(answer).not.toHaveProperty('missing');
  });

  test('names the deny that has to be lifted, although something grants it', async () => {
    const answer = await explain(scene.owner, 'rita', '/db/pii');
    expect(answer).toMatchObject({ decision: 'deny', stage: 'deny', by: [{ name: 'no pii' }] });
    expect(answer.missing).toEqual({
      lift: [
        {
          kind: 'lift-deny',
          text: 'lift the deny `no pii` of persona `Bound` for this actor',
          guid: scene.guidOf('no pii'),
        },
      ],
      ...{ oneOf: [], hidden: 0 },
    });
    expect(answer.grantors).toEqual({ connectionAdmins: ['olga'], workspaceOwners: ['olga'] });
  });

  test('names each persona whose link would do, and being admin of the connection', async () => {
    const answer = await explain(scene.owner, 'zoe', '/db/orders');
    expect(answer).toMatchObject({ decision: 'deny', stage: 'no_grant', by: [] });
    expect(answer.missing?.lift).toEqual([]);
    expect(answer.missing?.oneOf.map(({ text }) => text)).toEqual([
      'link to persona `Readers`',
      `be admin of connection \`1\``,
    ]);
  });

  test('is the ceiling where the scopes of a token take it away, and told to the token itself', async () => {
    const scopes = { connections: ['default/glue/elsewhere'] };
    const { robot, db } = scene;
    await db
      .updateTable('api_token')
      .set({ scopes: JSON.stringify(scopes) })
      .where('id', '=', robot.record.id)
      .execute();
    const answer = await explain(scene.owner, robot.record.id, '/db/orders');
    await db.updateTable('api_token').set({ scopes: null }).where('id', '=', robot.record.id).execute();
    expect(answer).toMatchObject({ decision: 'deny', stage: 'ceiling', ceiling: { ok: false, scopes } });
    expect(answer.missing?.lift.map(({ kind }) => kind)).toEqual(['lift-ceiling']);
  });

  test('is that the actor is switched off, before anything else', async () => {
    const { db, gus, owner } = scene;
    await db.updateTable('actor').set({ state: 'disabled' }).where('id', '=', gus.actorId).execute();
    const answer = await explain(owner, 'gus', '/db/orders');
    await db.updateTable('actor').set({ state: 'active' }).where('id', '=', gus.actorId).execute();
    expect(answer).toMatchObject({ decision: 'deny', stage: 'authentication', actor: { state: 'disabled' } });
    expect(answer.missing?.lift.map(({ kind }) => kind)).toEqual(['resume-actor']);
  });

  test('is the decision that is made, for every actor, action and asset', async () => {
    const { db, deps, owner, rita, gus, zoe, robot, connection } = scene;
    const guids = ['', '/db/orders', '/db/pii'].map((place) => scene.guidOf(`${connection}${place}`));
    const rows = await findAssetsByGuid(db, guids);
    expect(rows).toHaveLength(3);
    const effects: string[] = [];
    const compare = async (actor: Principal, row: AssetRow) => {
      const facts = await gatherFacts(db, actor);
      for (const action of actions) {
        const decided = decideAsset(facts, action, factsOf(deps.types, row));
        const question = { actor: actor.username, action, asset: { guid: row.guid } };
        const { decision, explanation } = await explainAccess(deps, owner, question);
        expect(decision).toEqual(decided);
        expect([explanation.decision, explanation.by.map(({ id }) => id)]).toEqual([decided.effect, decided.by]);
        effects.push(decided.effect);
      }
    };
    for (const actor of [owner, rita, gus, zoe, robot.principal]) for (const row of rows) await compare(actor, row);
    expect(effects.filter((effect) => effect === 'deny').length).toBeGreaterThan(30);
    expect(effects.filter((effect) => effect === 'allow').length).toBeGreaterThan(30);
  });
});

describe('who asks', () => {
  test('learns about themselves, but no names of policies that they may not read', async () => {
    const { rita } = scene;
    const answer = await explain(rita, 'me', '/db/orders');
    expect(answer).toMatchObject({ decision: 'allow', stage: 'allow', by: [], hidden: { by: 1 } });
    expect(answer).not.toHaveProperty('sentence');
    const text = JSON.stringify(await explain(rita, 'rita asset.update', '/db/orders'));
    for (const secret of ['read db', 'no pii', 'Readers', 'Bound', scene.guidOf('read db')])
      expect(text).not.toContain(secret);
  });

  test('is told of a hidden asset exactly what is told of one that never was', async () => {
    const { rita, connection, owner, deps } = scene;
    const pii = scene.guidOf(`${connection}/db/pii`);
    const ask = async (guid: string, action: string) => {
      const error = await explainAccess(deps, rita, { actor: 'me', action, asset: { guid } }).catch(
        (it: unknown) => it,
      );
      const { code, message } = error as { code: string; message: string };
      return { code, message: message.replace(guid, '<guid>') };
    };
    for (const action of actions) expect(await ask(pii, action)).toEqual(await ask(newGuid(), action));
    const byName = (qualifiedName: string) =>
      explainAccess(deps, rita, {
        actor: 'me',
        action: 'asset.read',
        asset: { typeName: 'Database', qualifiedName },
      }).catch((error: Error) => error.message.replace(qualifiedName, '<name>'));
    expect(await byName(`${connection}/db/pii`)).toBe(await byName(`${connection}/db/none`));
    // The control: to who may read it, it is another answer.
    expect(
      (await explainAccess(deps, owner, { actor: 'rita', action: 'asset.read', asset: { guid: pii } })).decision.by,
    ).toEqual([scene.guidOf('no pii')]);
  });

  test('learns nothing about others without the right, not even whether they or the asset exist', async () => {
    const { zoe, rita, connection, deps } = scene;
    const guids = [scene.guidOf(`${connection}/db/pii`), scene.guidOf(`${connection}/db/orders`), newGuid()];
    const questions = [zoe, rita].flatMap((asker) =>
      ['gus', 'nobody-at-all', scene.robot.record.id].flatMap((actor) => guids.map((guid) => ({ asker, actor, guid }))),
    );
    const refusals = await Promise.all(
      questions.map(async ({ asker, actor, guid }) => {
        const question = { actor, action: 'asset.read', asset: { guid } };
        const error = await explainAccess(deps, asker, question).catch((it: unknown) => it);
        return (error as Error).message.replace(asker.username, '<asker>');
      }),
    );
    expect(new Set(refusals)).toEqual(
      new Set(['`access.explain` needs the workspace role `admin`; `<asker>` has `member`']),
    );
  });

  test('explains all of a connection to who administers it, and nothing of another', async () => {
    const { deps, owner } = scene;
    const carla = await scene.addUser('carla', 'member');
    await scene.saveAs(
      owner,
      entity('Connection', 'default/glue/2', { connectorName: 'glue', adminUsers: ['olga', 'carla'] }),
    );
    const orders = await scene.saveAs(owner, entity('Database', 'default/glue/2/db', { connectorName: 'glue' }));
    const guid = scene.createdGuid(orders);
    const answer = await explainAccess(deps, carla, { actor: 'zoe', action: 'asset.read', asset: { guid } });
    expect(answer.explanation).toMatchObject({ decision: 'deny', stage: 'no_grant' });
    const foreign = { guid: scene.guidOf(`${scene.connection}/db`) };
    await expect(
      explainAccess(deps, carla, { actor: 'zoe', action: 'asset.read', asset: foreign }),
    ).rejects.toMatchObject({
      code: 'asset_not_found',
    });
    await expect(
      explainAccess(deps, carla, { actor: 'nobody', action: 'asset.read', asset: { guid } }),
    ).rejects.toThrow('there is no actor `nobody`');
  });

  test('is told which actions there are', async () => {
    await expect(explain(scene.owner, 'rita read', '/db')).rejects.toThrow('accepted: `asset.read`, `asset.create`');
  });
});

describe('who can', () => {
  test('is everybody of whom the decision is allow, with the list entry that led there', async () => {
    const { deps, owner, connection } = scene;
    const guid = scene.guidOf(`${connection}/db/orders`);
    const { actors } = await whoCan(deps, owner, { action: 'asset.read', asset: { guid } });
    const shown = actors.map(({ username, by, via }) => [username, by.map(({ name }) => name), via]);
    expect(shown).toEqual([
      ['gus', ['read db'], ['group analysts']],
      ['olga', ['1'], ['actor olga']],
      ['rita', ['read db'], ['actor rita']],
      [scene.robot.principal.username, ['read db'], [`actor ${scene.robot.principal.username}`]],
    ]);
    const pii = await whoCan(deps, owner, {
      action: 'asset.read',
      asset: { guid: scene.guidOf(`${connection}/db/pii`) },
    });
    expect(pii.actors.map(({ username }) => username)).not.toContain('rita');
  });

  test('knows the maker of a collection by its path', async () => {
    const { deps, owner, gus } = scene;
    const saved = await scene.saveAs(gus, {
      typeName: 'Collection',
      guid: '-1',
      attributes: { qualifiedName: 'default/collection/gus/aaa', name: 'mine', adminUsers: ['gus', 'olga'] },
    });
    const guid = scene.createdGuid(saved);
    const { actors } = await whoCan(deps, owner, { action: 'asset.update', asset: { guid } });
    expect(actors.map(({ username }) => username)).toEqual(['gus', 'olga']);
  });
});
