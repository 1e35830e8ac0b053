import { randomBytes, randomInt } from 'node:crypto';
import { newGuid } from '../../src/foundation/index.ts';
import { beginSession, createLocalUser, createUserBearer, noOrigin, type Role } from '../../src/identity/index.ts';
import { transact } from '../../src/postgres/index.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** Somebody who sends requests. */
export interface Actor {
  readonly name: string;
  readonly username: string;
  readonly secret: string;
  /** Of an API token. */
  readonly tokenId: string | null;
}

export interface Asset {
  readonly guid: string;
  readonly typeName: string;
  readonly name: string;
  readonly qualifiedName: string;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

export interface Sending {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
}

/** A world with people and tokens in it, and short words for what they do over HTTP. */
export interface Scene {
  readonly world: World;
  ask(actor: Actor, path: string, sending?: Sending): Promise<Answer>;
  /** The same; throws unless it is answered with 200. */
  done(actor: Actor, path: string, sending?: Sending): Promise<Answer>;
  save(actor: Actor, ...entities: readonly object[]): Promise<Answer>;
  addToken(name: string, role: Role): Promise<Actor>;
  addUser(username: string, role: 'admin' | 'member' | 'guest'): Promise<Actor>;
  addGroup(name: string, members: readonly Actor[]): Promise<void>;
  addConnection(actor: Actor, admins?: object): Promise<Asset>;
  addAsset(actor: Actor, asset: { typeName: string; qualifiedName: string; attributes?: object }): Promise<Asset>;
  addPersona(actor: Actor, name: string): Promise<Asset>;
  addPolicy(actor: Actor, policy: PolicyInput): Promise<Answer>;
  canRead(actor: Actor, guid: string): Promise<boolean>;
}

export interface PolicyInput {
  readonly persona: Asset;
  readonly connection: Asset;
  readonly path?: string;
  readonly type?: 'allow' | 'deny';
  readonly actions?: readonly string[];
  readonly guid?: string;
  readonly attributes?: object;
}

export const fullActions = ['persona-asset-read', 'persona-asset-update', 'persona-api-create', 'persona-api-delete'];

export function unusedConnectionName(): string {
  return `default/glue/${randomBytes(6).toString('hex')}`;
}

export function newWorkflowName(): string {
  return `atlan-glue-${String(randomInt(1_000_000_000, 9_999_999_999))}`;
}

export function workflowNamed(name: string, parameters: readonly object[] = [], payload: readonly object[] = []) {
  const templateRef = { name: 'atlan-glue', template: 'main', clusterScope: true };
  const tasks = [{ name: 'run', arguments: { parameters }, templateRef }];
  return {
    metadata: { name, namespace: 'default', labels: {}, annotations: {} },
    spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }] },
    payload,
  };
}

export function policyEntity({ persona, connection, path, type = 'allow', actions, guid, attributes }: PolicyInput) {
  return {
    typeName: 'AuthPolicy',
    guid: guid ?? '-1',
    attributes: {
      name: `policy ${newGuid()}`,
      policyCategory: 'persona',
      policySubCategory: 'metadata',
      policyServiceName: 'atlas',
      policyResourceCategory: 'CUSTOM',
      policyType: type,
      policyActions: actions ?? ['persona-asset-read'],
      policyResources: [`entity:${path ?? connection.qualifiedName}`],
      connectionQualifiedName: connection.qualifiedName,
      accessControl: { typeName: 'Persona', guid: persona.guid },
      ...attributes,
    },
  };
}

type Speech = Pick<Scene, 'ask' | 'done' | 'save'>;

function speechOf(world: World): Speech {
  const ask: Scene['ask'] = async (actor, path, { method = 'GET', body } = {}) => {
    const answer = await world.server.inject({
      method,
      url: path,
      headers: { authorization: `Bearer ${actor.secret}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    const json = (answer.body.startsWith('{') ? JSON.parse(answer.body) : {}) as Answer['json'];
    return { status: answer.statusCode, text: answer.body, json };
  };
  return {
    ask,
    done: async (actor, path, sending) => {
      const answer = await ask(actor, path, sending);
      if (answer.status !== 200) throw new Error(`${actor.name}: ${path}: ${answer.text}`);
      return answer;
    },
    save: (actor, ...entities) => ask(actor, '/api/meta/entity/bulk', { method: 'POST', body: { entities } }),
  };
}

async function addToken(world: World, name: string, role: Role): Promise<Actor> {
  const { id, secret } = await world.makeToken(role, name);
  const { username } = await world.database.db
    .selectFrom('api_token')
    .innerJoin('actor', 'actor.id', 'api_token.actor_id')
    .select('actor.username')
    .where('api_token.id', '=', id)
    .executeTakeFirstOrThrow();
  return { name, username, secret, tokenId: id };
}

async function addUser(world: World, username: string, role: 'admin' | 'member' | 'guest'): Promise<Actor> {
  const user = { username, role, passwordHash: null, createdBy: 'ada' };
  const principal = await transact(world.database.db, (tx) => createLocalUser(tx, user));
  const { sessionId } = await transact(world.database.db, (tx) => beginSession(tx, principal, noOrigin));
  const { secret } = await createUserBearer(world.deps.identity, principal, { sessionId });
  return { name: username, username, secret, tokenId: null };
}

async function addGroup(world: World, name: string, members: readonly Actor[]): Promise<void> {
  const { db } = world.database;
  const id = newGuid();
  await db.insertInto('user_group').values({ id, name, alias: name, created_by: 'ada', updated_by: 'ada' }).execute();
  for (const { username } of members) {
    const actor = await db.selectFrom('actor').select('id').where('username', '=', username).executeTakeFirstOrThrow();
    await db.insertInto('user_group_member').values({ group_id: id, actor_id: actor.id }).execute();
  }
}

async function create(speech: Speech, actor: Actor, entity: { typeName: string; attributes: object }): Promise<Asset> {
  const saved = await speech.save(actor, { guid: '-1', ...entity });
  const { CREATE = [] } = (saved.json['mutatedEntities'] ?? {}) as {
    CREATE?: { guid: string; attributes: { name: string; qualifiedName: string } }[];
  };
  const [header] = CREATE;
  if (header === undefined) throw new Error(`${actor.name}: ${saved.text}`);
  const { name, qualifiedName } = header.attributes;
  return { guid: header.guid, typeName: entity.typeName, name, qualifiedName };
}

export async function createScene(options: WorldOptions = {}): Promise<Scene> {
  const world = await createWorld(options);
  const speech = speechOf(world);
  return {
    world,
    ...speech,
    addToken: (name, role) => addToken(world, name, role),
    addUser: (username, role) => addUser(world, username, role),
    addGroup: (name, members) => addGroup(world, name, members),
    addConnection: (actor, admins = {}) => {
      const qualifiedName = unusedConnectionName();
      const own = { qualifiedName, name: `name-of-${newGuid()}`, connectorName: 'glue', category: 'lake' };
      return create(speech, actor, { typeName: 'Connection', attributes: { ...own, ...admins } });
    },
    addAsset: (actor, { typeName, qualifiedName, attributes }) =>
      create(speech, actor, {
        typeName,
        attributes: { qualifiedName, name: `name-of-${newGuid()}`, ...attributes },
      }),
    addPersona: (actor, name) =>
      create(speech, actor, { typeName: 'Persona', attributes: { name, qualifiedName: name } }),
    addPolicy: (actor, policy) => speech.save(actor, policyEntity(policy)),
    canRead: async (actor, guid) => (await speech.ask(actor, `/api/meta/entity/guid/${guid}`)).status === 200,
  };
}
