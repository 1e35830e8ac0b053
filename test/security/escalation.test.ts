import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../src/contract/index.ts';
import { newGuid } from '../../src/foundation/index.ts';
import {
  createScene,
  fullActions,
  newWorkflowName,
  policyEntity,
  unusedConnectionName,
  workflowNamed,
  type Actor,
  type Answer,
  type Asset,
  type Scene,
  type Sending,
} from './scene.ts';

/** What every recipe starts from: an owner with a connection and a workflow, and tokens that want what they have not. */
interface Stage {
  readonly scene: Scene;
  readonly owner: Actor;
  readonly connection: Asset;
  readonly table: Asset;
  readonly database: Asset;
  /** Role `default`, linked to a persona that may do everything under the connection, and not its admin. */
  readonly worker: Actor;
  readonly accomplice: Actor;
  readonly persona: Asset;
  readonly policyGuid: string;
  readonly denyGuid: string;
  /** Role `admin`, and admin of no connection of the owner. */
  readonly adminToken: Actor;
  readonly workflowName: string;
}

type Step = Sending & { readonly path: string; readonly by: Actor };
type Recipe = (stage: Stage) => Step | Promise<Step>;

const bulk = '/api/meta/entity/bulk';
const apikeys = '/api/service/apikeys';

function saving(by: Actor, ...entities: readonly object[]): Step {
  return { by, path: bulk, method: 'POST', body: { entities } };
}

function deleting(by: Actor, guid: string, deleteType = 'PURGE'): Step {
  return { by, path: `${bulk}?deleteType=${deleteType}&guid=${guid}`, method: 'DELETE' };
}

function posting(by: Actor, path: string, body: object): Step {
  return { by, path, method: 'POST', body };
}

function connectionEntity({ guid, qualifiedName, name }: Asset, attributes: object): object {
  return { typeName: 'Connection', guid, attributes: { qualifiedName, name, ...attributes } };
}

function personaEntity({ guid, name, qualifiedName }: Asset, attributes: object): object {
  return { typeName: 'Persona', guid, attributes: { name, qualifiedName, ...attributes } };
}

function tokenUpdate(by: Actor, { tokenId }: Actor, personas: readonly Asset[]): Step {
  const personaQualifiedNames = personas.map(({ qualifiedName }) => qualifiedName);
  return posting(by, `${apikeys}/${tokenId ?? ''}`, { displayName: 'renamed', personaQualifiedNames });
}

/** The policy as stored, with other attributes; what is not sent stays. */
function policyUpdate(guid: string, attributes: object): object {
  return { typeName: 'AuthPolicy', guid, attributes: { name: 'changed', ...attributes } };
}

const adminRole = 'c1a51500-0000-4000-8000-000000000001';

/** Each is refused with a 4xx and changes nothing that decisions are made from. */
const refused: Readonly<Record<string, Recipe>> = {
  'link itself to a persona': ({ adminToken, persona }) => tokenUpdate(adminToken, adminToken, [persona]),
  'link an accomplice to a persona': ({ adminToken, accomplice, persona }) =>
    tokenUpdate(adminToken, accomplice, [persona]),
  'leave a persona that denies': ({ adminToken, worker }) => tokenUpdate(adminToken, worker, []),
  'make a token that is linked to a persona': ({ adminToken, persona }) =>
    posting(adminToken, apikeys, { displayName: 'x', description: '', personaQualifiedNames: [persona.qualifiedName] }),
  'make a token without the right to': ({ worker }) => posting(worker, apikeys, { displayName: 'x', description: '' }),
  'make a token above its own role': ({ worker }) =>
    posting(worker, '/api/clavis/v1/api-tokens', { displayName: 'x', role: 'admin' }),
  'make a token with the role of people': ({ adminToken }) =>
    posting(adminToken, '/api/clavis/v1/api-tokens', { displayName: 'x', role: 'member' }),
  'rename the token of somebody else': ({ worker, adminToken }) =>
    posting(worker, `${apikeys}/${adminToken.tokenId ?? ''}`, { displayName: 'x' }),
  'purge the token of somebody else': ({ worker, adminToken }) => ({
    by: worker,
    path: `${apikeys}/${adminToken.tokenId ?? ''}`,
    method: 'DELETE',
  }),
  'make a bearer of a person from a token': ({ adminToken }) => posting(adminToken, '/api/clavis/v1/bearers', {}),

  'rename the persona it is in': ({ worker, persona }) => saving(worker, personaEntity(persona, { name: 'mine' })),
  'add people to the persona it is in': ({ worker, persona }) =>
    saving(worker, personaEntity(persona, { personaUsers: ['ada'] })),
  'add people to a persona that grants': ({ accomplice, persona }) =>
    saving(accomplice, personaEntity(persona, { personaUsers: ['ada'] })),
  'add a token to a persona as if it were a person': ({ owner, persona, accomplice }) =>
    saving(owner, personaEntity(persona, { personaUsers: [accomplice.username] })),
  'switch off the persona it is in': ({ worker, persona }) =>
    saving(worker, personaEntity(persona, { isAccessControlEnabled: false })),
  'switch off a persona that denies': ({ accomplice, persona }) =>
    saving(accomplice, personaEntity(persona, { isAccessControlEnabled: false })),
  'delete the persona it is in': ({ worker, persona }) => deleting(worker, persona.guid),
  'delete a persona that denies': ({ accomplice, persona }) => deleting(accomplice, persona.guid),
  'archive a persona that denies': ({ accomplice, persona }) => deleting(accomplice, persona.guid, 'SOFT'),

  'write a policy for a connection it does not administer': async ({ scene, accomplice, connection }) =>
    saving(accomplice, policyEntity({ persona: await scene.addPersona(accomplice, newGuid()), connection })),
  'write a policy for a connection it may only use': async ({ scene, worker, connection }) =>
    saving(worker, policyEntity({ persona: await scene.addPersona(worker, newGuid()), connection })),
  'write a policy for all connections at once': async ({ scene, accomplice, connection }) =>
    saving(
      accomplice,
      policyEntity({ persona: await scene.addPersona(accomplice, newGuid()), connection, path: 'default' }),
    ),
  'write a policy of its own connection about a foreign path': async ({ scene, accomplice, connection }) =>
    saving(
      accomplice,
      policyEntity({
        persona: await scene.addPersona(accomplice, newGuid()),
        connection: await scene.addConnection(accomplice),
        path: connection.qualifiedName,
      }),
    ),
  'write a policy with a wildcard': async ({ scene, accomplice }) => {
    const own = await scene.addConnection(accomplice);
    const persona = await scene.addPersona(accomplice, newGuid());
    return saving(accomplice, policyEntity({ persona, connection: own, path: 'default/*/*' }));
  },
  'add a policy to the persona it is in': async ({ scene, worker, persona }) =>
    saving(worker, policyEntity({ persona, connection: await scene.addConnection(worker) })),
  'widen the policy that binds it': ({ worker, policyGuid, connection }) =>
    saving(worker, policyUpdate(policyGuid, { policyResources: [`entity:${connection.qualifiedName}`] })),
  'turn a deny into an allow': ({ worker, denyGuid }) =>
    saving(worker, policyUpdate(denyGuid, { policyType: 'allow' })),
  'narrow a deny': ({ accomplice, denyGuid, connection }) =>
    saving(accomplice, policyUpdate(denyGuid, { policyResources: [`entity:${connection.qualifiedName}/none`] })),
  'switch off a deny': ({ accomplice, denyGuid }) =>
    saving(accomplice, policyUpdate(denyGuid, { isPolicyEnabled: false })),
  'move a policy to another connection': async ({ scene, owner, policyGuid }) =>
    saving(
      owner,
      policyUpdate(policyGuid, { connectionQualifiedName: (await scene.addConnection(owner)).qualifiedName }),
    ),
  'delete the deny that binds it': ({ worker, denyGuid }) => deleting(worker, denyGuid),
  'delete a foreign deny': ({ accomplice, denyGuid }) => deleting(accomplice, denyGuid),
  'detach a policy from its persona': ({ owner, persona }) => saving(owner, personaEntity(persona, { policies: [] })),

  'take over a connection name': ({ accomplice, connection }) =>
    saving(accomplice, connectionEntity({ ...connection, guid: '-1' }, { adminUsers: [] })),
  'make a connection above all others': ({ accomplice, connection }) =>
    saving(accomplice, connectionEntity({ ...connection, guid: '-1', qualifiedName: 'default/glue' }, {})),
  'make a connection that covers the collections of others': ({ accomplice, connection }) =>
    saving(accomplice, connectionEntity({ ...connection, guid: '-1', qualifiedName: 'default/collection/ada' }, {})),
  'make a connection that covers a domain': ({ accomplice, connection }) =>
    saving(accomplice, connectionEntity({ ...connection, guid: '-1', qualifiedName: 'default/domain/x' }, {})),
  'add itself to adminUsers': ({ worker, connection, owner }) =>
    saving(worker, connectionEntity(connection, { adminUsers: [owner.username, worker.username] })),
  'add its role to adminRoles': ({ worker, connection, owner }) =>
    saving(worker, connectionEntity(connection, { adminUsers: [owner.username], adminRoles: [adminRole] })),
  'add an accomplice to adminUsers': ({ worker, accomplice, connection, owner }) =>
    saving(worker, connectionEntity(connection, { adminUsers: [owner.username, accomplice.username] })),
  'add a group that is called like an admin': ({ worker, connection, owner }) =>
    saving(worker, connectionEntity(connection, { adminUsers: [owner.username, 'ada'], adminGroups: ['ada'] })),
  'remove the other admins': ({ worker, connection, owner }) =>
    saving(worker, connectionEntity(connection, { adminUsers: [owner.username] })),
  'leave a connection without an admin': ({ owner, connection }) =>
    saving(owner, connectionEntity(connection, { adminUsers: [], adminGroups: [], adminRoles: [] })),

  'move an asset under another path': ({ worker, database }) =>
    saving(worker, {
      typeName: 'Database',
      guid: database.guid,
      attributes: { name: database.name, qualifiedName: `${unusedConnectionName()}/d` },
    }),
  'create under a foreign path': ({ accomplice, connection }) =>
    saving(accomplice, {
      typeName: 'Table',
      guid: '-1',
      attributes: { name: 'x', qualifiedName: `${connection.qualifiedName}/d/s/new` },
    }),
  'create under a foreign path by way of its own connection': async ({ scene, accomplice, connection }) =>
    saving(accomplice, {
      typeName: 'Table',
      guid: '-1',
      attributes: {
        name: 'x',
        qualifiedName: `${connection.qualifiedName}/d/s/new`,
        connectionQualifiedName: (await scene.addConnection(accomplice)).qualifiedName,
      },
    }),
  'create where the name only begins alike': ({ worker, connection }) =>
    saving(worker, {
      typeName: 'Table',
      guid: '-1',
      attributes: { name: 'x', qualifiedName: `${connection.qualifiedName}0/d/s/t` },
    }),
  'save with a foreign guid': ({ accomplice, table }) =>
    saving(accomplice, { typeName: 'Table', guid: table.guid, attributes: { name: 'mine' } }),
  'become the creator of an asset': ({ accomplice, table }) =>
    saving(accomplice, {
      typeName: 'Table',
      guid: table.guid,
      createdBy: accomplice.username,
      attributes: { name: table.name, createdBy: accomplice.username },
    }),
  'hang an own asset beneath a foreign one': async ({ scene, accomplice, table }) => {
    const own = await scene.addConnection(accomplice);
    const qualifiedName = `${own.qualifiedName}/d/s/t/c`;
    return saving(accomplice, {
      typeName: 'Column',
      guid: '-1',
      attributes: { name: 'c', qualifiedName, table: { typeName: 'Table', guid: table.guid } },
    });
  },
  'see a foreign asset by a policy on its guid': async ({ scene, accomplice, table }) =>
    saving(
      accomplice,
      policyEntity({ persona: await scene.addPersona(accomplice, newGuid()), connection: table, path: table.guid }),
    ),

  'run as the owner what somebody else has changed': async ({ scene, adminToken, workflowName }) => {
    const body = workflowNamed(workflowName, [{ name: 'changed', value: newGuid() }]);
    await scene.done(adminToken, `/api/service/workflows/${workflowName}`, { method: 'POST', body });
    return posting(adminToken, '/api/service/workflows/triggerAsOwner', { resourceName: workflowName });
  },
  'run as the owner what it does not see': ({ accomplice, workflowName }) =>
    posting(accomplice, '/api/service/workflows/triggerAsOwner', { resourceName: workflowName }),
  'change the workflow of somebody else': ({ accomplice, workflowName }) =>
    posting(accomplice, `/api/service/workflows/${workflowName}`, workflowNamed(workflowName)),
};

async function carryOut(stage: Stage, recipe: Recipe): Promise<Answer> {
  const { by, path, method, body } = await recipe(stage);
  return stage.scene.ask(by, path, { ...(method === undefined ? {} : { method }), body });
}

describe('escalation', () => {
  let stage: Stage;

  beforeAll(async () => {
    const scene = await createScene();
    const owner = await scene.addToken('owner', 'default');
    const worker = await scene.addToken('worker', 'default');
    const connection = await scene.addConnection(owner, { adminUsers: ['ada'] });
    const under = (path: string) => `${connection.qualifiedName}/${path}`;
    const database = await scene.addAsset(owner, { typeName: 'Database', qualifiedName: under('d') });
    const table = await scene.addAsset(owner, { typeName: 'Table', qualifiedName: under('d/s/t') });
    const persona = await scene.addPersona(owner, 'workers');
    const guidOf = ({ json }: Answer) => (json['guidAssignments'] as Record<string, string>)['-1'] ?? '';
    const policy = await scene.addPolicy(owner, { persona, connection, actions: fullActions });
    const deny = await scene.addPolicy(owner, {
      persona,
      connection,
      path: under('d/s'),
      type: 'deny',
      actions: fullActions,
    });
    const db = scene.world.database.db;
    const subject = { subject_kind: 'token' as const, subject: worker.username };
    await db
      .insertInto('persona_member')
      .values({ persona_guid: persona.guid, ...subject })
      .execute();
    await scene.addGroup('ada', []);
    const workflowName = newWorkflowName();
    await scene.done(owner, '/api/service/workflows?submit=true', {
      method: 'POST',
      body: workflowNamed(workflowName),
    });
    stage = {
      ...{ scene, owner, worker, connection, table, database, persona, workflowName },
      ...{ policyGuid: guidOf(policy), denyGuid: guidOf(deny) },
      accomplice: await scene.addToken('accomplice', 'default'),
      adminToken: await scene.addToken('second admin', 'admin'),
    };
  });

  afterAll(() => stage.scene.world.close());

  /** All that decisions are made from. */
  async function truth(): Promise<unknown> {
    const { pool } = stage.scene.world.database;
    const rows = async (text: string, values: unknown[] = []) => (await pool.query<object>(text, values)).rows;
    return {
      admins: await rows('SELECT * FROM connection_admin WHERE connection_guid = $1 ORDER BY 1, 2, 3, 4', [
        stage.connection.guid,
      ]),
      persona: await rows('SELECT * FROM persona WHERE guid = $1', [stage.persona.guid]),
      members: await rows('SELECT * FROM persona_member WHERE persona_guid = $1 ORDER BY 1, 2, 3', [
        stage.persona.guid,
      ]),
      policies: await rows('SELECT * FROM policy ORDER BY guid'),
      tokens: await rows('SELECT id, username, role FROM actor ORDER BY id'),
      assets: await rows('SELECT guid, name, state, version FROM asset WHERE qualified_name ^@ $1 ORDER BY guid', [
        stage.connection.qualifiedName,
      ]),
    };
  }

  it.each(Object.entries(refused))('nobody may %s', async (_name, recipe) => {
    const before = await truth();
    const answer = await carryOut(stage, recipe);
    expect([400, 403, 404, 409], answer.text).toContain(answer.status);
    expect(await truth()).toEqual(before);
    expect(await stage.scene.canRead(stage.accomplice, stage.table.guid)).toBe(false);
    expect(await stage.scene.canRead(stage.worker, stage.table.guid)).toBe(false);
    expect(await stage.scene.canRead(stage.worker, stage.database.guid)).toBe(true);
  });

  it('who may do everything under a connection, and is not its admin, makes nobody an admin', async () => {
    const { scene, owner, accomplice } = stage;
    const connection = await scene.addConnection(owner, { adminUsers: ['ada'] });
    const persona = await scene.addPersona(owner, 'everything');
    expect((await scene.addPolicy(owner, { persona, connection, actions: fullActions })).status).toBe(200);
    const token = await scene.addToken('full', 'default');
    const subject = { subject_kind: 'token' as const, subject: token.username };
    await scene.world.database.db
      .insertInto('persona_member')
      .values({ persona_guid: persona.guid, ...subject })
      .execute();
    const users = [owner.username, 'ada'];
    for (const lists of [
      { adminUsers: [...users, token.username] },
      { adminUsers: [...users, accomplice.username] },
      { adminUsers: users, adminRoles: [adminRole] },
      { adminUsers: users, adminGroups: ['ada'] },
      { adminUsers: [owner.username] },
    ]) {
      const answer = await scene.save(token, connectionEntity(connection, lists));
      expect(answer.status, answer.text).toBe(403);
    }
    const described = connectionEntity(connection, { adminUsers: users, description: 'its own business' });
    expect((await scene.save(token, described)).status).toBe(200);
    await scene.done(token, `${bulk}?deleteType=PURGE&guid=${connection.guid}`, { method: 'DELETE' });
    expect((await scene.save(token, connectionEntity({ ...connection, guid: '-1' }, {}))).status).toBe(403);
  });

  it('an api token that is an admin adds no role it has', async () => {
    const { scene, owner } = stage;
    const connection = await scene.addConnection(owner);
    const roles = (await scene.done(owner, '/api/service/whoami')).json['roles'] as { id: string }[];
    const lists = { adminUsers: [owner.username], adminRoles: roles.map(({ id }) => id) };
    expect((await scene.save(owner, connectionEntity(connection, lists))).status).toBe(403);
  });

  it('a renamed token stays who it is', async () => {
    const { scene, accomplice, adminToken } = stage;
    const body = { displayName: 'owner' };
    await scene.done(adminToken, `${apikeys}/${accomplice.tokenId ?? ''}`, { method: 'POST', body });
    const { json } = await scene.done(accomplice, '/api/service/users/current');
    expect(json['username']).toBe(accomplice.username);
    expect(await scene.canRead(accomplice, stage.database.guid)).toBe(false);
  });

  it('a purged connection leaves its assets to nobody who takes its name, except the owner of the workspace', async () => {
    const { scene, owner, accomplice } = stage;
    const lost = await scene.addConnection(owner);
    const qualifiedName = `${lost.qualifiedName}/d`;
    const left = await scene.addAsset(owner, { typeName: 'Database', qualifiedName });
    await scene.done(owner, `${bulk}?deleteType=PURGE&guid=${lost.guid}`, { method: 'DELETE' });
    const again = connectionEntity({ ...lost, guid: '-1' }, {});
    expect((await scene.save(accomplice, again)).status).toBe(403);
    expect(await scene.canRead(accomplice, left.guid)).toBe(false);
    const eve = await scene.addUser('eve', 'admin');
    expect((await scene.save(eve, again)).status).toBe(200);
    expect(await scene.canRead(eve, left.guid)).toBe(true);
  });

  it('a purged connection leaves its policies to nobody who takes its name', async () => {
    const { scene, owner, accomplice } = stage;
    const lost = await scene.addConnection(owner);
    const persona = await scene.addPersona(owner, 'left behind');
    expect((await scene.addPolicy(owner, { persona, connection: lost })).status).toBe(200);
    await scene.done(owner, `${bulk}?deleteType=PURGE&guid=${lost.guid}`, { method: 'DELETE' });
    expect((await scene.save(accomplice, connectionEntity({ ...lost, guid: '-1' }, {}))).status).toBe(403);
  });

  it('who changes a credential of a workflow answers for its scheduled runs', async () => {
    const { scene, owner, adminToken } = stage;
    const name = newWorkflowName();
    const credential = {
      name: 'c',
      authType: 'iam',
      connectorConfigName: 'atlan-connectors-glue',
      password: newGuid(),
    };
    const payload = [{ parameter: 'credentialGuid', type: 'credential', body: credential }];
    const body = workflowNamed(name, [], payload);
    await scene.done(owner, '/api/service/workflows?submit=true', { method: 'POST', body });
    const changed = workflowNamed(name, [], [{ ...payload[0], body: { ...credential, password: newGuid() } }]);
    await scene.done(adminToken, `/api/service/workflows/${name}`, { method: 'POST', body: changed });
    const asOwner = { method: 'POST', body: { resourceName: name } } as const;
    const path = operations.triggerWorkflowAsOwner.path;
    expect((await scene.ask(adminToken, path, asOwner)).status).toBe(403);
  });
});
