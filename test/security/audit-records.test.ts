import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findLoginEvents, type AuditJournal } from '../../src/audit/index.ts';
import { operations, type AdminEvent, type LoginEvent } from '../../src/contract/index.ts';
import { CatalogError, createSecret } from '../../src/foundation/index.ts';
import { createHttpServer } from '../../src/http/index.ts';
import { sql } from '../../src/postgres/index.ts';
import { eventually } from '../support/eventually.ts';
import { createScene, type Actor, type Scene } from './scene.ts';
import { damagedSecret } from './world.ts';

/** Contract, identity 2.11: a value outside makes the Python client fail to parse the whole page. */
const loginTypes = new Set(
  [
    'LOGIN REGISTER LOGOUT CODE_TO_TOKEN CLIENT_LOGIN REFRESH_TOKEN VALIDATE_ACCESS_TOKEN INTROSPECT_TOKEN',
    'FEDERATED_IDENTITY_LINK REMOVE_FEDERATED_IDENTITY UPDATE_PASSWORD GRANT_CONSENT REVOKE_GRANT TOKEN_EXCHANGE IMPERSONATE',
  ]
    .flatMap((words) => words.split(' '))
    .flatMap((type) => [type, `${type}_ERROR`]),
);
const resourceTypes = new Set(
  'REALM REALM_ROLE_MAPPING IDENTITY_PROVIDER IDENTITY_PROVIDER_MAPPER USER GROUP GROUP_MEMBERSHIP CLIENT COMPONENT CUSTOM'.split(
    ' ',
  ),
);

describe('what the audit record knows', () => {
  let scene: Scene;
  let admin: Actor;
  let member: Actor;
  let token: Actor;

  beforeAll(async () => {
    scene = await createScene();
    admin = { name: 'ada', username: 'ada', secret: scene.world.admin.tokenSecret, tokenId: null };
    member = await scene.addUser('mia', 'member');
    token = await scene.addToken('a token', 'none');
  });
  afterAll(() => scene.world.close());

  let start = 0;
  beforeEach(async () => {
    await scene.world.deps.journal.flush();
    start = (await records()).at(-1)?.sequence ?? 0;
  });

  const records = () => scene.world.database.db.selectFrom('audit_record').selectAll().orderBy('sequence').execute();
  const newRecords = async () =>
    (await records()).filter(({ sequence, action }) => sequence > start && action !== 'secret.use');
  const ask = (secret: string | null, url: string, headers: Record<string, string> = {}) =>
    scene.world.server.inject({
      url,
      headers: {
        'user-agent': 'a script',
        ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
        ...headers,
      },
    });
  const change = async (actor: Actor, column: ReturnType<typeof sql>) => {
    await sql`UPDATE secret SET ${column} FROM actor WHERE actor.id = secret.actor_id AND actor.username = ${actor.username}`.execute(
      scene.world.database.db,
    );
  };

  it('a 403 is recorded before it is answered: who, what, where from, under which request', async () => {
    const answer = await ask(token.secret, operations.listUsers.path);
    expect(answer.statusCode).toBe(403);
    expect(await newRecords()).toMatchObject([
      {
        action: 'request.deny',
        actor_name: token.username,
        object_kind: 'operation',
        object_id: 'listUsers',
        detail: { code: 'permission_denied', requestId: answer.headers['x-atlan-request-id'] },
        origin_address: '127.0.0.1',
        origin_client: 'a script',
      },
    ]);
  });

  it('a denial names the object of the request line, and nothing of query or body', async () => {
    const { tokenId } = token;
    const url = `${operations.updateApiToken.path.replace('{id}', String(tokenId))}?note=in-the-query`;
    const answer = await scene.ask(token, url, { method: 'POST', body: { displayName: 'in the body' } });
    expect(answer.status).toBe(403);
    const [record] = await newRecords();
    expect(record).toMatchObject({ object_id: 'updateApiToken', detail: { path: [tokenId] } });
    expect(JSON.stringify(record)).not.toMatch(/in-the-query|in the body/);
  });

  it('an expired secret is told so, and recorded as its actor’s', async () => {
    const expired = await scene.addToken('expired', 'none');
    start = (await records()).at(-1)?.sequence ?? 0;
    await change(expired, sql`expires_at = now() - interval '1 second'`);
    expect((await ask(expired.secret, operations.getCurrentUser.path)).statusCode).toBe(401);
    expect(await newRecords()).toMatchObject([
      { action: 'request.deny', actor_name: expired.username, detail: { status: 'expired', code: 'token_expired' } },
    ]);
  });

  it('the use of a secret that has ended is recorded as such; its answer does not wait for that', async () => {
    const retired = await scene.addToken('retired', 'none');
    start = (await records()).at(-1)?.sequence ?? 0;
    await change(retired, sql`retired_at = now()`);
    expect((await ask(retired.secret, operations.getCurrentUser.path)).statusCode).toBe(401);
    const recorded = await eventually('the record of the use', async () => {
      await scene.world.deps.journal.flush();
      const found = await newRecords();
      return found.length === 0 ? null : found;
    });
    expect(recorded).toMatchObject([
      { action: 'secret.retired-use', actor_name: retired.username, detail: { status: 'retired' } },
    ]);
  });

  it('strangers are counted per address, not written down one by one', async () => {
    for (let count = 0; count < 20; count += 1) {
      const secret = count % 2 === 0 ? createSecret('api') : damagedSecret();
      expect((await ask(secret, operations.getCurrentUser.path)).statusCode).toBe(401);
    }
    expect(await newRecords()).toEqual([]);
    await scene.world.deps.journal.flush();
    expect(await newRecords()).toMatchObject([
      { action: 'request.deny-unknown', actor_name: '$system', object_id: '127.0.0.1', detail: { count: 20 } },
    ]);
  });

  it('who brings no credential is no denial', async () => {
    expect((await ask(null, operations.getCurrentUser.path)).statusCode).toBe(401);
    await scene.world.deps.journal.flush();
    expect(await newRecords()).toEqual([]);
  });

  it('a secret’s use is recorded once per hour and address', async () => {
    const used = await scene.addToken('used', 'none');
    for (let count = 0; count < 5; count += 1) await ask(used.secret, operations.getCurrentUser.path);
    await scene.world.deps.journal.flush();
    const uses = (await records()).filter(
      ({ action, actor_name: name }) => action === 'secret.use' && name === used.username,
    );
    expect(uses).toMatchObject([{ object_kind: 'secret', origin_address: '127.0.0.1', detail: { kind: 'api' } }]);
  });

  it('a denial that cannot be recorded is answered 503', async () => {
    const { deps } = scene.world;
    const refusal = new CatalogError('store_unavailable', 'the audit record cannot be written');
    const journal: AuditJournal = { ...deps.journal, record: () => Promise.reject(refusal), note: () => undefined };
    const server = createHttpServer({ ...deps, journal });
    const headers = { authorization: `Bearer ${token.secret}` };
    expect((await server.inject({ url: operations.listUsers.path, headers })).statusCode).toBe(503);
    await server.close();
  });

  it('a change says where it came from', async () => {
    await scene.done(admin, operations.createNativeApiToken.path, {
      method: 'POST',
      body: {
        displayName: 'from here',
        description: '',
        role: 'none',
        validitySeconds: 3600,
        personaQualifiedNames: [],
      },
    });
    expect(await newRecords()).toMatchObject([
      { action: 'api-token.create', origin_address: '127.0.0.1', seal_version: 2 },
    ]);
  });

  it('no secret that was presented stands in it', async () => {
    const { rows } = await scene.world.database.pool.query('SELECT audit_record::text AS text FROM audit_record');
    expect(JSON.stringify(rows)).not.toMatch(/clv_[a-z]{3}_[0-9A-Za-z]{49}/);
  });

  describe('as events of the Atlan wire', () => {
    const today = new Date().toISOString().slice(0, 10);
    const events = async <T>(query: string) => {
      const answer = await scene.done(admin, `/api/service/events/${query}`);
      return JSON.parse(answer.text) as T[];
    };

    beforeAll(async () => {
      await scene.ask(member, operations.getCurrentUser.path);
      await scene.ask(token, operations.getCurrentUser.path);
      await scene.world.deps.journal.flush();
    });

    it('are plain arrays, newest first, of values that the clients know', async () => {
      const login = await events<LoginEvent>('login');
      expect(login.length).toBeGreaterThan(2);
      expect(login.filter(({ type }) => !loginTypes.has(type))).toEqual([]);
      expect(login.map(({ time }) => time)).toEqual(login.map(({ time }) => time).sort((one, other) => other - one));
      expect(login[0]).toMatchObject({ realmId: 'default', details: expect.any(Object) as object });
      const main = await events<AdminEvent>('main');
      expect(main.length).toBeGreaterThan(2);
      expect(main.filter(({ resourceType }) => !resourceTypes.has(resourceType))).toEqual([]);
      expect(
        main.filter(({ operationType }) => !['CREATE', 'UPDATE', 'DELETE', 'ACTION'].includes(operationType)),
      ).toEqual([]);
      for (const { representation } of main)
        expect(JSON.parse(representation)).toMatchObject({ action: expect.any(String) as string });
    });

    it('are found by days, the last one whole, by type as the Python client spells it, and page by page', async () => {
      const logins = await events<LoginEvent>(
        `login?dateFrom=${today}&dateTo=${today}&type=KeycloakEventType.CLIENT_LOGIN`,
      );
      expect(new Set(logins.map(({ type }) => type))).toEqual(new Set(['CLIENT_LOGIN']));
      expect(await events('login?dateTo=2000-01-01')).toEqual([]);
      expect(await events('login?dateFrom=2999-01-01')).toEqual([]);
      const created = await events<AdminEvent>(
        `main?operationTypes=AdminOperationType.CREATE&resourceTypes=AdminResourceType.CLIENT&dateTo=${today}`,
      );
      expect(created.length).toBeGreaterThan(0);
      expect(created.every((event) => event.operationType === 'CREATE' && event.resourceType === 'CLIENT')).toBe(true);
      const all = await events<LoginEvent>('login?max=1000');
      const paged: LoginEvent[] = [];
      for (let first = 0; ; first += 2) {
        const page = await events<LoginEvent>(`login?first=${String(first)}&max=2`);
        if (page.length === 0) break;
        paged.push(...page);
      }
      expect(paged).toEqual(all);
    });

    it.each(['login?dateFrom=yesterday', 'login?first=-1', 'main?dateTo=2026-13-01', 'main?max=x'])(
      '%s is refused with 400',
      async (query) => {
        expect((await scene.ask(admin, `/api/service/events/${query}`)).status).toBe(400);
      },
    );

    it('each person’s newest ones are found together, and only theirs', async () => {
      const [mia] = await scene.world.database.db
        .selectFrom('actor')
        .select('id')
        .where('username', '=', 'mia')
        .execute();
      const [ada] = await scene.world.database.db
        .selectFrom('actor')
        .select('id')
        .where('username', '=', 'ada')
        .execute();
      const userIds = [mia?.id ?? '', ada?.id ?? ''];
      const found = await findLoginEvents(scene.world.database.db, { userIds, max: 1 });
      expect(found.get(userIds[0] ?? '')).toMatchObject([{ actorName: 'mia', type: expect.any(String) as string }]);
      expect(await findLoginEvents(scene.world.database.db, { userIds: [], max: 1 })).toEqual(new Map());
    });
  });
});
