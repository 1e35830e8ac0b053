import { digestSecret, newGuid } from '../../src/foundation/index.ts';
import { sessionCookieName } from '../../src/http/authentication/session-cookie.ts';
import { beginSession, createLocalUser, createUserBearer, noOrigin } from '../../src/identity/index.ts';
import { createConnectionAdminPackage } from '../../src/packages/index.ts';
import { transact } from '../../src/postgres/index.ts';
import { ClavisClient, isClavisError } from '../../src/sdk/index.ts';
import { createWorkflowEngine } from '../../src/workflows/index.ts';
import { eventually } from '../support/eventually.ts';
import type { Caller, Outcome, Path, Right } from './catch-22-table.ts';
import { createScene, type Actor, type Asset, type Scene } from './scene.ts';

/** Who tries, with what a request of theirs carries and what their browser does. */
export interface Trier {
  readonly username: string;
  readonly bearer: string;
  readonly cookie: string;
}

/** What is tried: to give this token that right on this thing, as that caller. */
export interface Attempt {
  readonly token: Actor;
  readonly trier: Trier;
  readonly target: Asset;
  readonly right: Right;
}

export interface CatchScene {
  readonly scene: Scene;
  newToken(): Promise<Actor>;
  /** Of the token itself it is the token. */
  trierOf(caller: Caller, token: Actor): Trier;
  targetOf(right: Right): Asset;
  attempt(path: Path, attempt: Attempt): Promise<Outcome>;
  /** Whether the token has the right now, as decisions are made. */
  hasRight(attempt: Attempt): Promise<boolean>;
  /** Takes the deny away from everybody, which the table must notice. */
  liftDeny(): Promise<void>;
  close(): Promise<void>;
}

function outcomeOf(status: number | null): Outcome {
  if (status === 200) return 'granted';
  if (status === 401) return 'stranger';
  if (status === 404) return 'hidden';
  if (status === 403) return 'refused';
  throw new Error(`unexpected status ${String(status)}`);
}

async function addPerson(scene: Scene, username: string): Promise<Trier> {
  const { world } = scene;
  return transact(world.database.db, async (tx) => {
    const user = { username, role: 'member', passwordHash: null, createdBy: 'ada' } as const;
    return beginSession(tx, await createLocalUser(tx, user), noOrigin);
  }).then(async ({ principal, session, sessionId }) => {
    const { secret } = await createUserBearer(world.deps.identity, principal, { sessionId });
    return { username, bearer: secret, cookie: session };
  });
}

type Database = Scene['world']['database'];

async function moveSecret({ pool }: Database, secret: string, change: string): Promise<void> {
  await pool.query(`UPDATE secret SET ${change} WHERE digest = $1`, [digestSecret(secret)]);
}

/** An admin each whose credentials are no good, in one way or another. */
async function addUnfit(scene: Scene): Promise<Record<'expired' | 'revoked' | 'elsewhere' | 'old', Trier>> {
  const { database, server } = scene.world;
  const [expired, revoked, elsewhere, old] = [
    await addPerson(scene, 'expired'),
    await addPerson(scene, 'revoked'),
    await addPerson(scene, 'elsewhere'),
    await addPerson(scene, 'old'),
  ];
  for (const secret of [expired.bearer, expired.cookie])
    await moveSecret(database, secret, `expires_at = now() - interval '1 second'`);
  const cookie = `${sessionCookieName}=${revoked.cookie}`;
  const left = await server.inject({
    ...{ method: 'DELETE', url: '/api/clavis/v1/sessions/current' },
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
  });
  if (left.statusCode !== 200) throw new Error(left.body);
  // Both are as old as they can be: the bearer for an hour, the session unused for one.
  await moveSecret(
    database,
    old.bearer,
    `created_at = now() - interval '61 minutes', expires_at = expires_at - interval '61 minutes'`,
  );
  await moveSecret(database, old.cookie, `created_at = now() - interval '61 minutes', last_used_at = NULL`);
  // What is for the browser does not open the API, nor the other way round.
  return { expired, revoked, elsewhere: { ...elsewhere, bearer: elsewhere.cookie, cookie: elsewhere.bearer }, old };
}

/** Denies the person the sight of what lies beneath each target, but not of the target: it knows what it is refused. */
async function addDeny({ pool }: Database, username: string, targets: readonly Asset[]): Promise<void> {
  const persona = newGuid();
  await pool.query('INSERT INTO persona (guid, qualified_name, name) VALUES ($1, $2, $2)', [
    persona,
    `deny ${persona}`,
  ]);
  const member = `INSERT INTO persona_member (persona_guid, subject_kind, subject) VALUES ($1, 'user', $2)`;
  await pool.query(member, [persona, username]);
  for (const { qualifiedName } of targets) {
    await pool.query(
      `INSERT INTO policy
         (guid, persona_guid, name, category, effect, actions, paths, entity_types, connection_qualified_name)
       VALUES ($1, $2, 'deny', 'metadata', 'deny', '{persona-asset-read}', $3, '{}', $4)`,
      [newGuid(), persona, [`${qualifiedName}/beneath`], qualifiedName],
    );
  }
}

interface Targets {
  readonly connection: Asset;
  readonly collection: Asset;
}

async function addTargets(scene: Scene, admins: readonly string[]): Promise<Targets> {
  const keeper = await scene.addUser('keeper', 'admin');
  const lists = { adminUsers: ['keeper', ...admins], adminGroups: ['data_team'] };
  const connection = await scene.addConnection(keeper, lists);
  const qualifiedName = `default/collection/keeper/${newGuid()}`;
  const made = { typeName: 'Collection', qualifiedName, attributes: lists };
  return { connection, collection: await scene.addAsset(keeper, made) };
}

/** The native route and our page send the same; only what lets them in differs. */
function nativeBody({ token, right }: Attempt): object {
  const names = { tokens: [token.username] };
  if (right === 'connection admin') return names;
  return right === 'editor' ? { editors: names } : { viewers: names };
}

function nativeUrl({ target, right }: Attempt): string {
  const [things, list] = right === 'connection admin' ? ['connections', 'admins'] : ['collections', 'members'];
  return `/api/clavis/v1/${things}/${target.guid}/${list}`;
}

async function byRoute(scene: Scene, attempt: Attempt, headers: Record<string, string>): Promise<Outcome> {
  const { statusCode } = await scene.world.server.inject({
    ...{ method: 'POST', url: nativeUrl(attempt), payload: nativeBody(attempt) },
    headers,
  });
  return outcomeOf(statusCode);
}

async function bySdk(baseUrl: string, attempt: Attempt): Promise<Outcome> {
  const { token, trier, target, right } = attempt;
  const client = new ClavisClient({ baseUrl, token: trier.bearer, retriesMax: 0 });
  const names = { tokens: [token.username] };
  try {
    if (right === 'connection admin') await client.connections.admins(target.guid).add(names);
    else
      await client.collections.members(target.guid).add(right === 'editor' ? { editors: names } : { viewers: names });
    return 'granted';
  } catch (error) {
    if (!isClavisError(error)) throw error;
    return outcomeOf(error.status);
  }
}

interface SearchAnswer {
  readonly entities?: readonly { readonly attributes: Readonly<Record<string, readonly string[] | undefined>> }[];
}

/** The steps of the official clients, in their order: own name, search and save with the bearer of somebody else. */
async function byWire(scene: Scene, { token, trier, target, right }: Attempt): Promise<Outcome> {
  const list = right === 'viewer' ? 'viewerUsers' : 'adminUsers';
  const lent: Actor = { ...token, secret: trier.bearer };
  const own = await scene.done(token, '/api/service/users/current');
  const query = { term: { __guid: { value: target.guid, case_insensitive: false } } };
  const body = { dsl: { from: 0, size: 1, query }, attributes: [list] };
  const search = await scene.ask(lent, '/api/meta/search/indexsearch', { method: 'POST', body });
  if (search.status !== 200) return outcomeOf(search.status);
  const [hit] = (search.json as SearchAnswer).entities ?? [];
  if (hit === undefined) return 'hidden';
  const { typeName, qualifiedName, name } = target;
  const names = [...(hit.attributes[list] ?? []), String(own.json['username'])];
  const attributes = { qualifiedName, name, [list]: names };
  return outcomeOf((await scene.save(lent, { typeName, guid: '-1', attributes })).status);
}

async function byWorkflow(scene: Scene, { token, trier, target }: Attempt): Promise<Outcome> {
  const as: Actor = { ...token, secret: trier.bearer };
  const name = `csa-api-token-connection-admin-${String(Date.now())}-${newGuid().slice(0, 8)}`;
  const parameters = [
    { name: 'connection_qualified_name', value: target.qualifiedName },
    { name: 'api_token_guid', value: token.tokenId },
  ];
  const templateRef = { name: 'csa-api-token-connection-admin', template: 'main', clusterScope: true };
  const templates = [{ name: 'main', dag: { tasks: [{ name: 'run', arguments: { parameters }, templateRef }] } }];
  const body = { metadata: { name, namespace: 'default' }, spec: { entrypoint: 'main', templates }, payload: [] };
  const submitted = await scene.ask(as, '/api/service/package-workflows?submit=true', { method: 'POST', body });
  if (submitted.status !== 200) return outcomeOf(submitted.status);
  const { database } = scene.world;
  return eventually(`the end of ${name}`, async () => {
    const { rows } = await database.pool.query<{ state: string; message: string | null }>(
      'SELECT state, message FROM run WHERE workflow_name = $1 AND finished_at IS NOT NULL',
      [name],
    );
    const [run] = rows;
    if (run === undefined) return null;
    if (run.state === 'failed' && !run.message) throw new Error('a failed run says why');
    return run.state === 'succeeded' ? 'granted' : 'failed';
  });
}

function ways(scene: Scene, baseUrl: string): Readonly<Record<Path, (attempt: Attempt) => Promise<Outcome>>> {
  return {
    api: (attempt) => byRoute(scene, attempt, { authorization: `Bearer ${attempt.trier.bearer}` }),
    sdk: (attempt) => bySdk(baseUrl, attempt),
    wire: (attempt) => byWire(scene, attempt),
    page: (attempt) => {
      const cookie = `${sessionCookieName}=${attempt.trier.cookie}`;
      return byRoute(scene, attempt, { cookie, 'sec-fetch-site': 'same-origin' });
    },
    workflow: (attempt) => byWorkflow(scene, attempt),
  };
}

async function hasRight({ pool }: Database, { token, target, right }: Attempt): Promise<boolean> {
  const { rows } = await pool.query(
    right === 'connection admin'
      ? `SELECT FROM connection_admin WHERE connection_guid = $1 AND subject_kind = 'actor' AND subject = $2`
      : `SELECT FROM collection_member WHERE collection_guid = $1 AND level = '${right}' AND subject = $2`,
    [target.guid, token.username],
  );
  return rows.length > 0;
}

async function addTriers(scene: Scene) {
  const [admin, grouped, denied, outsider] = [
    await addPerson(scene, 'admin'),
    await addPerson(scene, 'grouped'),
    await addPerson(scene, 'denied'),
    await addPerson(scene, 'outsider'),
  ];
  const other = await scene.addToken('another', 'default');
  await scene.addGroup('data_team', [{ name: '', username: 'grouped', secret: '', tokenId: null }]);
  return { admin, grouped, denied, outsider, other, unfit: await addUnfit(scene) };
}

type Triers = Awaited<ReturnType<typeof addTriers>>;

/** A token's own secret is all it has, also where a browser would have a cookie. */
function asTrier({ username, secret }: Actor): Trier {
  return { username, bearer: secret, cookie: secret };
}

function trierOf({ admin, grouped, denied, outsider, other, unfit }: Triers, caller: Caller, token: Actor): Trier {
  const triers: Readonly<Record<Caller, Trier>> = {
    'the token itself': asTrier(token),
    'another token': asTrier(other),
    'a non-admin': outsider,
    'an admin': admin,
    'an admin by group': grouped,
    'an admin under a deny': denied,
    'an expired bearer': unfit.expired,
    'a revoked bearer': unfit.revoked,
    'a bearer for elsewhere': unfit.elsewhere,
    'a bearer too old': unfit.old,
  };
  return triers[caller];
}

export async function createCatchScene(): Promise<CatchScene> {
  const scene = await createScene({ packages: (catalog) => [createConnectionAdminPackage({ catalog })] });
  const { world } = scene;
  const triers = await addTriers(scene);
  const { connection, collection } = await addTargets(scene, [
    ...['admin', 'denied', 'expired', 'revoked', 'elsewhere', 'old'],
  ]);
  await addDeny(world.database, 'denied', [connection, collection]);
  const engine = createWorkflowEngine(world.deps.workflows);
  await engine.start();
  const way = ways(scene, world.server.listeningOrigin);
  let count = 0;
  return {
    scene,
    newToken: () => scene.addToken(`token ${String((count += 1))}`, 'default'),
    trierOf: (caller, token) => trierOf(triers, caller, token),
    targetOf: (right) => (right === 'connection admin' ? connection : collection),
    attempt: (path, attempt) => way[path](attempt),
    hasRight: (attempt) => hasRight(world.database, attempt),
    liftDeny: async () => {
      await world.database.pool.query(`DELETE FROM policy WHERE name = 'deny'`);
    },
    close: async () => {
      await engine.stop();
      await world.close();
    },
  };
}
