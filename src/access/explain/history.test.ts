import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { createSmallWorkspace, type SmallWorkspace, type TestToken } from '../../../test/support/small-workspace.ts';
import { systemClock } from '../../foundation/index.ts';
import { type Principal } from '../../identity/index.ts';
import { sql, transact } from '../../postgres/index.ts';
import { gatherFacts, type AccessFacts } from '../gather-facts.ts';
import { readHistoryBegin, sourcesAt } from './history.ts';

let workspace: SmallWorkspace;
beforeAll(async () => {
  workspace = await createSmallWorkspace();
});
afterAll(() => workspace.close());

/** A whole millisecond after everything that has happened, as the database counts: asked for until it has come. */
async function settle(): Promise<Date> {
  for (;;) {
    const { rows } = await sql<{ at: Date; isLater: boolean }>`
      WITH clock AS MATERIALIZED (SELECT date_trunc('milliseconds', clock_timestamp()) AS at)
      SELECT at, at > (SELECT max(greatest(valid_from, nullif(valid_to, 'infinity'))) FROM access_history) AS "isLater"
      FROM clock`.execute(workspace.db);
    const [row] = rows;
    if (row?.isLater === true) return row.at;
  }
}

const past = (at: Date) => sourcesAt({ db: workspace.db, clock: systemClock }, at);

/** What decides, without the moment of the principal. */
function essence({ principal, connections, personas, purposes, collections, policies }: AccessFacts) {
  const { epoch: _, ...who } = principal;
  const byGuid = <T extends { guid: string }>(some: readonly T[]) =>
    [...some].sort((a, b) => (a.guid < b.guid ? -1 : 1));
  return { who, connections: byGuid(connections), personas, purposes, collections: byGuid(collections), policies };
}

interface Cast {
  readonly people: readonly Principal[];
  readonly token: TestToken;
  readonly groupId: string;
}

async function makeCast(): Promise<Cast> {
  const people = [await workspace.addUser('hanna', 'member'), await workspace.addUser('hugo', 'guest')];
  const token = await workspace.addToken('historian', 'default');
  const groupId = await workspace.addGroup('historians', people.slice(0, 1));
  return { people, token, groupId };
}

/** One change of each kind that the product makes; `n` makes its names. */
const changes: readonly ((cast: Cast, n: number) => Promise<unknown>)[] = [
  (_, n) =>
    workspace.saveConnection({
      qualifiedName: `default/glue/${String(n)}`,
      adminUsers: n % 2 === 0 ? ['hanna'] : ['hugo'],
      adminGroups: n % 3 === 0 ? ['historians'] : [],
    }),
  async (_, n) => {
    const persona = await workspace.savePersona({
      name: `Persona ${String(n)}`,
      users: ['hanna'],
      groups: ['historians'],
    });
    await workspace.savePolicy({ personaGuid: persona.guid, resources: [`entity:default/glue/${String(n)}/db`] });
  },
  async ({ token }) => {
    const persona = await workspace.db.selectFrom('persona').select('guid').limit(1).executeTakeFirst();
    const { username } = token.principal;
    if (persona === undefined) return;
    await workspace.db
      .insertInto('persona_member')
      .values({ persona_guid: persona.guid, subject_kind: 'token', subject: username })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },
  () =>
    sql`UPDATE persona SET enabled = NOT enabled WHERE guid = (SELECT guid FROM persona LIMIT 1)`.execute(workspace.db),
  () =>
    sql`DELETE FROM persona WHERE guid = (SELECT guid FROM persona ORDER BY guid DESC LIMIT 1)`.execute(workspace.db),
  ({ groupId, people }) =>
    sql`
      INSERT INTO user_group_member (group_id, actor_id) VALUES (${groupId}, ${people[1]?.actorId ?? ''})
      ON CONFLICT DO NOTHING`.execute(workspace.db),
  ({ groupId }) =>
    sql`
      DELETE FROM user_group_member
      WHERE group_id = ${groupId} AND actor_id = (SELECT actor_id FROM user_group_member LIMIT 1)`.execute(
      workspace.db,
    ),
  ({ people }) =>
    sql`
      UPDATE actor SET role = CASE role WHEN 'guest' THEN 'member' ELSE 'guest' END
      WHERE id = ${people[1]?.actorId ?? ''}`.execute(workspace.db),
  ({ people }) =>
    sql`
      UPDATE actor SET state = CASE state WHEN 'active' THEN 'disabled' ELSE 'active' END
      WHERE id = ${people[0]?.actorId ?? ''}`.execute(workspace.db),
  ({ token }, n) =>
    sql`
      UPDATE api_token SET scopes = ${JSON.stringify({ readOnly: n % 2 === 0 })}::jsonb, version = version + 1
      WHERE id = ${token.record.id}`.execute(workspace.db),
  () =>
    sql`UPDATE policy SET actions = '{persona-asset-update}', effect = 'deny' WHERE guid = (SELECT guid FROM policy LIMIT 1)`.execute(
      workspace.db,
    ),
  async (_, n) => {
    await sql`
      INSERT INTO purpose (guid, qualified_name, name, tag_names)
      VALUES (gen_random_uuid(), ${`default/p${String(n)}`}, 'Purpose', ARRAY[${`tag${String(n)}`}])`.execute(
      workspace.db,
    );
    await sql`
      WITH made AS (
        INSERT INTO policy (guid, purpose_guid, name, category, effect, actions, paths, entity_types)
        SELECT gen_random_uuid(), guid, 'read', 'metadata', 'allow', '{entity-read}', '{}', '{}' FROM purpose
        WHERE qualified_name = ${`default/p${String(n)}`} RETURNING guid
      )
      INSERT INTO policy_audience (policy_guid, subject_kind, subject) SELECT guid, 'group', 'public' FROM made`.execute(
      workspace.db,
    );
  },
  (_, n) =>
    sql`
      INSERT INTO collection_member (collection_guid, qualified_name, level, subject_kind, subject)
      VALUES (gen_random_uuid(), ${`default/collection/hugo/${String(n)}`}, 'viewer', 'actor', 'hanna')`.execute(
      workspace.db,
    ),
];

describe('the past', () => {
  test('is what was gathered then, at every moment between random changes of every kind', async () => {
    const random = seededRandom(4711);
    const cast = await makeCast();
    const actors = [...cast.people, cast.token.principal];
    const moments: { at: Date; then: unknown[] }[] = [];
    for (let n = 0; n < 60; n += 1) {
      const change = changes[random.below(changes.length)];
      await change?.(cast, n);
      const then = [];
      for (const actor of actors) then.push(essence(await gatherFacts(workspace.db, actor)));
      moments.push({ at: await settle(), then });
    }
    for (const { at, then } of moments) {
      const sources = await past(at);
      const now = [];
      for (const actor of actors) now.push(essence(await gatherFacts(workspace.db, actor, sources)));
      expect(now).toEqual(then);
    }
    // Without this it could hold by nothing ever having been different.
    expect(new Set(moments.map(({ then }) => JSON.stringify(then))).size).toBeGreaterThan(20);
  });

  test('shows a change from its commit on, and all of it at once', async () => {
    const eva = await workspace.addUser('eva', 'member');
    const during = await transact(workspace.db, async (tx) => {
      await sql`
        INSERT INTO connection_admin (connection_guid, qualified_name, subject_kind, subject)
        VALUES (gen_random_uuid(), 'default/glue/eva', 'actor', 'eva')`.execute(tx);
      const at = await settle();
      await sql`
        INSERT INTO connection_admin (connection_guid, qualified_name, subject_kind, subject)
        VALUES (gen_random_uuid(), 'default/glue/eva2', 'actor', 'eva')`.execute(tx);
      return at;
    });
    const after = await settle();
    expect((await gatherFacts(workspace.db, eva, await past(during))).connections).toEqual([]);
    expect((await gatherFacts(workspace.db, eva, await past(after))).connections).toHaveLength(2);
    const { rows } = await sql<{ moments: number }>`
      SELECT count(DISTINCT valid_from) AS moments FROM access_history
      WHERE source = 'connection_admin' AND state ->> 'subject' = 'eva'`.execute(workspace.db);
    expect(rows).toEqual([{ moments: 1 }]);
  });

  test('does not grow by what is written again as it was', async () => {
    const connection = await workspace.saveConnection({ qualifiedName: 'default/glue/again', adminUsers: ['hugo'] });
    const count = async () => {
      const { rows } = await sql<{ rows: number }>`
        SELECT count(*) AS rows FROM access_history WHERE source = 'connection_admin'`.execute(workspace.db);
      return rows[0]?.rows;
    };
    const before = await count();
    await settle();
    await workspace.saveConnection(connection);
    expect(await count()).toBe(before);
  });

  test('is refused before it began, with the day it began, and while it is still to come', async () => {
    const begin = await readHistoryBegin(workspace.db);
    await expect(past(new Date(begin.getTime() - 1))).rejects.toMatchObject({
      code: 'field_invalid',
      message: expect.stringContaining(begin.toISOString()) as string,
    });
    await expect(past(new Date(Date.now() + 60_000))).rejects.toThrow('still to come');
  });

  test('knows the rights of who has been removed since', async () => {
    const leo = await workspace.addUser('leo', 'member');
    await workspace.saveConnection({ qualifiedName: 'default/glue/leo', adminUsers: ['leo', 'hugo'] });
    const before = await settle();
    await workspace.db.updateTable('actor').set({ state: 'deleted' }).where('id', '=', leo.actorId).execute();
    expect((await gatherFacts(workspace.db, leo)).connections).toEqual([]);
    expect((await gatherFacts(workspace.db, leo, await past(before))).connections).toHaveLength(1);
  });
});
