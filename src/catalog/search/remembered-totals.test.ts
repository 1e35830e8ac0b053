import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { createSmallWorkspace, type SmallWorkspace } from '../../../test/support/small-workspace.ts';
import { sql, transact } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import { saveEntities } from '../entities/save-entities.ts';
import { loadTypeRegistry } from '../types/type-registry.ts';
import { searchAssets } from './search-assets.ts';

const connection = 'default/glue/1700000001';
const hidden = 'default/glue/1700000002';
const filled = 10_400;
const readable = Math.floor(filled / 52);

/** How many of the readable tables have a number that begins with these digits. */
function readableFrom(digits: string): number {
  const numbers = Array.from({ length: readable }, (_, index) => String((index + 1) * 52));
  return numbers.filter((number) => number.startsWith(digits)).length;
}

describe('the total of a search', () => {
  let workspace: SmallWorkspace;
  let deps: CatalogDeps;
  let owner: Principal;

  beforeAll(async () => {
    workspace = await createSmallWorkspace();
    deps = { db: workspace.db, clock: fixedClock(new Date('2026-03-15T12:00:00Z')), types: loadTypeRegistry() };
    owner = await workspace.addUser('owner', 'admin');
    const admins = { adminUsers: ['owner'], adminGroups: [], adminRoles: [], connectorName: 'glue', name: 'first' };
    await saveEntities(deps, owner, {
      entities: [{ typeName: 'Connection', attributes: { ...admins, qualifiedName: connection } }],
    });
    // More than are looked at one by one, most of them in a connection that is nobody's.
    await sql`
      INSERT INTO asset (guid, type_name, qualified_name, name, connection_qualified_name, attributes, created_by, updated_by, create_time, update_time)
      SELECT gen_random_uuid(), 'Table', CASE WHEN n % 52 = 0 THEN ${connection}::text ELSE ${hidden}::text END || '/t' || n, 't' || n, 'c',
        '{"certificateStatus": "DRAFT"}', 'x', 'x', n, n
      FROM generate_series(1, ${filled}) AS n`.execute(workspace.db);
  });
  afterAll(() => workspace.close());

  async function search(query: JsonObject, more: JsonObject = {}): Promise<{ total: number; shown: number }> {
    const found = await searchAssets(deps, owner, { dsl: { query, size: 10, track_total_hits: true, ...more } });
    return { total: found.approximateCount, shown: found.entities?.length ?? 0 };
  }

  const common = { term: { certificateStatus: 'DRAFT' } };
  const tables = { term: { '__typeName.keyword': 'Table' } };

  it.each([
    ['matches more than are looked at one by one, of which few may be read', common],
    ['says nothing that few would have', tables],
  ])('is exact where the query %s, the second time too', async (_, query) => {
    const expected = { total: readable, shown: 10 };
    expect([await search(query), await search(query)]).toEqual([expected, expected]);
    expect(await search(query, { from: readable - 3 })).toEqual({ total: readable, shown: 3 });
    expect(await search(query, { from: readable })).toEqual({ total: readable, shown: 0 });
    expect(await search(query, { size: 0 })).toEqual({ total: readable, shown: 0 });
  });

  it.each([
    ['matches more than are looked at one by one', common, readable],
    ['says nothing that few would have', tables, readable],
    ['matches few', { prefix: { qualifiedName: `${connection}/t5` } }, readableFrom('5')],
  ])('is exact beside aggregations where the query %s, the second time too', async (_, query, total) => {
    const aggs = {
      drafts: { terms: { field: 'certificateStatus' } },
      all: { global: {}, aggs: { named: { value_count: { field: 'certificateStatus' } } } },
      first: { top_hits: { size: 1, sort: [{ qualifiedName: 'asc' }], _source: ['qualifiedName'] } },
    };
    const ask = (more: JsonObject = {}) =>
      searchAssets(deps, owner, { dsl: { query, size: 10, track_total_hits: true, aggs, ...more } });
    const bucket = { doc_count: total, key: 'draft' };
    for (const more of [{}, {}, { post_filter: { prefix: { qualifiedName: `${connection}/t52` } } }]) {
      const found = await ask(more);
      const shown = 'post_filter' in more ? readableFrom('52') : total;
      expect(found).toMatchObject({
        approximateCount: shown,
        aggregations: {
          drafts: { buckets: [bucket] },
          all: { doc_count: readable + 1, named: { value: readable } },
          first: { hits: { total: { value: total } } },
        },
      });
      expect(found.entities).toHaveLength(Math.min(10, shown));
    }
  });

  it('is counted anew once a change has committed, and not before', async () => {
    const qualifiedName = `${connection}/late`;
    await search(tables);
    const late = transact(workspace.db, async (tx) => {
      await sql`
        INSERT INTO asset (guid, type_name, qualified_name, name, attributes, created_by, updated_by, create_time, update_time)
        VALUES (gen_random_uuid(), 'Table', ${qualifiedName}, 'late', '{}', 'x', 'x', 1, 1)`.execute(tx);
      expect((await search(tables)).total).toBe(readable);
    });
    await late;
    expect((await search(tables)).total).toBe(readable + 1);
    await sql`DELETE FROM asset WHERE qualified_name = ${qualifiedName}`.execute(workspace.db);
    expect((await search(tables)).total).toBe(readable);
  });

  it('is that of the actor who asks', async () => {
    expect((await search(tables)).total).toBe(readable);
    const stranger = await workspace.addUser('stranger', 'member');
    const found = await searchAssets(deps, stranger, { dsl: { query: tables, size: 10, track_total_hits: true } });
    expect([found.approximateCount, found.entities]).toEqual([0, undefined]);
  });
});
