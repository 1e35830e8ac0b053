import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmallCatalog, entity, named, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import type { JsonObject } from '../../foundation/index.ts';
import { listLineage, type LineageHeader } from './list-lineage.ts';

/** t1 → load → t2 → build → t3, and t2 → build → v1; `load` has a column process of its own. */
async function drawLineage(catalog: SmallCatalog): Promise<ReadonlyMap<string, string>> {
  const at = (name: string) => `${catalog.connection}/${name}`;
  const table = (name: string, attributes: JsonObject = {}) => entity('Table', at(name), attributes);
  const typeOf = (name: string) => ({ c: 'Column', v: 'View' })[name.slice(0, 1)] ?? 'Table';
  const ends = (names: readonly string[]) => names.map((one) => named(typeOf(one), at(one)));
  const process = (name: string, [inputs, outputs]: readonly [string[], string[]], type = 'Process') =>
    entity(type, at(name), { inputs: ends(inputs), outputs: ends(outputs) });
  const { mutatedEntities } = await catalog.save(
    table('t1', { rowCount: 5, description: 'the first' }),
    table('t2', { rowCount: 50, certificateStatus: 'VERIFIED' }),
    table('t3', { rowCount: 500, ownerUsers: ['ann', 'bob'] }),
    entity('View', at('v1')),
    entity('Column', at('c1')),
    entity('Column', at('c2')),
    process('load', [['t1'], ['t2']]),
    process('build', [['t2'], ['t3', 'v1']]),
    process('load columns', [['c1'], ['c2']], 'ColumnProcess'),
  );
  return new Map((mutatedEntities?.CREATE ?? []).map(({ displayText, guid }) => [displayText, guid]));
}

describe('lineage list', () => {
  let catalog: SmallCatalog;
  let guids: ReadonlyMap<string, string>;

  beforeAll(async () => {
    catalog = await createSmallCatalog();
    guids = await drawLineage(catalog);
  });
  afterAll(() => catalog.close());

  const guidOf = (name: string) => guids.get(name) ?? '';
  const list = (start: string, rest: JsonObject = {}) =>
    listLineage(catalog.deps, catalog.owner, { guid: guidOf(start), direction: 'OUTPUT', depth: 1_000_000, ...rest });
  const placed = (entities: readonly LineageHeader[]) =>
    entities.map(({ displayText, depth }) => `${displayText} ${depth}`);
  const namesOf = async (start: string, rest: JsonObject = {}) =>
    (await list(start, rest)).entities.map(({ displayText }) => displayText);

  it('lists processes and assets breadth first, the start left out', async () => {
    const { entities, hasMore, entityCount } = await list('t1');
    expect(placed(entities)).toEqual(['load 1', 't2 1', 'build 2', 't3 2', 'v1 2']);
    expect({ hasMore, entityCount }).toEqual({ hasMore: false, entityCount: 5 });
    expect(placed((await list('v1', { direction: 'INPUT' })).entities)).toEqual(['build 1', 't2 1', 'load 2', 't1 2']);
  });

  it('ends at the depth that is asked for', async () => {
    expect(await namesOf('t1', { depth: 1 })).toEqual(['load', 't2']);
    expect(await namesOf('build', { depth: 1 })).toEqual(['t3', 'v1']);
  });

  it('begins at a process with what it makes', async () => {
    expect(placed((await list('load')).entities)).toEqual(['t2 1', 'build 2', 't3 2', 'v1 2']);
  });

  it('lists columns along column processes', async () => {
    expect(await namesOf('c1')).toEqual(['load columns', 'c2']);
  });

  it('pages one by one through all of it', async () => {
    const seen: string[] = [];
    for (let from = 0; ; from += 1) {
      const page = await list('t1', { from, size: 1 });
      expect(page.searchParameters).toMatchObject({ from, size: 1, guid: guidOf('t1') });
      seen.push(...page.entities.map(({ displayText }) => displayText));
      if (!page.hasMore) break;
    }
    expect(seen).toEqual(['load', 't2', 'build', 't3', 'v1']);
    expect(await list('t1', { from: 5 })).toMatchObject({ entities: [], hasMore: false, entityCount: 0 });
    expect(await list('t1', { size: 0 })).toMatchObject({ entities: [], hasMore: true, entityCount: 0 });
  });

  it('has an empty list where there is nothing', async () => {
    expect(await list('t3')).toMatchObject({ entities: [], hasMore: false, entityCount: 0 });
  });

  it('names the neighbours of assets and of processes in the direction of the walk', async () => {
    const { entities, entityCount } = await list('t1', { immediateNeighbours: true });
    const shown = entities.map(({ displayText, depth, immediateUpstream, immediateDownstream }) => [
      displayText,
      depth,
      immediateUpstream?.map(({ name }) => name) ?? null,
      immediateDownstream?.map(({ name }) => name) ?? null,
    ]);
    expect(shown).toEqual([
      ['t1', 0, null, ['t2']],
      ['load', 1, [], ['build']],
      ['t2', 1, ['t1'], ['t3', 'v1']],
      ['build', 2, ['load'], []],
      ['t3', 2, ['t2'], null],
      ['v1', 2, ['t2'], null],
    ]);
    expect(entityCount).toBe(5);
  });

  it('has the start alone where there is nothing, and on the first page only', async () => {
    const alone = await list('t3', { immediateNeighbours: true });
    expect(placed(alone.entities)).toEqual(['t3 0']);
    expect(alone.entities[0]).not.toHaveProperty('immediateUpstream');
    expect(alone.entityCount).toBe(0);
    expect(await namesOf('t1', { immediateNeighbours: true, from: 4 })).toEqual(['v1']);
  });

  it('shows what is asked for of assets and of what they are linked to', async () => {
    const shown = { attributes: ['rowCount', 'outputFromProcesses'], relationAttributes: ['qualifiedName'] };
    const { entities } = await list('t1', { ...shown, size: 2 });
    expect(entities[1]?.attributes).toMatchObject({
      ...{ name: 't2', rowCount: 50 },
      outputFromProcesses: [{ displayText: 'load', attributes: { qualifiedName: `${catalog.connection}/load` } }],
    });
    expect(entities[0]?.attributes).not.toHaveProperty('rowCount');
  });

  const criterion = (attributeName: string, operator: string, attributeValue: unknown = ''): JsonObject =>
    ({ condition: 'AND', criterion: [{ attributeName, operator, attributeValue }] }) as JsonObject;

  it.each([
    ['rowCount', '=', '50', ['t2']],
    ['rowCount', 'eq', '50.0', ['t2']],
    ['rowCount', '!=', '50', ['load', 'build', 't3', 'v1']],
    ['rowCount', 'neq', 50, ['load', 'build', 't3', 'v1']],
    ['rowCount', '<', '500', ['t2']],
    ['rowCount', '<=', '500', ['t2', 't3']],
    ['rowCount', '>', '50', ['t3']],
    ['rowCount', '>=', 50, ['t2', 't3']],
    ['rowCount', 'isNull', '', ['load', 'build', 'v1']],
    ['rowCount', 'notNull', '', ['t2', 't3']],
    ['name', '=', 't2', ['t2']],
    ['name', '=', 'T2', []],
    ['name', 'in', 't2,v1', ['t2', 'v1']],
    ['name', 'in', ['t2', 'v1'], ['t2', 'v1']],
    ['name', 'like', 't*', ['t2', 't3']],
    ['name', 'startsWith', 't', ['t2', 't3']],
    ['name', 'startsWith', '%', []],
    ['qualifiedName', 'endsWith', '/build', ['build']],
    ['qualifiedName', 'contains', '/bui', ['build']],
    ['name', 'not_contains', 't', ['load', 'build', 'v1']],
    ['ownerUsers', '=', 'ann', ['t3']],
    ['ownerUsers', 'containsAny', 'ann,zoe', ['t3']],
    ['ownerUsers', 'containsAll', 'ann,bob', ['t3']],
    ['ownerUsers', 'containsAll', 'ann,zoe', []],
    ['ownerUsers', 'notEmpty', '', ['t3']],
    ['certificateStatus', '=', 'VERIFIED', ['t2']],
    ['__state', '=', 'ACTIVE', ['load', 't2', 'build', 't3', 'v1']],
    ['__state', '!=', 'ACTIVE', []],
    ['__typeName', '=', 'View', ['v1']],
    ['typeName', 'in', 'View,Process', ['load', 'build', 'v1']],
    ['__superTypeNames', '=', 'SQL', ['t2', 't3', 'v1']],
    ['__hasLineage', '=', 'True', ['t2', 't3', 'v1']],
    ['__createdBy', '=', 'olga', ['load', 't2', 'build', 't3', 'v1']],
    ['__timestamp', 'timerange', '0,9999999999999', ['load', 't2', 'build', 't3', 'v1']],
    ['__timestamp', 'timerange', 'YESTERDAY', []],
    ['classificationNames', 'isNull', '', ['load', 't2', 'build', 't3', 'v1']],
    ['nothing', '=', 'x', []],
    ['nothing.of this', 'isNull', '', ['load', 't2', 'build', 't3', 'v1']],
  ])('shows where `%s %s %j`', async (...given) => {
    const [attributeName, operator, value, expected] = given;
    expect(await namesOf('t1', { entityFilters: criterion(attributeName, operator, value) })).toEqual(expected);
  });

  it('combines criteria by AND, by OR, and groups in groups', async () => {
    const any = (...names: readonly string[]) => ({
      condition: 'OR',
      criterion: names.map((name) => ({ attributeName: 'name', operator: '=', attributeValue: name })),
    });
    expect(await namesOf('t1', { entityFilters: any('t2', 'v1') })).toEqual(['t2', 'v1']);
    const both = { condition: 'AND', criterion: [any('t2', 'v1'), any('v1', 't3')] };
    expect(await namesOf('t1', { entityFilters: both })).toEqual(['v1']);
    expect(await namesOf('t1', { entityFilters: { condition: 'OR', criterion: [] } })).toHaveLength(5);
  });

  it('goes on behind what it does not show, and not behind what it may not walk', async () => {
    expect(await namesOf('t1', { entityFilters: criterion('name', '!=', 't2') })).toEqual([
      'load',
      'build',
      't3',
      'v1',
    ]);
    expect(await namesOf('t1', { entityTraversalFilters: criterion('name', '!=', 't2') })).toEqual(['load']);
    const links = criterion('__typeName', '=', 'catalog_process_inputs');
    expect(await namesOf('t1', { relationshipTraversalFilters: links })).toEqual(['load']);
    const active = criterion('__state', '=', 'ACTIVE');
    expect(await namesOf('t1', { relationshipTraversalFilters: active })).toHaveLength(5);
  });

  it('refuses a start that is unknown, and one without lineage', async () => {
    const unknown = '3f0b5a2e-0000-4000-8000-000000000000';
    await expect(list('t1', { guid: unknown })).rejects.toMatchObject({ code: 'asset_not_found' });
    await expect(list('t1', { guid: 'no guid' })).rejects.toMatchObject({ code: 'asset_not_found' });
    const connection = await catalog.db
      .selectFrom('asset')
      .select('guid')
      .where('type_name', '=', 'Connection')
      .executeTakeFirstOrThrow();
    await expect(list('t1', connection)).rejects.toMatchObject({ code: 'lineage_unsupported' });
  });

  it('tells everything that is wrong with a request at once', async () => {
    const wrong = listLineage(catalog.deps, catalog.owner, {
      ...{ direction: 'BOTH', depth: 0, size: -1, from: 1.5, attributes: 'name', immediateNeighbours: 'yes' },
      entityFilters: { condition: 'XOR', criterion: [{ attributeName: '', operator: '~' }, 5] },
      entityTraversalFilters: { condition: 'AND', criterion: [{ attributeName: 'name', operator: '=' }] },
      relationshipTraversalFilters: { condition: 'AND', criterion: {} },
    });
    await expect(wrong).rejects.toMatchObject({ code: 'field_invalid' });
    const { details } = (await wrong.catch((error: unknown) => error)) as { details: { path: string }[] };
    expect(details.map(({ path }) => path).sort()).toEqual(
      [
        ...['attributes', 'depth', 'direction', 'from', 'guid', 'immediateNeighbours', 'size'],
        ...['entityFilters.condition', 'entityFilters.criterion[0].attributeName'],
        ...['entityFilters.criterion[0].operator', 'entityFilters.criterion[1]'],
        ...['entityTraversalFilters.criterion[0].attributeValue', 'relationshipTraversalFilters.criterion'],
      ].sort(),
    );
  });

  it('takes hostile names and values for names and values', async () => {
    for (const hostile of ["'; DROP TABLE asset; --", '$1', '%', '\\', 'a.b.c', '__proto__', 'x'.repeat(500)]) {
      for (const operator of ['=', 'like', 'isNull', '<', 'containsAll', 'startsWith']) {
        for (const filters of ['entityFilters', 'entityTraversalFilters', 'relationshipTraversalFilters']) {
          await list('t1', { [filters]: criterion(hostile, operator, hostile) });
        }
      }
    }
    expect(await namesOf('t1')).toHaveLength(5);
  });

  it('takes as many statements for a long lineage as for a short one', async () => {
    const at = (n: number) => `${catalog.connection}/long${String(n)}`;
    await catalog.save(
      ...Array.from({ length: 21 }, (_, n) => entity('Table', at(n))),
      ...Array.from({ length: 20 }, (_, n) =>
        entity('Process', `${at(n)} to`, { inputs: [named('Table', at(n))], outputs: [named('Table', at(n + 1))] }),
      ),
    );
    const start = await catalog.db
      .selectFrom('asset')
      .select('guid')
      .where('qualified_name', '=', at(0))
      .executeTakeFirstOrThrow();
    const counts: number[] = [];
    for (const depth of [1, 20]) {
      let count = 0;
      const db = catalog.db.withPlugin({
        transformQuery: ({ node }) => node,
        transformResult: ({ result }) => {
          count += 1;
          return Promise.resolve(result);
        },
      });
      const { entities } = await listLineage({ ...catalog.deps, db }, catalog.owner, {
        ...{ guid: start.guid, direction: 'OUTPUT', depth, size: 100, immediateNeighbours: true },
      });
      expect(entities).toHaveLength(2 * depth + 1);
      counts.push(count);
    }
    expect(counts[0]).toBeGreaterThan(2);
    expect(counts[1]).toBe(counts[0]);
  });
});
