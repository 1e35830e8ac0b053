import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { sql } from '../../postgres/index.ts';
import { createSmallWorkspace, type SmallWorkspace } from '../../../test/support/small-workspace.ts';
import { loadTypeRegistry } from '../types/type-registry.ts';
import { searchAssets, type IndexSearchResult } from './search-assets.ts';

const assets = 20_000;
const pageSize = 500;

/** Bytes that are really in use. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('an iteration over many hits', () => {
  let workspace: SmallWorkspace;
  let owner: Principal;
  beforeAll(async () => {
    workspace = await createSmallWorkspace();
    owner = await workspace.addUser('owner', 'admin');
    const connection = 'default/glue/1700000001';
    await workspace.saveConnection({ qualifiedName: connection, adminUsers: ['owner'] });
    await sql`
      INSERT INTO asset (guid, type_name, qualified_name, name, connection_qualified_name, attributes, created_by, updated_by,
        create_time, update_time)
      SELECT gen_random_uuid(), 'Table', ${connection} || '/t' || n, 't' || n, ${connection},
        jsonb_build_object('description', repeat(md5(n::text), 20)), 'x', 'x', n / 7, 0
      FROM generate_series(1, ${assets}::int) AS n`.execute(workspace.db);
    await sql`ANALYZE asset`.execute(workspace.db);
  });
  afterAll(() => workspace.close());

  const deps = () => ({ db: workspace.db, clock: systemClock, types: loadTypeRegistry() });
  const sort = [{ __timestamp: 'asc' }, { __guid: 'asc' }];

  /** Goes on until a page is empty; tells how many different hits there were and how the heap grew from page to page. */
  async function iterate(next: (page: IndexSearchResult | null) => JsonObject) {
    const held = deps();
    const guids = new Set<string>();
    const heaps: number[] = [];
    let page: IndexSearchResult | null = null;
    for (let turn = 0; ; turn += 1) {
      const dsl: JsonObject = { size: pageSize, sort, ...next(page) };
      page = await searchAssets(held, owner, { dsl, attributes: ['description'], showSearchMetadata: true });
      if (page.entities === undefined) return { guids, heaps };
      for (const { guid } of page.entities) guids.add(guid);
      if (turn % 10 === 9) heaps.push(heapUsed());
    }
  }

  function flat(heaps: readonly number[]): number {
    return ((heaps.at(-1) ?? 0) - (heaps[0] ?? 0)) / 1_000_000;
  }

  it('gives each hit once by sort values, and leaves nothing behind in memory', async () => {
    const { guids, heaps } = await iterate((page) => {
      const last = page?.entities?.at(-1);
      if (page === null || last === undefined) return {};
      return { search_after: (page.searchMetadata?.[last.guid] as JsonObject)['sort'] ?? [] };
    });
    expect(guids.size).toBe(assets);
    // Thirty pages are 10 MB of descriptions; the guids above are 2 MB.
    expect(flat(heaps)).toBeLessThan(8);
  });

  it('gives each hit once by the time of the last one, as the bulk of one client goes', async () => {
    const seen = new Map<number, number>();
    const { guids, heaps } = await iterate((page) => {
      for (const { createTime } of page?.entities ?? []) seen.set(createTime, (seen.get(createTime) ?? 0) + 1);
      const time = page?.entities?.at(-1)?.createTime ?? 0;
      const from = page === null ? 0 : (seen.get(time) ?? 0);
      seen.clear();
      seen.set(time, from);
      return { from, query: { bool: { filter: [{ range: { __timestamp: { gte: time } } }] } } };
    });
    expect(guids.size).toBe(assets);
    expect(flat(heaps)).toBeLessThan(8);
  });

  it('says how far it got where nobody wants the total, and counts all the same by default', async () => {
    const dsl = { size: 10, from: 5, sort };
    const page = (more: JsonObject) => searchAssets(deps(), owner, { dsl: { ...dsl, ...more } });
    expect((await page({})).approximateCount).toBe(assets);
    expect((await page({ track_total_hits: true, from: 99_990 })).approximateCount).toBe(assets);
    expect((await page({ track_total_hits: false })).approximateCount).toBe(15);
  });
});
