import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationId } from '../../src/contract/index.ts';
import { newGuid } from '../../src/foundation/index.ts';
import { createConnectionAdminPackage } from '../../src/packages/index.ts';
import { createOauthScene, exchangeGrant, type OauthScene, type Person, type SecretClient } from './oauth-scene.ts';

const packageName = 'csa-api-token-connection-admin';
const memberRole = 'c1a51500-0000-4000-8000-000000000002';

interface Connection {
  readonly guid: string;
  readonly qualifiedName: string;
}

/** T38: what a client hands on in the name of a person it acts for, and what it must not. */
describe('granting in the name of a person', () => {
  let scene: OauthScene;
  let boss: Person;
  let keeper: Person;
  let client: SecretClient;
  /** Of `client`, acting for `keeper`, who administers every connection here, and for `boss`, who owns the workspace. */
  let forKeeper: string;
  let forBoss: string;
  let machine: string;
  beforeAll(async () => {
    scene = await createOauthScene({ packages: (catalog) => [createConnectionAdminPackage({ catalog })] });
    boss = await scene.addPerson('boss', 'admin');
    keeper = await scene.addPerson('keeper');
    client = await scene.addClient();
    machine = `service-account-${client.clientId}`;
    await scene.asPerson(boss, 'setExchangeRight', { part: client.clientId, body: { roleMax: 'admin' } });
    forKeeper = await bearerFor(keeper);
    forBoss = await bearerFor(boss);
  });
  afterAll(() => scene.world.close());

  async function bearerFor(person: Person, who = client): Promise<string> {
    const { json, text } = await scene.form('issueToken', {
      ...{ grant_type: exchangeGrant, client_id: who.clientId, client_secret: who.clientSecret },
      ...{ subject_token: await scene.clientToken(who), requested_subject: person.principal.actorId },
    });
    if (typeof json['access_token'] !== 'string') throw new Error(text);
    return json['access_token'];
  }
  /** Made by a token of the workspace, so that `boss`, a person, has no part in it. */
  async function addConnection(lists: object = {}): Promise<Connection> {
    const qualifiedName = `default/glue/${newGuid()}`;
    const own = { qualifiedName, name: 'lake', connectorName: 'glue', category: 'lake' };
    const attributes = { ...own, adminUsers: ['keeper'], ...lists };
    const entities = [{ typeName: 'Connection', guid: '-1', attributes }];
    const { json } = await scene.asBearer(scene.world.admin.tokenSecret, 'saveEntities', { body: { entities } });
    return { guid: (json['guidAssignments'] as Record<string, string>)['-1'] ?? '', qualifiedName };
  }
  async function newToken(): Promise<{ readonly id: string; readonly username: string; readonly secret: string }> {
    const made = await scene.world.makeToken('none');
    const { json } = await scene.asBearer(made.secret, 'getCurrentUser');
    return { ...made, username: String(json['username']) };
  }
  const admins = async ({ guid }: Connection) => {
    const { json } = await scene.asPerson(keeper, 'listConnectionAdmins', { part: guid });
    return (json['admins'] as { name: string }[]).map(({ name }) => name);
  };
  const add = (bearer: string, { guid }: Connection, body: object) =>
    scene.asBearer(bearer, 'addConnectionAdmins', { part: guid, body });
  async function asked(bearer: string, { guid }: Connection): Promise<string> {
    const body = { kind: 'connection-admin', target: guid, reason: 'a load' };
    return String((await scene.asBearer(bearer, 'createAccessRequest', { body })).json['id']);
  }

  it('adds another token, and the record names the client and the person', async () => {
    const connection = await addConnection();
    const token = await newToken();
    expect((await add(forKeeper, connection, { tokens: [token.username] })).status).toBe(200);
    const { rows } = await scene.world.database.pool.query(
      `SELECT actor_name, on_behalf_of_actor_name FROM audit_record WHERE object_id = $1 AND detail::text LIKE $2`,
      [connection.guid, `%${token.username}%`],
    );
    expect(rows).toEqual([{ actor_name: machine, on_behalf_of_actor_name: 'keeper' }]);
  });

  describe('is not for the client itself', () => {
    const names: readonly [string, () => object][] = [
      ['by its username', () => ({ tokens: [machine] })],
      ['by its client id', () => ({ tokens: [client.clientId] })],
      ['by a role it has', () => ({ roles: [memberRole] })],
      ['by the name of that role', () => ({ roles: ['$member'] })],
      ['among others', () => ({ users: ['boss'], tokens: [machine] })],
    ];
    it.each(names)('%s', async (_, body) => {
      const connection = await addConnection();
      const before = await admins(connection);
      const answer = await add(forKeeper, connection, body());
      expect([answer.status, answer.json['info']], answer.text).toEqual([403, 'permission_denied']);
      expect(await admins(connection)).toEqual(before);
    });

    it('by a group it is in', async () => {
      const { pool } = scene.world.database;
      const group = `machines_${newGuid().slice(0, 8)}`;
      const id = newGuid();
      await pool.query(
        `INSERT INTO user_group (id, name, alias, created_by, updated_by) VALUES ($1, $2, $2, 'ada', 'ada')`,
        [id, group],
      );
      await pool.query(`INSERT INTO user_group_member SELECT $1, id FROM actor WHERE username = $2`, [id, machine]);
      expect((await add(forKeeper, await addConnection(), { groups: [group] })).status).toBe(403);
    });

    it('by the lists of the asset', async () => {
      const { guid, qualifiedName } = await addConnection();
      for (const lists of [{ adminUsers: ['keeper', machine] }, { adminRoles: [memberRole] }]) {
        const entities = [{ typeName: 'Connection', guid, attributes: { qualifiedName, name: 'lake', ...lists } }];
        const answer = await scene.asBearer(forKeeper, 'saveEntities', { body: { entities } });
        expect(answer.status, answer.text).toBe(403);
      }
    });

    it('and the person may add it by their own hand, which shows that it is the client that may not', async () => {
      const connection = await addConnection();
      const { json } = await scene.asPerson(keeper, 'addConnectionAdmins', {
        part: connection.guid,
        body: { tokens: [machine] },
      });
      expect(json).toMatchObject({ added: [{ kind: 'client', name: machine }] });
    });
  });

  describe('does not own the workspace, whomever it acts for', () => {
    it('it appoints nobody on a connection that is hidden from the person', async () => {
      const connection = await addConnection();
      expect((await add(forBoss, connection, { users: ['boss'] })).status).toBe(404);
      const body = { users: ['boss'] };
      const own = await scene.asPerson(boss, 'addConnectionAdmins', { part: connection.guid, body });
      expect(own.status, own.text).toBe(200);
    });

    it('it decides on no request that only the owner of the workspace may decide', async () => {
      const connection = await addConnection();
      const token = await newToken();
      const id = await asked(token.secret, connection);
      for (const verb of ['approveAccessRequest', 'refuseAccessRequest'] as const) {
        expect((await scene.asBearer(forBoss, verb, { part: id, body: {} })).status).toBe(404);
      }
      expect((await scene.asPerson(boss, 'approveAccessRequest', { part: id, body: {} })).status).toBe(200);
    });
  });

  describe('decides on no request that is the client’s own', () => {
    it('which it has filed itself', async () => {
      const connection = await addConnection();
      const id = await asked(await scene.clientToken(client), connection);
      for (const verb of ['approveAccessRequest', 'refuseAccessRequest'] as const) {
        const answer = await scene.asBearer(forKeeper, verb, { part: id, body: {} });
        expect([answer.status, answer.json['info']], answer.text).toEqual([403, 'permission_denied']);
      }
      expect((await scene.asBearer(forKeeper, 'getAccessRequest', { part: id })).json).toMatchObject({
        ...{ status: 'pending', mayDecide: false },
      });
      expect(await admins(connection)).not.toContain(machine);
      // The same admin, by another client, is somebody else than who asked.
      const other = await scene.addClient();
      await scene.asPerson(boss, 'setExchangeRight', { part: other.clientId, body: { roleMax: 'member' } });
      const approved = await scene.asBearer(await bearerFor(keeper, other), 'approveAccessRequest', {
        part: id,
        body: {},
      });
      expect(approved.status, approved.text).toBe(200);
      expect(await admins(connection)).toContain(machine);
    });

    it('nor one of a token that the person answers for', async () => {
      const connection = await addConnection();
      const token = await newToken();
      await scene.world.database.pool.query('UPDATE api_token SET responsible_actor_id = $1 WHERE id = $2', [
        ...[keeper.principal.actorId, token.id],
      ]);
      const id = await asked(token.secret, connection);
      const answer = await scene.asBearer(forKeeper, 'approveAccessRequest', { part: id, body: {} });
      expect(answer.status).toBe(403);
    });

    it('and of others it is recorded with the client, the person and who asked', async () => {
      const connection = await addConnection();
      const token = await newToken();
      const id = await asked(token.secret, connection);
      const answer = await scene.asBearer(forKeeper, 'approveAccessRequest', { part: id, body: {} });
      expect(answer.status, answer.text).toBe(200);
      const { rows } = await scene.world.database.pool.query<{ detail: object }>(
        `SELECT actor_name, on_behalf_of_actor_name, detail FROM audit_record WHERE action = 'access-request.approve' AND object_id = $1`,
        [id],
      );
      expect(rows[0]).toMatchObject({
        ...{ actor_name: machine, on_behalf_of_actor_name: 'keeper' },
        detail: { requester: token.username, decider: 'keeper' },
      });
    });
  });

  describe('does not use the package, whose runs would be recorded as the person’s own', () => {
    let name: string;
    let connection: Connection;
    let token: { readonly id: string };
    const bodyOf = (workflow: string, schedule?: string) => {
      const parameters = [
        { name: 'connection_qualified_name', value: connection.qualifiedName },
        { name: 'api_token_guid', value: token.id },
      ];
      const templateRef = { name: packageName, template: 'main', clusterScope: true };
      const tasks = [{ name: 'run', arguments: { parameters }, templateRef }];
      const annotations = schedule === undefined ? {} : { 'orchestration.atlan.com/schedule': schedule };
      return {
        metadata: { name: workflow, namespace: 'default', annotations },
        spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }] },
        payload: [],
      };
    };
    const rerun = () => ({ namespace: 'default', resourceKind: 'WorkflowTemplate', resourceName: name });
    beforeAll(async () => {
      connection = await addConnection({ adminUsers: ['keeper', 'boss'] });
      token = await newToken();
      name = `${packageName}-1735500000`;
      const submitted = await scene.asPerson(boss, 'submitPackageWorkflow', { body: bodyOf(name) });
      expect(submitted.status, submitted.text).toBe(200);
    });

    const tries: readonly [OperationId, () => { part?: string; query?: string; body: object }][] = [
      ['submitWorkflow', () => ({ body: bodyOf(`${packageName}-1735500001`) })],
      ['submitPackageWorkflow', () => ({ body: bodyOf(`${packageName}-1735500002`) })],
      ['rerunWorkflow', () => ({ body: rerun() })],
      ['triggerWorkflowAsOwner', () => ({ body: rerun() })],
      ['updateWorkflow', () => ({ part: name, body: bodyOf(name, '* * * * *') })],
      ['changeWorkflowOwner', () => ({ part: name, query: 'username=keeper', body: {} })],
    ];
    it.each(tries)('%s', async (id, call) => {
      const answer = await scene.asBearer(forBoss, id, call());
      expect(answer.status, answer.text).toBe(403);
      const own = await scene.asPerson(boss, id, call());
      expect(own.status, own.text).toBe(200);
    });

    it('nor does anybody else run or schedule it in the name of its owner', async () => {
      const strong = await scene.world.makeToken('admin');
      const again = await scene.asPerson(boss, 'submitPackageWorkflow', { body: bodyOf(`${packageName}-1735500009`) });
      expect(again.status).toBe(200);
      const body = { ...rerun(), resourceName: `${packageName}-1735500009` };
      const triggered = await scene.asBearer(strong.secret, 'triggerWorkflowAsOwner', { body });
      expect([triggered.status, triggered.json['info']]).toEqual([403, 'permission_denied']);
      const scheduled = await scene.asBearer(strong.secret, 'updateWorkflow', {
        ...{ part: `${packageName}-1735500009`, body: bodyOf(`${packageName}-1735500009`, '* * * * *') },
      });
      expect(scheduled.status, scheduled.text).toBe(200);
      const { rows } = await scene.world.database.pool.query<{ kind: string }>(
        `SELECT actor.kind FROM workflow JOIN actor ON actor.id = workflow.defined_by WHERE name = $1`,
        [`${packageName}-1735500009`],
      );
      // The schedule runs with the rights of who set it.
      expect(rows).toEqual([{ kind: 'token' }]);
    });

    it('a person submits it whatever their role in the workspace, but for guests; a token needs its right', async () => {
      const guest = await scene.addPerson('guest', 'guest');
      const submit = { body: bodyOf(`${packageName}-1735500003`) };
      expect((await scene.asPerson(guest, 'submitPackageWorkflow', submit)).status).toBe(403);
      expect((await scene.asPerson(keeper, 'submitPackageWorkflow', submit)).status).toBe(200);
      const weak = await scene.world.makeToken('none');
      expect((await scene.asBearer(weak.secret, 'submitPackageWorkflow', submit)).status).toBe(403);
    });
  });

  it('ends with the bearer, after ten minutes', async () => {
    const connection = await addConnection();
    const bearer = await bearerFor(keeper);
    await scene.world.database.pool.query(
      `UPDATE secret SET expires_at = now() - interval '1 second' WHERE act_username = $1 AND actor_id = $2`,
      [machine, keeper.principal.actorId],
    );
    for (const [id, body] of [
      ['addConnectionAdmins', { users: ['boss'] }],
      ['removeConnectionAdmins', { users: ['boss'] }],
    ] as const) {
      expect((await scene.asBearer(bearer, id, { part: connection.guid, body })).status).toBe(401);
    }
  });
});
