import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSignInCode } from '../../src/identity/index.ts';
import { sql, type Db } from '../../src/postgres/index.ts';
import { addNode } from './node.ts';
import {
  bearer,
  cookieOf,
  createPeopleScene,
  password,
  send,
  type Browser,
  type PeopleScene,
  type Person,
} from './people-scene.ts';
import { newConnection } from './route-case.ts';

/** A connection that finds functions of the test before those of PostgreSQL. */
const lookHereFirst = encodeURIComponent('-c search_path=public,pg_catalog');

/** Switches off the lock that people are changed under, for such connections; every other lock stays. */
async function shadowPeopleLock(db: Db): Promise<void> {
  await sql`
    CREATE FUNCTION public.pg_advisory_xact_lock(key bigint) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      IF key <> 4206004 THEN PERFORM pg_catalog.pg_advisory_xact_lock(key); END IF;
    END $$`.execute(db);
}

interface Token {
  readonly id: string;
  readonly secret: string;
  readonly username: string;
}

/** T37 of the threat table: a person leaves. What is theirs is dead one request later; what they made for others goes on. */
describe('off-boarding', () => {
  let scene: PeopleScene;
  let leaver: Person;
  let browser: Browser;
  beforeAll(async () => {
    scene = await createPeopleScene();
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    await scene.forgetBudgets();
    leaver = await scene.addPerson('admin');
    browser = await scene.signIn(leaver);
  });

  const ask = (request: readonly [string, string, unknown?], headers: Record<string, string> = {}) =>
    send(scene.world.server, request, headers);
  const asAdmin = (request: readonly [string, string, unknown?]) => ask(request, scene.admin.headers);
  const native = (id: string) => `/api/clavis/v1/users/${id}`;

  async function makeToken(by: Browser): Promise<Token> {
    const body = { displayName: 'nightly', role: 'default' };
    const made = await ask(['POST', '/api/clavis/v1/api-tokens', body], by.headers);
    expect(made.status, made.text).toBe(200);
    const { id, clientId, attributes } = made.json as {
      id: string;
      clientId: string;
      attributes: { accessToken: string };
    };
    return { id, secret: attributes.accessToken, username: `service-account-${clientId}` };
  }

  /** A connection with these admins, made by an API token that is then taken off the list. */
  async function makeConnection(admins: readonly string[], groups: readonly string[] = []): Promise<string> {
    const { qualifiedName, body } = newConnection([]);
    const saved = await ask(['POST', '/api/meta/entity/bulk', body], bearer(scene.world.admin.tokenSecret));
    const guid = (saved.json['guidAssignments'] as Record<string, string>)['-1'] ?? '';
    const attributes = { qualifiedName, name: 'a connection', adminUsers: admins, adminGroups: groups };
    const changed = await ask(
      ['POST', '/api/meta/entity/bulk', { entities: [{ typeName: 'Connection', guid, attributes }] }],
      bearer(scene.world.admin.tokenSecret),
    );
    expect(changed.status, changed.text).toBe(200);
    return qualifiedName;
  }

  async function adminsOf(qualifiedName: string) {
    const { db } = scene.world.database;
    const decided = await db
      .selectFrom('connection_admin')
      .where('qualified_name', '=', qualifiedName)
      .select('subject')
      .orderBy('subject')
      .execute();
    const { rows } = await sql<{ users: string[]; groups: string[] }>`
      SELECT attributes -> 'adminUsers' AS users, attributes -> 'adminGroups' AS groups FROM asset
      WHERE qualified_name = ${qualifiedName} AND type_name = 'Connection'`.execute(db);
    const shown = [...(rows[0]?.users ?? []), ...(rows[0]?.groups ?? [])].sort();
    return { decided: decided.map(({ subject }) => subject), shown };
  }

  const ways: Readonly<Record<string, () => Promise<{ status: number; text: string }>>> = {
    disabling: () => asAdmin(['POST', `${native(leaver.id)}/disable`]),
    removing: () => asAdmin(['DELETE', native(leaver.id)]),
    'removing on the Atlan wire': () => asAdmin(['POST', `/api/service/users/${leaver.id}/delete`]),
  };

  describe.each(Object.entries(ways))('%s', (_name, leave) => {
    it('ends every session and bearer of theirs, on every node, for the next request', async () => {
      const second = await scene.signIn(leaver);
      const bearers = [await scene.makeBearer(browser), await scene.makeBearer(second)];
      const left = await leave();
      expect(left.status, left.text).toBe(200);
      for (const { headers } of [browser, second]) expect(await scene.statuses(headers)).toEqual([401, 401]);
      for (const secret of bearers) expect(await scene.statuses(bearer(secret))).toEqual([401, 401]);
    });

    it('ends every way back in: password, console code, password reset', async () => {
      const { code } = await createSignInCode(scene.world.deps.identity, { username: leaver.username });
      const reset = await asAdmin(['POST', `${native(leaver.id)}/password-reset`]);
      await leave();
      const ways = [
        await ask(['POST', '/api/clavis/v1/sessions', { username: leaver.username, password }]),
        await ask(['POST', '/api/clavis/v1/sessions/by-code', { code }]),
        await ask([
          'POST',
          '/api/clavis/v1/invitations/accept',
          { code: reset.json['code'], password: `${password} again` },
        ]),
      ];
      expect(ways.map(({ status }) => status)).toEqual([401, 401, 403]);
      expect(ways.map(({ setCookie }) => setCookie)).toEqual([null, null, null]);
    });

    it('does not touch the API tokens they made: same rights, same role, and now without an owner', async () => {
      const token = await makeToken(browser);
      const connection = await makeConnection([scene.admin.person.username, token.username]);
      const search = { dsl: { from: 0, size: 10, query: { term: { qualifiedName: { value: connection } } } } };
      const look = async () => {
        const found = await ask(['POST', '/api/meta/search/indexsearch', search], bearer(token.secret));
        const self = await ask(['GET', '/api/service/whoami'], bearer(token.secret));
        return { hits: found.json['approximateCount'], roles: self.json['roles'], status: found.status };
      };
      const before = await look();
      expect(before).toMatchObject({ hits: 1, status: 200 });
      expect((await leave()).status).toBe(200);
      expect(await look()).toEqual(before);
      const found = await asAdmin(['GET', `/api/clavis/v1/api-tokens/${token.id}`]);
      expect(found.json).toMatchObject({ attributes: { createdBy: leaver.username } });
      const ownerless = await asAdmin(['GET', '/api/clavis/v1/api-tokens?ownerless=true']);
      expect(ownerless.text).toContain(token.id);
    });

    it('leaves what they were given to be found: audit, admin lists, membership until removed', async () => {
      const connection = await makeConnection([leaver.username, scene.admin.person.username]);
      expect((await leave()).status).toBe(200);
      expect((await adminsOf(connection)).decided).toContain(leaver.username);
      const { rows } = await sql<{ action: string; detail: { username: string } }>`
        SELECT action, detail FROM audit_record WHERE object_id = ${leaver.id} ORDER BY sequence DESC LIMIT 1`.execute(
        scene.world.database.db,
      );
      expect(rows[0]).toMatchObject({ action: expect.stringMatching(/^user\.(disable|remove)$/) as string });
      expect(rows[0]?.detail.username).toBe(leaver.username);
    });
  });

  describe('what one alone administers', () => {
    it('is named in the refusal to remove them, and nothing has happened', async () => {
      const alone = await makeConnection([leaver.username]);
      const shared = await makeConnection([leaver.username, scene.admin.person.username]);
      const refused = await asAdmin(['DELETE', native(leaver.id)]);
      expect(refused).toMatchObject({ status: 409, json: { info: 'state_conflict' } });
      expect(refused.json['message']).toContain(alone);
      expect(refused.json['message']).not.toContain(shared);
      expect(await scene.statuses(browser.headers)).toEqual([200, 200]);
      expect((await asAdmin(['POST', `/api/service/users/${leaver.id}/delete`])).status).toBe(409);
    });

    it('goes to whom it is handed over to, where decisions are made and where it is shown', async () => {
      const heir = await scene.addPerson();
      const [one, two] = [await makeConnection([leaver.username]), await makeConnection([leaver.username])];
      const shared = await makeConnection([leaver.username, scene.admin.person.username]);
      const removed = await asAdmin(['DELETE', `${native(leaver.id)}?transferTo=${heir.username}`]);
      expect(removed.status, removed.text).toBe(200);
      expect((removed.json['transferred'] as string[]).sort()).toEqual([one, two].sort());
      for (const connection of [one, two]) {
        expect(await adminsOf(connection)).toEqual({ decided: [heir.username], shown: [heir.username] });
      }
      expect((await adminsOf(shared)).decided).not.toContain(heir.username);
      const signedIn = await scene.signIn(heir);
      const search = { dsl: { from: 0, size: 10, query: { term: { qualifiedName: { value: one } } } } };
      const found = await ask(['POST', '/api/meta/search/indexsearch', search], signedIn.headers);
      expect(found.json['approximateCount']).toBe(1);
    });

    it.each([
      ['nobody', () => Promise.resolve('nobody-at-all')],
      ['the one who leaves', () => Promise.resolve(leaver.username)],
      ['a guest', async () => (await scene.addPerson('guest')).username],
      [
        'one who is disabled',
        async () => {
          const { id, username } = await scene.addPerson();
          await asAdmin(['POST', `${native(id)}/disable`]);
          return username;
        },
      ],
      ['an API token', async () => (await makeToken(scene.admin)).username],
    ])('is not handed over to %s', async (_name, find) => {
      const alone = await makeConnection([leaver.username]);
      const refused = await asAdmin(['DELETE', `${native(leaver.id)}?transferTo=${await find()}`]);
      expect(refused.status, refused.text).toBe(400);
      expect(await adminsOf(alone)).toEqual({ decided: [leaver.username], shown: [leaver.username] });
    });

    it('counts through a group: its last member cannot leave, nor be taken out, nor the group be deleted', async () => {
      const name = `owners_${leaver.username}`;
      const made = await asAdmin(['POST', '/api/service/groups', { group: { name }, users: [leaver.id] }]);
      const group = String(made.json['group']);
      const connection = await makeConnection([], [name]);
      const tries: readonly (readonly [string, string, unknown?])[] = [
        ['DELETE', native(leaver.id)],
        ['POST', `/api/service/groups/${group}/members/remove`, { users: [leaver.id] }],
        ['POST', `/api/service/groups/${group}/delete`],
      ];
      const statuses = [];
      for (const request of tries) statuses.push((await asAdmin(request)).status);
      expect(statuses).toEqual([409, 400, 400]);
      const heir = await scene.addPerson();
      expect((await asAdmin(['DELETE', `${native(leaver.id)}?transferTo=${heir.username}`])).status).toBe(200);
      expect(await adminsOf(connection)).toEqual({
        decided: [name, heir.username].sort(),
        shown: [name, heir.username].sort(),
      });
      // Now that somebody is named, the group can go, and its name with it.
      expect((await asAdmin(['POST', `/api/service/groups/${group}/delete`])).status).toBe(200);
      expect(await adminsOf(connection)).toEqual({ decided: [heir.username], shown: [heir.username] });
    });

    it('of two admins of one connection who are removed at one moment, one stays or hands over', async () => {
      for (let race = 0; race < 8; race += 1) {
        const [one, two] = [await scene.addPerson(), await scene.addPerson()];
        const connection = await makeConnection([one.username, two.username]);
        const answers = await Promise.all(
          [one, two].map(({ id }, index) =>
            send(scene.nodes[index] ?? scene.world.server, ['DELETE', native(id)], scene.admin.headers),
          ),
        );
        expect(answers.map(({ status }) => status).sort(), connection).toEqual([200, 409]);
      }
    });
  });

  describe('the last admin', () => {
    it('two admins who disable, demote or remove each other at one moment: one is left', async () => {
      const acts: readonly ((id: string) => readonly [string, string, unknown?])[] = [
        (id) => ['POST', `${native(id)}/disable`],
        (id) => ['DELETE', native(id)],
        (id) => ['POST', `/api/service/users/${id}/roles/update`, { roleId: 'c1a51500-0000-4000-8000-000000000002' }],
      ];
      for (const act of [...acts, ...acts]) {
        const [one, two] = await Promise.all([scene.addPerson('admin'), scene.addPerson('admin')]);
        const [first, second] = [await scene.signIn(one), await scene.signIn(two)];
        const answers = await Promise.all([
          send(scene.world.server, act(two.id), first.headers),
          send(scene.other.server, act(one.id), second.headers),
        ]);
        // Whoever comes second is no admin any more when it is their turn.
        const [ok, refused] = answers.map(({ status }) => status).sort();
        expect(ok).toBe(200);
        expect([401, 403]).toContain(refused);
      }
    });

    it('cannot be disabled, demoted or removed by an API token either, while one who never came counts for nothing', async () => {
      const { db } = scene.world.database;
      const others = await sql<{ id: string }>`
        UPDATE actor SET state = 'disabled' WHERE kind = 'user' AND role = 'admin' AND state = 'active' AND id <> ${leaver.id}
        RETURNING id`.execute(db);
      await ask(
        ['POST', '/api/service/users', { users: [{ email: 'never-came@example.org', roleName: '$admin' }] }],
        browser.headers,
      );
      const token = bearer(scene.world.admin.tokenSecret);
      const tries: readonly (readonly [string, string, unknown?])[] = [
        ['POST', `${native(leaver.id)}/disable`],
        ['DELETE', native(leaver.id)],
        ['POST', `/api/service/users/${leaver.id}/roles/update`, { roleId: 'c1a51500-0000-4000-8000-000000000003' }],
      ];
      for (const request of tries) expect(await ask(request, token)).toMatchObject({ status: 409 });
      expect(await scene.statuses(browser.headers)).toEqual([200, 200]);
      await db
        .updateTable('actor')
        .set({ state: 'active' })
        .where(
          'id',
          'in',
          others.rows.map(({ id }) => id),
        )
        .execute();
    });
  });

  describe('the last two admins, whom an API token disables at one moment', () => {
    /** How many of some rounds ended without any admin. */
    async function countEmptied(isLocked: boolean, roundsMax: number): Promise<number> {
      const few = await createPeopleScene();
      const { db, url } = few.world.database;
      await sql`UPDATE actor SET state = 'disabled' WHERE id = ${few.admin.person.id}`.execute(db);
      if (!isLocked) await shadowPeopleLock(db);
      const node = await addNode(few.world, { databaseUrl: `${url}?options=${lookHereFirst}` });
      let emptied = 0;
      for (let round = 0; round < roundsMax && emptied === 0; round += 1) {
        const pair = [await few.addPerson('admin'), await few.addPerson('admin')];
        const token = bearer(few.world.admin.tokenSecret);
        const answers = await Promise.all(
          pair.map(({ id }) => send(node.server, ['POST', `${native(id)}/disable`], token)),
        );
        if (answers.every(({ status }) => status === 200)) emptied += 1;
        await sql`UPDATE actor SET state = 'disabled' WHERE kind = 'user'`.execute(db);
      }
      await node.close();
      await few.close();
      return emptied;
    }

    it('are never both gone', async () => {
      expect(await countEmptied(true, 15)).toBe(0);
    });

    // Negative control: without the lock that people are changed under, both are.
    it('are both gone when nothing makes one wait for the other', async () => {
      expect(await countEmptied(false, 60)).toBe(1);
    });
  });

  it('an invitation lets its person in once, and only with the newest code', async () => {
    const email = `${leaver.username}-friend@example.org`;
    const invited = await asAdmin(['POST', '/api/service/users', { users: [{ email, roleName: '$member' }] }]);
    const { id } = (invited.json['users'] as { id: string }[])[0] ?? { id: '' };
    const codes = [];
    for (let made = 0; made < 2; made += 1) {
      codes.push((await asAdmin(['POST', `${native(id)}/invitation`])).json['code']);
    }
    const accept = (code: unknown, words = password) =>
      ask(['POST', '/api/clavis/v1/invitations/accept', { code, password: words, firstName: 'Fay' }]);
    expect((await accept(codes[0])).status).toBe(403);
    // A refused password leaves the code usable.
    expect((await accept(codes[1], 'short')).status).toBe(400);
    expect((await accept(codes[1], `${leaver.username}-friend friend`)).status).toBe(400);
    const twice = await Promise.all([accept(codes[1]), accept(codes[1])]);
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 403]);
    const [accepted] = twice.filter(({ status }) => status === 200);
    const who = await ask(['GET', '/api/service/users/current'], accepted === undefined ? {} : cookieOf(accepted));
    expect(who.json).toMatchObject({ id, firstName: 'Fay' });
    expect((await asAdmin(['POST', `${native(id)}/invitation`])).status).toBe(409);
    const expired = (await asAdmin(['POST', `${native(id)}/password-reset`])).json['code'];
    await sql`UPDATE account_code SET expires_at = now() WHERE actor_id = ${id}`.execute(scene.world.database.db);
    expect((await accept(expired)).status).toBe(403);
  });
});
