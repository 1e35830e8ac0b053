import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccessScene, type AccessScene } from '../../../test/support/access-scene.ts';
import { entity } from '../../../test/support/small-catalog.ts';
import { sql } from '../../postgres/index.ts';
import { findUnused } from './find-unused.ts';
import { listGrants } from './list-grants.ts';
import { reviewAccess } from './review-access.ts';

let scene: AccessScene;
beforeAll(async () => {
  scene = await createAccessScene();
});
afterAll(() => scene.close());

describe('what is not used', () => {
  test('is found of every kind, and what is used is left out', async () => {
    const { db, deps, owner, connection, rita, robot } = scene;
    await sql`UPDATE actor SET created_at = now() - interval '1 year'`.execute(db);
    await sql`UPDATE secret SET last_used_at = now() WHERE actor_id = ${robot.principal.actorId}`.execute(db);
    await sql`UPDATE local_account SET last_login_at = now() - interval '100 days' WHERE actor_id = ${rita.actorId}`.execute(
      db,
    );
    const empty = await scene.persona('Empty');
    await scene.policy({ name: 'about nothing', persona: empty, path: `${connection}/nowhere` });
    const off = await scene.persona('Off', ['gus']);
    await scene.policy({ name: 'dormant', persona: off, path: connection });
    await scene.save({ typeName: 'Persona', guid: off, attributes: { isAccessControlEnabled: false } });
    const max = await scene.addUser('max', 'member');
    await scene.save(entity('Connection', connection, { adminUsers: ['olga', 'max'] }));
    await sql`UPDATE actor SET state = 'deleted' WHERE id = ${max.actorId}`.execute(db);

    const unused = await findUnused(deps, owner, { days: 90 });
    expect(unused.actors.map(({ username }) => username).sort()).toEqual(['gus', 'olga', 'rita']);
    expect(unused.emptyParents).toMatchObject([{ kind: 'persona', name: 'Empty' }]);
    expect(unused.dormantPolicies).toMatchObject([{ name: 'dormant', parent: { name: 'Off' } }]);
    expect(unused.emptyPolicies).toMatchObject([{ name: 'about nothing', parent: { name: 'Empty' } }]);
    expect(unused.deadAdmins).toMatchObject([{ qualifiedName: connection, subject: 'max' }]);
    const longer = await findUnused(deps, owner, { days: 120 });
    expect(longer.actors.map(({ username }) => username)).not.toContain('rita');
  });

  test('is told of connections only to who may read them', async () => {
    const ada = await scene.addUser('ada', 'admin');
    const { deadAdmins, hidden } = await findUnused(scene.deps, ada, { days: 90 });
    expect({ deadAdmins, hidden }).toEqual({ deadAdmins: [], hidden: 1 });
    await expect(findUnused(scene.deps, scene.rita, { days: 90 })).rejects.toMatchObject({ code: 'permission_denied' });
  });
});

describe('what an actor holds', () => {
  test('is listed with the list entries that led there and counts of assets', async () => {
    const { deps, owner } = scene;
    const grants = await listGrants(deps, owner, { actor: 'gus' });
    expect(grants).toMatchObject({
      ...{ role: 'member', connections: [], hidden: { places: 0, policies: 0 } },
      personas: expect.arrayContaining([
        expect.objectContaining({ name: 'Readers', enabled: true, via: ['group analysts'] }),
        expect.objectContaining({ name: 'Off', enabled: false, via: ['actor gus'] }),
      ]) as unknown,
      policies: [{ name: 'read db', effect: 'allow', actions: ['asset.read'] }],
    });
    expect(grants.assets.find(({ action }) => action === 'asset.read')?.count).toBe(3);
  });

  test('of oneself needs no right; policies that one may not read are counted', async () => {
    const grants = await listGrants(scene.deps, scene.rita, { actor: 'me' });
    expect(grants).toMatchObject({ policies: [], hidden: { policies: 2 } });
    expect(grants.personas.map(({ name }) => name).sort()).toEqual(['Bound', 'Readers']);
    await expect(listGrants(scene.deps, scene.rita, { actor: 'gus' })).rejects.toMatchObject({
      code: 'permission_denied',
    });
    await expect(listGrants(scene.deps, scene.owner, { actor: 'nobody' })).rejects.toMatchObject({
      code: 'record_not_found',
    });
  });

  test('is reviewed for everybody, with what the reviewer may not read counted', async () => {
    const { deps, owner } = scene;
    const { actors } = await reviewAccess(deps, owner, {});
    const held = new Map(
      actors.map(({ username, holdings }) => [username, holdings.map(({ name, via }) => `${name} via ${via}`)]),
    );
    expect(held.get('gus')?.sort()).toEqual(['Off via actor gus', 'Readers via group analysts']);
    expect(held.get('olga')).toContain('1 via actor olga');
    const ada = { ...owner, ...(await scene.addUser('adele', 'admin')) };
    const olga = (await reviewAccess(deps, ada, {})).actors.find(({ username }) => username === 'olga');
    expect(olga).toMatchObject({ holdings: [], hidden: 1 });
  });
});
