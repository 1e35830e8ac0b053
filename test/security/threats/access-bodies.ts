import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGuid } from '../../../src/foundation/index.ts';
import { reportFigures } from '../../support/report-figures.ts';
import { createScene, policyEntity, type Actor, type Asset, type Scene } from '../scene.ts';

/** A request that changes nothing, because all that it says is so already. */
interface Idle {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Stage {
  readonly scene: Scene;
  /** A person with the role `admin`, admin of the connection: nobody could change more by mistake. */
  readonly boss: Actor;
  readonly stray: Actor;
  readonly connection: Asset;
  readonly persona: Asset;
  readonly policy: Asset;
  readonly purpose: Asset;
  readonly collection: Asset;
  readonly table: Asset;
}

const bulk = '/api/meta/entity/bulk';

function entity({ guid, typeName, name, qualifiedName }: Asset): Record<string, unknown> {
  return { guid, typeName, attributes: { name, qualifiedName } };
}

/** Every mutating operation on what decisions are made from, with a body that leaves it as it is. */
function idleRequests(stage: Stage): Readonly<Record<string, Idle>> {
  const { boss, connection, persona, policy, purpose, collection, table } = stage;
  const saving = (asset: Asset): Idle => ({ method: 'POST', path: bulk, body: { entities: [entity(asset)] } });
  const { typeName, qualifiedName } = table;
  const byName = `/api/meta/entity/uniqueAttribute/type/${typeName}?attr:qualifiedName=${encodeURIComponent(qualifiedName)}`;
  return {
    'save a connection': saving(connection),
    'save a persona': saving(persona),
    'save a policy': saving(policy),
    'save a purpose': saving(purpose),
    'save a collection': saving(collection),
    'save a table': saving(table),
    'update a table': { method: 'PUT', path: byName, body: { entity: { typeName, attributes: {} } } },
    'add an admin': {
      method: 'POST',
      path: `/api/clavis/v1/connections/${connection.guid}/admins`,
      body: { users: [boss.username] },
    },
    'add a member': {
      method: 'POST',
      path: `/api/clavis/v1/collections/${collection.guid}/members`,
      body: { editors: { users: [boss.username] } },
    },
    simulate: {
      method: 'POST',
      path: '/api/clavis/v1/access/simulate',
      body: { update: [{ guid: policy.guid, attributes: { name: 'drafted' } }] },
    },
  };
}

/** What somebody adds to a body in the hope that it is written: whatever they call it, wherever they put it. */
function extrasFor({ stray, persona, connection }: Stage): readonly Readonly<Record<string, unknown>>[] {
  const admin = { role: 'admin', isAdmin: true, workspaceRole: '$admin', capabilities: ['token.manage'] };
  return [
    ...Object.entries(admin).map(([key, value]) => ({ [key]: value })),
    ...Object.entries(admin).map(([key, value]) => ({ attributes: { [key]: value } })),
    { createdBy: stray.username, created_by: stray.username, updatedBy: stray.username },
    { guid_: newGuid(), id: newGuid(), persona_guid: persona.guid, connection_guid: connection.guid },
    { members: [stray.username], member: stray.username, subjects: [stray.username] },
    { persona_member: [{ subject: stray.username }], policy_audience: [{ subject: 'public' }] },
    { connection_admin: [{ subject: stray.username }], collection_member: [{ subject: stray.username }] },
    { tokens_: [stray.username], users_: [stray.username], admins: [stray.username] },
    { effect: 'allow', paths: ['default'], entity_types: [], mask: null, enabled: true },
    { scopes: null, allowedNetworks: [], version: 9_999, epoch: 0, state: 'ACTIVE' },
    { direct_tag_names: ['x'], directTagNames: ['x'], propagatedTagNames: ['x'] },
    { hasOwnProperty: 1, toString: 1, valueOf: 1 },
    { onBehalfOf: { actorId: newGuid(), username: stray.username }, principal: { role: 'admin' } },
    { $set: { role: 'admin' }, $where: '1', 'attributes.policyType': 'allow' },
  ];
}

/** Keys that mean something to the language the server is written in; they are sent as text, for objects would lose them. */
const proto = ['"__proto__":{"role":"admin","isAdmin":true}', '"constructor":{"prototype":{"isAdmin":true}}'] as const;

/** The same object with more in it: at the top, in the entity, in its attributes. */
function widened(body: Idle['body'], extra: Readonly<Record<string, unknown>>): Idle['body'][] {
  const { entities, entity: one } = body as { entities?: Record<string, unknown>[]; entity?: Record<string, unknown> };
  const inner = entities?.[0] ?? one;
  if (inner === undefined) return [{ ...extra, ...body }];
  const wrap = (changed: object) =>
    entities === undefined ? { ...body, entity: changed } : { ...body, entities: [changed] };
  const attributes = { ...(extra as object), ...(inner['attributes'] as object) };
  return [{ ...extra, ...body }, wrap({ ...extra, ...inner }), wrap({ ...inner, attributes })];
}

/** Texts of one idle request that say more than it does, or say it twice. */
function hostileBodies(stage: Stage, { body }: Idle): string[] {
  const text = JSON.stringify(body);
  const [key = ''] = Object.keys(body);
  const doubled = `{${JSON.stringify(key)}:${JSON.stringify(Array.isArray(body[key]) ? [] : {})},${text.slice(1)}`;
  return [
    ...extrasFor(stage).flatMap((extra) => widened(body, extra).map((wide) => JSON.stringify(wide))),
    ...proto.map((member) => `{${member},${text.slice(1)}`),
    ...proto.map((member) => text.replaceAll('"attributes":{', `"attributes":{${member},`)),
    doubled,
    `${text.slice(0, -1)},${text.slice(1)}`,
  ];
}

async function createStage(): Promise<Stage> {
  const scene = await createScene();
  const boss = await scene.addUser('boss', 'admin');
  const stray = await scene.addUser('stray', 'member');
  const connection = await scene.addConnection(boss);
  const persona = await scene.addPersona(boss, 'kept');
  const table = await scene.addAsset(boss, { typeName: 'Table', qualifiedName: `${connection.qualifiedName}/d/s/t` });
  const collection = await scene.addAsset(boss, { typeName: 'Collection', qualifiedName: newGuid() });
  const made = await scene.addPolicy(boss, { persona, connection, type: 'deny' });
  const guid = (made.json['guidAssignments'] as Record<string, string>)['-1'] ?? '';
  const stored = await scene.done(boss, `/api/meta/entity/guid/${guid}`);
  const { name, qualifiedName } = (stored.json['entity'] as { attributes: Asset }).attributes;
  const body = { classificationDefs: [{ name: 'tag', displayName: 'tag', description: '' }] };
  const { json } = await scene.done(boss, '/api/meta/types/typedefs', { method: 'POST', body });
  const [tag] = json['classificationDefs'] as { name: string }[];
  const attributes = { purposeClassifications: [tag?.name] };
  const purpose = await scene.addAsset(boss, { typeName: 'Purpose', qualifiedName: newGuid(), attributes });
  return {
    ...{ scene, boss, stray, connection, persona, purpose, collection, table },
    policy: { guid, typeName: 'AuthPolicy', name, qualifiedName },
  };
}

/** All that decisions are made from, and what the assets show of it. */
async function truthOf({ scene }: Stage): Promise<unknown> {
  const { pool } = scene.world.database;
  const rows = async (text: string) => (await pool.query<object>(text)).rows;
  const shown = [
    'adminUsers',
    'adminGroups',
    'adminRoles',
    'viewerUsers',
    'viewerGroups',
    'personaUsers',
    'personaGroups',
  ]
    .concat(['policyType', 'policyActions', 'policyResources', 'policyUsers', 'policyGroups', 'isPolicyEnabled'])
    .map((name) => `attributes -> '${name}'`);
  return {
    actors: await rows('SELECT id, username, role, state FROM actor ORDER BY id'),
    admins: await rows('SELECT * FROM connection_admin ORDER BY 1, 2, 3, 4'),
    personas: await rows('SELECT * FROM persona ORDER BY guid'),
    members: await rows('SELECT * FROM persona_member ORDER BY 1, 2, 3'),
    policies: await rows('SELECT * FROM policy ORDER BY guid'),
    audiences: await rows('SELECT * FROM policy_audience ORDER BY 1, 2, 3'),
    purposes: await rows('SELECT * FROM purpose ORDER BY guid'),
    collections: await rows('SELECT * FROM collection_member ORDER BY 1, 2, 3, 4, 5'),
    assets: await rows(
      `SELECT guid, name, qualified_name, state, created_by, connection_qualified_name, direct_tag_names,
         propagated_tag_names, jsonb_build_array(${shown.join(', ')}) AS shown FROM asset ORDER BY guid`,
    ),
  };
}

/** T30: bodies that ask for more than there is, and changes at the same moment, of everything that decisions are made from. */
export function describeAccessBodies({ races }: { readonly races: number }): void {
  describe('what decisions are made from', () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await createStage();
    });
    afterAll(() => stage.scene.world.close());

    async function send({ method, path }: Idle, payload: string): Promise<{ status: number; text: string }> {
      const { scene, boss } = stage;
      const headers = { authorization: `Bearer ${boss.secret}`, 'content-type': 'application/json' };
      const answer = await scene.world.server.inject({ method, url: path, headers, payload });
      return { status: answer.statusCode, text: answer.body };
    }

    it('is what the fields of a route say, and no other', { timeout: 600_000 }, async () => {
      const before = await truthOf(stage);
      let bodies = 0;
      for (const [name, idle] of Object.entries(idleRequests(stage))) {
        const plain = await send(idle, JSON.stringify(idle.body));
        expect([200, 204], `${name}: ${plain.text.slice(0, 300)}`).toContain(plain.status);
        for (const body of hostileBodies(stage, idle)) {
          const { status, text } = await send(idle, body);
          bodies += 1;
          expect(status, `${name}: ${body.slice(0, 300)}: ${text.slice(0, 300)}`).toBeLessThan(500);
        }
        expect(await truthOf(stage), name).toEqual(before);
      }
      reportFigures('T30', { bodies });
      expect(bodies).toBeGreaterThan(300);
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    });

    it('absent stays, an empty list empties', async () => {
      const { scene, boss, stray } = stage;
      const persona = await scene.addPersona(boss, newGuid());
      const save = (attributes: object) => {
        const { guid, typeName, name, qualifiedName } = persona;
        return scene.save(boss, { guid, typeName, attributes: { name, qualifiedName, ...attributes } });
      };
      const members = async () => {
        const rows = scene.world.database.db.selectFrom('persona_member').select('subject');
        return (await rows.where('persona_guid', '=', persona.guid).execute()).map(({ subject }) => subject);
      };
      await save({ personaUsers: [stray.username] });
      await save({ description: 'said' });
      expect(await members()).toEqual([stray.username]);
      await save({ personaUsers: [] });
      expect(await members()).toEqual([]);
    });

    it('negative control: the same sender with a body that says something changes it', async () => {
      const { connection, stray, boss } = stage;
      const before = JSON.stringify(await truthOf(stage));
      const path = `/api/clavis/v1/connections/${connection.guid}/admins`;
      await send({ method: 'POST', path, body: {} }, JSON.stringify({ users: [stray.username] }));
      expect(JSON.stringify(await truthOf(stage))).not.toBe(before);
      await stage.scene.ask(boss, path, { method: 'DELETE', body: { users: [stray.username] } });
    });

    it(
      `of changes at one moment none is lost and none undone: ${String(races)} races`,
      { timeout: 3_600_000 },
      async () => {
        const { scene, boss, stray, connection } = stage;
        const lost: unknown[] = [];
        for (let race = 0; race < races; race += 1) {
          const persona = await scene.addPersona(boss, newGuid());
          const { guid, typeName, name, qualifiedName } = persona;
          const save = (attributes: object) =>
            scene.save(boss, { guid, typeName, attributes: { name, qualifiedName, ...attributes } });
          const answers = await Promise.all([
            save({ isAccessControlEnabled: false }),
            save({ description: 'beside' }),
            save({ personaUsers: [stray.username] }),
            scene.save(boss, policyEntity({ persona, connection })),
          ]);
          const stored = await scene.world.database.db
            .selectFrom('persona')
            .innerJoin('asset', 'asset.guid', 'persona.guid')
            .leftJoin('persona_member', 'persona_member.persona_guid', 'persona.guid')
            .select(['persona.enabled', 'persona_member.subject', 'asset.attributes'])
            .where('persona.guid', '=', guid)
            .executeTakeFirstOrThrow();
          const { enabled, subject, attributes } = stored;
          const isWhole =
            answers.every(({ status }) => status === 200) &&
            !enabled &&
            subject === stray.username &&
            attributes['description'] === 'beside' &&
            attributes['isAccessControlEnabled'] === false;
          if (!isWhole) lost.push({ statuses: answers.map(({ status }) => status), stored });
        }
        reportFigures('T30', { races, lost: lost.length });
        expect(lost).toEqual([]);
      },
    );
  });
}
