import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmallWorkspace, type SmallWorkspace } from '../../test/support/small-workspace.ts';
import type { Principal } from '../identity/index.ts';
import { sql, transact } from '../postgres/index.ts';
import { gatherFacts, readingFacts } from './gather-facts.ts';

let workspace: SmallWorkspace;
let reader: Principal;
let token: Principal;

beforeAll(async () => {
  workspace = await createSmallWorkspace();
  reader = await workspace.addUser('reader', 'member');
  token = (await workspace.addToken('script', 'default')).principal;
});
afterAll(() => workspace.close());

/** What the column answers now; `=` where nothing has changed. */
async function answer(principal: Principal): Promise<string | null> {
  const { column } = readingFacts(principal);
  const { rows } = await sql<{ facts: string | null }>`SELECT ${column} AS facts`.execute(workspace.db);
  return rows[0]?.facts ?? null;
}

describe('facts that were read before', () => {
  it('are not read again while no right of anybody changes', async () => {
    const first = await gatherFacts(workspace.db, reader);
    expect(await answer(reader)).toBe('=');
    expect(await gatherFacts(workspace.db, reader)).toEqual(first);
    await workspace.addGroup('others', []);
    expect(await answer(reader)).not.toBe('=');
  });

  it('are read from no table, and by no column, whose change goes unnoticed', async () => {
    const compiled = sql`SELECT ${readingFacts(reader).column}`.compile(workspace.db);
    const named = compiled.sql.matchAll(/(?:FROM|JOIN) ([a-z_]+)\b/g);
    const { rows: tables } = await sql<{ name: string }>`
      SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`.execute(
      workspace.db,
    );
    const real = new Set(tables.map(({ name }) => name));
    const read = [...new Set(Array.from(named, ([, name]) => name ?? ''))].filter((name) => real.has(name)).sort();
    const { rows: watched } = await sql<{ name: string; columns: string[] | null }>`
      SELECT class.relname AS name, (
        SELECT array_agg(attname::text ORDER BY attname) FROM pg_attribute
        WHERE attrelid = trigger.tgrelid AND attnum = ANY(trigger.tgattr)) AS columns
      FROM pg_trigger AS trigger JOIN pg_class AS class ON class.oid = trigger.tgrelid
      WHERE trigger.tgname = 'note_change' AND trigger.tgenabled = 'A' AND trigger.tgargs = 'access\\000'::bytea
      ORDER BY name`.execute(workspace.db);
    expect(watched.map(({ name }) => name)).toEqual(read);
    // Of the two that change for other reasons too: what stands in the statement behind their names.
    for (const { name, columns } of watched) {
      const used = new Set(
        Array.from(compiled.sql.matchAll(new RegExp(`\\b${name}\\.([a-z_]+)`, 'g')), ([, column]) => column),
      );
      if (columns !== null) expect(columns).toEqual(expect.arrayContaining([...used]));
    }
    expect(read).toContain('policy_audience');
  });

  it('end with the token, although nothing changes', async () => {
    await sql`UPDATE api_token SET validity_seconds = 1, expires_at = clock_timestamp() + interval '700 milliseconds' WHERE actor_id = ${token.actorId}`.execute(
      workspace.db,
    );
    expect((await gatherFacts(workspace.db, token)).policies).not.toEqual([]);
    expect(await answer(token)).toBe('=');
    await expect.poll(() => answer(token), { timeout: 10_000 }).toBeNull();
    expect((await gatherFacts(workspace.db, token)).policies).toEqual([]);
  });

  it('are read anew by who is changing rights, and forgotten with what was undone', async () => {
    const before = await gatherFacts(workspace.db, reader);
    const undone = new Error('undone');
    const inside = transact(workspace.db, async (tx) => {
      for (const name of ['first', 'second']) {
        await sql`INSERT INTO connection_admin (connection_guid, qualified_name, subject_kind, subject)
          VALUES (gen_random_uuid(), ${name}, 'actor', 'reader')`.execute(tx);
        const { connections } = await gatherFacts(tx, reader);
        expect(connections.map(({ qualifiedName }) => qualifiedName)).toContain(name);
      }
      throw undone;
    });
    await expect(inside).rejects.toBe(undone);
    expect(await gatherFacts(workspace.db, reader)).toEqual(before);
  });
});
