import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessRequest } from '../../src/access/index.ts';
import { operations, type ErrorBody, type Operation, type OperationId } from '../../src/contract/index.ts';
import { createSecret, newGuid } from '../../src/foundation/index.ts';
import {
  beginSession,
  createLocalUser,
  insertIdentityProvider,
  issueRefreshToken,
  noOrigin,
  type Principal,
} from '../../src/identity/index.ts';
import { sql, transact } from '../../src/postgres/index.ts';
import { makePersonBearer } from './person-bearer.ts';
import { newConnection, newWorkflow, type Call, type Made } from './route-case.ts';
import { matrixProvider } from './route-cases-single-sign-on.ts';
import { newAppWorkflow } from './route-cases-apps.ts';
import { routeCases } from './route-cases.ts';
import { createWorld, damagedSecret, type World } from './world.ts';

type Actor = 'nobody' | 'damaged' | 'unknown' | 'none' | 'default' | 'admin';

const actors: readonly Actor[] = ['nobody', 'damaged', 'unknown', 'none', 'default', 'admin'];
const ids = Object.keys(operations) as OperationId[];

function patternOf(id: OperationId): string {
  const { method, path } = operations[id];
  return `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
}

/** Asked by people with header `TOKEN`; the others by API tokens with `Authorization`. */
function isAlation(id: OperationId): boolean {
  const operation: Operation = operations[id];
  return operation.surface === 'alation';
}

function expectedStatus(id: OperationId, actor: Actor, which: 'existing' | 'missing'): number {
  const stranger = actor === 'nobody' || actor === 'damaged' || actor === 'unknown';
  if (stranger && operations[id].access === 'principal') return isAlation(id) ? 403 : 401;
  const expected = routeCases[id][stranger ? 'none' : actor];
  return typeof expected === 'number' ? expected : expected[which === 'existing' ? 0 : 1];
}

const nothingMade: Made = {
  tokenId: '',
  oauthClientId: '',
  tagName: '',
  accessRequestId: '',
  refreshTokenId: '',
  datasource: '',
  connection: { guid: '', qualifiedName: '' },
  collection: { guid: '' },
  workflowName: '',
  runName: '',
  credentialId: '',
  appSlug: '',
  appRunId: '',
  userId: '',
  groupId: '',
  groupName: '',
  ssoMapperId: '',
  sessionId: '',
};

/** Which of the things that can be made a case points at. */
function readBy(build: (made: Made) => Call): ReadonlySet<string | symbol> {
  const read = new Set<string | symbol>();
  const watched = new Proxy(nothingMade, {
    get: (target, key) => {
      read.add(key);
      return Reflect.get(target, key) as unknown;
    },
  });
  build(watched);
  return read;
}

describe('route matrix', () => {
  let world: World;
  let secrets: Record<Actor, string | null>;
  /** The same of people, with the roles guest, member and admin. */
  let personSecrets: Record<Actor, string | null>;

  beforeAll(async () => {
    world = await createWorld();
    await transact(world.database.db, (tx) =>
      insertIdentityProvider(tx, world.deps.singleSignOn.sealer, {
        ...{ ...matrixProvider, displayName: 'Matrix', clientId: 'clavis', clientSecret: null, scopes: ['openid'] },
        ...{ groupsClaim: null, usernameClaim: 'sub', signingAlgorithms: ['RS256'], createsUsers: false },
        ...{ role: 'guest', enabled: true, by: 'ada' },
      }),
    );
    secrets = {
      nobody: null,
      damaged: damagedSecret(),
      unknown: createSecret('api'),
      none: (await world.makeToken('none')).secret,
      default: (await world.makeToken('default')).secret,
      admin: world.admin.tokenSecret,
    };
    personSecrets = {
      ...secrets,
      none: await makePersonBearer(world, await addPerson('guest')),
      default: await makePersonBearer(world, await addPerson('member')),
      admin: await makePersonBearer(world, world.admin.principal),
    };
  });

  afterAll(() => world.close());

  function addPerson(role: 'guest' | 'member'): Promise<Principal> {
    const person = { username: `is-${newGuid()}`, role, passwordHash: null, createdBy: 'ada' } as const;
    return transact(world.database.db, (tx) => createLocalUser(tx, person));
  }

  /** The request as this operation wants it from this actor. */
  function askAs(id: OperationId, actor: Actor, call: Call) {
    return ask(operations[id].method, call, isAlation(id) ? { token: personSecrets[actor] } : secrets[actor]);
  }

  /** What a failed cell needs to be understood: the answer and what the server wrote about it. */
  function explain(text: string): string {
    const failures = world.logged.filter((line) => line.includes('request failed'));
    return text.includes('ATLAS-500') ? `${text}\n${failures.at(-1) ?? ''}` : text;
  }

  async function ask(method: string, call: Call, presented: string | null | { readonly token: string | null }) {
    const [secret, isToken] =
      presented === null || typeof presented === 'string' ? [presented, false] : [presented.token, true];
    const credential = isToken ? { token: secret ?? '' } : { authorization: `Bearer ${secret ?? ''}` };
    const answer = await world.server.inject({
      method: method as 'GET',
      url: call.url,
      headers: secret === null ? {} : credential,
      ...(call.body === undefined ? {} : { payload: call.body }),
    });
    return { status: answer.statusCode, text: answer.body, headers: answer.headers };
  }

  async function asAdmin(id: OperationId, call: Call): Promise<unknown> {
    const answer = await ask(operations[id].method, call, secrets.admin);
    expect(answer.status, explain(answer.text)).toBe(200);
    return JSON.parse(answer.text);
  }

  /** A user with a session, and a group with a mapper. */
  /** A person with a session, and a group with a mapper. */
  async function makePeople(): Promise<Pick<Made, 'userId' | 'groupId' | 'groupName' | 'ssoMapperId' | 'sessionId'>> {
    const email = `${newGuid()}@example.org`;
    const invited = (await asAdmin('inviteUsers', {
      url: operations.inviteUsers.path,
      body: { users: [{ email, roleName: '$member' }] },
    })) as { users: { id: string; username: string }[] };
    const { id: userId = '', username = '' } = invited.users[0] ?? {};
    const groupName = `group_${newGuid()}`;
    const { group: groupId } = (await asAdmin('createGroup', {
      url: operations.createGroup.path,
      body: { group: { name: groupName } },
    })) as { group: string };
    const ssoMapperId = newGuid();
    await sql`
      INSERT INTO sso_mapper (id, alias, kind, group_id, config, created_by, updated_by)
      VALUES (${ssoMapperId}, 'okta', 'saml-group-idp-mapper', ${groupId}, '{}', 'ada', 'ada')`.execute(
      world.database.db,
    );
    const holder = { actorId: userId, username, role: 'member' } as const;
    const { sessionId } = await transact(world.database.db, (tx) => beginSession(tx, holder, noOrigin));
    return { userId, groupId, groupName, ssoMapperId, sessionId };
  }

  /** One of each kind of object, all made by the admin, used by one request only. */
  async function makeConnection(): Promise<Made['connection']> {
    const { qualifiedName, body } = newConnection([]);
    const saved = (await asAdmin('saveEntities', { url: operations.saveEntities.path, body })) as {
      guidAssignments: Record<string, string>;
    };
    return { guid: saved.guidAssignments['-1'] ?? '', qualifiedName };
  }

  async function makeDatasource(): Promise<string> {
    const { qualifiedName, body } = newConnection([world.admin.username]);
    await asAdmin('saveEntities', { url: operations.saveEntities.path, body });
    const made = world.database.db.selectFrom('asset').where('qualified_name', '=', qualifiedName).select('number');
    return String((await made.executeTakeFirstOrThrow()).number);
  }

  async function makeCollection(): Promise<Made['collection']> {
    const attributes = { qualifiedName: 'default/collection/ada/x', name: 'a collection' };
    const body = { entities: [{ typeName: 'Collection', guid: '-1', attributes }] };
    const saved = (await asAdmin('saveEntities', { url: operations.saveEntities.path, body })) as {
      guidAssignments: Record<string, string>;
    };
    return { guid: saved.guidAssignments['-1'] ?? '' };
  }

  async function makeWorkflow(): Promise<Pick<Made, 'workflowName' | 'runName'>> {
    const { name, body } = newWorkflow();
    await asAdmin('submitWorkflow', { url: operations.submitWorkflow.path, body });
    const found = (await asAdmin('listRuns', { url: `${operations.listRuns.path}?limit=1` })) as {
      runs: { name: string }[];
    };
    return { workflowName: name, runName: found.runs[0]?.name ?? '' };
  }

  async function makeApp(): Promise<Pick<Made, 'appSlug' | 'appRunId'>> {
    const url = operations.createAppWorkflow.path;
    const made = await asAdmin('createAppWorkflow', { url, body: newAppWorkflow() });
    const { slug: appSlug, run_id: appRunId } = made as { slug: string; run_id: string };
    return { appSlug, appRunId };
  }

  async function makeCredential(): Promise<string> {
    const body = { name: 'x', connectorConfigName: 'atlan-connectors-glue' };
    return ((await asAdmin('createCredential', { url: operations.createCredential.path, body })) as { id: string }).id;
  }

  async function makeTag(): Promise<string> {
    const body = { classificationDefs: [{ name: 'tag', displayName: `tag ${newGuid()}` }] };
    const made = await asAdmin('createTypedefs', { url: operations.createTypedefs.path, body });
    return (made as { classificationDefs: { name: string }[] }).classificationDefs[0]?.name ?? '';
  }

  async function makeOauthClient(): Promise<string> {
    const body = { displayName: 'made for one request', role: '$guest' };
    const made = await asAdmin('createOauthClient', { url: operations.createOauthClient.path, body });
    return (made as { clientId: string }).clientId;
  }

  async function makeAccessRequest(): Promise<string> {
    const person = { username: `asks-${newGuid()}`, role: 'member', passwordHash: null, createdBy: 'ada' } as const;
    const principal = await transact(world.database.db, (tx) => createLocalUser(tx, person));
    const asked = { target: (await makeConnection()).guid, reason: 'made for one request' };
    return (await createAccessRequest(world.deps.access, principal, { kind: 'connection-admin', ...asked })).id;
  }

  async function makeRefreshToken(): Promise<string> {
    const person = { username: `holds-${newGuid()}`, role: 'member', passwordHash: null, createdBy: 'ada' } as const;
    const input = { name: 'made for one request', lifespanDays: 1, origin: noOrigin };
    return transact(world.database.db, async (tx) => {
      const { actorId } = await createLocalUser(tx, person);
      return String((await issueRefreshToken(tx, { actorId, ...input })).token.id);
    });
  }

  /** What the case points at, made anew; nothing else, for most cases point at one thing or none. */
  async function make(build: (made: Made) => Call): Promise<Made> {
    const read = readBy(build);
    const reads = (...keys: (keyof Made)[]) => keys.some((key) => read.has(key));
    return {
      ...nothingMade,
      ...(reads('tokenId') ? { tokenId: (await world.makeToken('none', 'made for one request')).id } : {}),
      ...(reads('oauthClientId') ? { oauthClientId: await makeOauthClient() } : {}),
      ...(reads('connection') ? { connection: await makeConnection() } : {}),
      ...(reads('collection') ? { collection: await makeCollection() } : {}),
      ...(reads('workflowName', 'runName') ? await makeWorkflow() : {}),
      ...(reads('appSlug', 'appRunId') ? await makeApp() : {}),
      ...(reads('accessRequestId') ? { accessRequestId: await makeAccessRequest() } : {}),
      ...(reads('datasource') ? { datasource: await makeDatasource() } : {}),
      ...(reads('refreshTokenId') ? { refreshTokenId: await makeRefreshToken() } : {}),
      ...(reads('tagName') ? { tagName: await makeTag() } : {}),
      ...(reads('credentialId') ? { credentialId: await makeCredential() } : {}),
      ...(reads('userId', 'groupId', 'groupName', 'ssoMapperId', 'sessionId') ? await makePeople() : {}),
    };
  }

  it('has an expectation for every registered route, and a route for every expectation', () => {
    const registered = world.server.registeredRoutes
      .filter(({ refusesMethod }) => !refusesMethod)
      .filter(({ method }) => method !== 'HEAD')
      .map(({ method, pattern }) => `${method} ${pattern}`);
    expect(registered.sort()).toEqual(ids.map(patternOf).sort());
  });

  describe.each(ids)('%s', (id) => {
    it.each(actors)(`answers %s as the table says`, async (actor) => {
      for (const which of ['existing', 'missing'] as const) {
        const build = routeCases[id][which];
        if (build === undefined) continue;
        const answer = await askAs(id, actor, build(await make(build)));
        expect(answer.status, `${which}: ${explain(answer.text)}`).toBe(expectedStatus(id, actor, which));
      }
    });

    it('answers a hidden object exactly like a missing one', async () => {
      const { existing, missing } = routeCases[id];
      if (missing === undefined) return;
      for (const actor of ['nobody', 'none', 'default'] as const) {
        if (expectedStatus(id, actor, 'existing') !== expectedStatus(id, actor, 'missing')) continue;
        if (expectedStatus(id, actor, 'existing') === 200) continue;
        const [hidden, absent] = [existing(await make(existing)), missing(await make(missing))];
        const answers = [await askAs(id, actor, hidden), await askAs(id, actor, absent)].map(({ status, text }) => ({
          status,
          body: JSON.parse(text) as ErrorBody,
        }));
        const blank = ({ body, status }: { status: number; body: ErrorBody }, call: Call) =>
          JSON.stringify({ status, body: { ...body, requestId: '' } }).replaceAll(
            new RegExp(identifiersIn(call).map(escapeForPattern).join('|'), 'g'),
            '<id>',
          );
        const [first, second] = answers;
        if (first !== undefined && second !== undefined) expect(blank(first, hidden)).toBe(blank(second, absent));
      }
    });
  });

  it('has one answer to damaged, unknown and revoked tokens, byte for byte', async () => {
    const revoked = await world.makeToken('admin');
    await asAdmin('purgeNativeApiToken', { url: `${operations.listNativeApiTokens.path}/${revoked.id}` });
    const bodies = new Set<string>();
    for (const secret of [secrets.damaged, secrets.unknown, revoked.secret, createSecret('ses'), createSecret('usr')]) {
      const answer = await ask('GET', { url: operations.getCurrentUser.path }, secret);
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="clavis", error="invalid_token"');
      bodies.add(JSON.stringify({ ...(JSON.parse(answer.text) as ErrorBody), requestId: '' }));
    }
    expect(bodies.size).toBe(1);
  });

  it('deletes nothing that the actor may not see', async () => {
    const connection = await makeConnection();
    const url = `${operations.deleteEntities.path}?deleteType=PURGE&guid=${connection.guid}`;
    for (const actor of ['none', 'default'] as const) {
      const answer = await ask('DELETE', { url }, secrets[actor]);
      expect(answer.text).not.toContain(connection.guid);
    }
    await asAdmin('getEntity', { url: operations.getEntity.path.replace('{guid}', connection.guid) });
  });

  it('answers 405 with Allow to a method that a path does not have, to anybody', async () => {
    const answer = await ask('DELETE', { url: operations.listRoles.path }, null);
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD');
  });
});

function identifiersIn(call: Call): string[] {
  const text = decodeURIComponent(call.url) + JSON.stringify(call.body ?? {});
  return (
    text.match(
      /[0-9a-f]{8}-[0-9a-f-]{27}|default\/glue\/[0-9a-f]+|atlan-glue-\d+(?:-[a-z0-9]{8})?(?:-[a-z0-9]{5})?/g,
    ) ?? ['\u0000']
  );
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
