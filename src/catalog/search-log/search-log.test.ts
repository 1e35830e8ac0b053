import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmallCatalog, entity, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import { systemClock, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { searchAssetsLogged } from './record-search.ts';
import { searchSearchLog } from './search-search-log.ts';

let catalog: SmallCatalog;
let member: Principal;
let [open, hidden] = ['', ''];

const viewed = ['action_asset_viewed', 'ui_profile', 'project_sdk_python'];
const origin = { address: '192.0.2.7', client: 'a-script/1.0' };

beforeAll(async () => {
  catalog = await createSmallCatalog();
  member = { ...(await catalog.addUser('mia', 'member')), origin };
  await catalog.saveConnection({ qualifiedName: 'default/glue/open', adminUsers: ['mia', 'olga'] });
  open = catalog.createdGuid(await catalog.save(entity('Table', 'default/glue/open/db/t')));
  hidden = catalog.createdGuid(await catalog.save(entity('Table', `${catalog.connection}/db/hidden`)));
});
afterAll(() => catalog.close());

/** Looks at assets as a page of the original does. */
function view(principal: Principal, guids: readonly string[], more: JsonObject = {}) {
  const query = { terms: { __guid: guids } };
  const requestMetadata = { saveSearchLog: true, utmTags: viewed };
  const body = { dsl: { query, size: 20 }, attributes: ['name'], requestMetadata, ...more };
  return searchAssetsLogged(catalog.deps, principal, { body, host: 'catalog.example.com' });
}
const log = (principal: Principal, dsl: JsonObject) => searchSearchLog(catalog.deps, principal, { dsl });
const guidIs = (guid: string): JsonObject => ({ term: { entityGuidsAll: { value: guid } } });

/** What the official clients send for the views of an asset. */
function viewsOf(guid: string | null): JsonObject {
  const ui = ['ui_profile', 'ui_sidebar'].map((value) => ({ term: { utmTags: { value } } }));
  const filter = [
    ...(guid === null ? [] : [{ term: { entityGuidsAll: { value: guid, case_insensitive: false } } }]),
    { term: { utmTags: { value: 'action_asset_viewed' } } },
    { bool: { should: ui, minimum_should_match: 1 } },
  ];
  return { bool: { filter, must_not: [{ terms: { userName: ['support', 'atlansupport'] } }] } };
}

describe('a search that is to be remembered', () => {
  it('is found once it has answered, with who asked, from where, for what, and what the page showed', async () => {
    const answer = await view(member, [open, hidden], { relationAttributes: ['name'] });
    expect(answer.entities?.map(({ guid }) => guid)).toEqual([open]);
    const { logs, approximateCount } = await log(member, { query: guidIs(open) });
    expect(approximateCount).toBe(1);
    const now = catalog.time.now().getTime();
    const dsl = { query: { terms: { __guid: [open, hidden] } }, size: 20 };
    const shown = { guids: [open], names: ['default/glue/open/db/t'], types: ['Table'] };
    expect(logs).toEqual([
      {
        ...{ userName: 'mia', userAgent: 'a-script/1.0', ipAddress: '192.0.2.7', host: 'catalog.example.com' },
        ...{ entityGuidsAll: shown.guids, entityGuidsAllowed: shown.guids },
        ...{ entityQFNamesAll: shown.names, entityQFNamesAllowed: shown.names },
        ...{ entityTypeNamesAll: shown.types, entityTypeNamesAllowed: shown.types },
        ...{ utmTags: viewed, hasResult: true, resultsCount: 1, responseTime: 1, failed: false },
        ...{ createdAt: now, timestamp: now },
        'request.dsl': dsl,
        'request.dslText': JSON.stringify(dsl),
        'request.attributes': ['name'],
        'request.relationAttributes': ['name'],
      },
    ]);
  });

  it.each([
    ['says nothing of it', {}],
    ['says that it is not', { requestMetadata: { saveSearchLog: false, utmTags: viewed } }],
    ['says it in other words', { requestMetadata: { saveSearchLog: 'true' } }],
  ])('is none when the request %s', async (_, more) => {
    const before = (await log(catalog.owner, { size: 0 })).approximateCount;
    await searchAssetsLogged(catalog.deps, member, { body: { dsl: { size: 1 }, ...more }, host: '' });
    expect((await log(catalog.owner, { size: 0 })).approximateCount).toBe(before);
  });

  it('is remembered when it found nothing, and not when it was refused', async () => {
    await view(member, ['00000000-0000-0000-0000-000000000001']);
    const nothing = { query: { term: { hasResult: { value: false } } } };
    expect((await log(member, nothing)).logs).toMatchObject([{ resultsCount: 0, entityGuidsAll: [] }]);
    const before = (await log(member, { size: 0 })).approximateCount;
    await expect(view(member, [], { dsl: { query: { nothing: {} } } })).rejects.toMatchObject({
      code: 'query_rejected',
    });
    expect((await log(member, { size: 0 })).approximateCount).toBe(before);
  });

  it('keeps of texts what the store can hold, and of a very long query the beginning', async () => {
    const utmTags = ['long', 'n\0l', 7, 'x'.repeat(600), '\ud800'];
    const value = `a\0${'b'.repeat(30_000)}`;
    const body = { dsl: { query: { term: { name: { value } } } }, requestMetadata: { saveSearchLog: true, utmTags } };
    await searchAssetsLogged(catalog.deps, member, { body: body as unknown as JsonObject, host: '' });
    const { logs } = await log(member, { query: { term: { utmTags: { value: 'long' } } } });
    expect(logs[0]?.utmTags.map((tag) => tag.length)).toEqual([4, 500, 1]);
    expect(logs[0]?.['request.dslText']).toHaveLength(20_000);
    expect(logs[0]?.['request.dsl']).toEqual({});
  });

  it('is forgotten after 90 days, when others come', async () => {
    const count = async (tag: string) =>
      (await log(member, { query: { term: { utmTags: { value: tag } } } })).logs.length;
    await view(member, [open], { requestMetadata: { saveSearchLog: true, utmTags: ['old'] } });
    expect(await count('old')).toBe(1);
    const later = { ...systemClock, now: () => new Date(catalog.time.now().getTime() + 91 * 24 * 60 * 60 * 1000) };
    const body = { dsl: { size: 1 }, requestMetadata: { saveSearchLog: true, utmTags: ['new'] } };
    await searchAssetsLogged({ ...catalog.deps, clock: later }, member, { body, host: '' });
    expect(await count('old')).toBe(0);
    expect(await count('new')).toBe(1);
  });
});

describe('what shows of the search log', () => {
  beforeAll(async () => {
    await view(catalog.owner, [open, hidden]);
    await view(member, [open]);
  });

  it('is one’s own searches; those of others take `audit.read`', async () => {
    const seenBy = async (principal: Principal) =>
      new Set((await log(principal, { query: viewsOf(open), size: 100 })).logs.map(({ userName }) => userName));
    expect(await seenBy(member)).toEqual(new Set(['mia']));
    expect(await seenBy(catalog.owner)).toEqual(new Set(['mia', 'olga']));
  });

  it('leaves out assets that the reader may not read now, in lists, filters, counts and buckets', async () => {
    const twin = await catalog.addUser('tom', 'member');
    const persona = await catalog.savePersona({ name: 'for a while', users: ['tom'] });
    const resources = [`entity:${catalog.connection}/db/hidden`];
    const policy = await catalog.savePolicy({ personaGuid: persona.guid, resources });
    await view(twin, [hidden]);
    const ask = async () => {
      const aggregations = { assets: { terms: { field: 'entityGuidsAll' } } };
      const named = (await log(twin, { query: guidIs(hidden) })).approximateCount;
      const all = await log(twin, { aggregations });
      const { buckets } = all.aggregations?.['assets'] as { buckets: { key: string }[] };
      const lists = all.logs.map((one) => [one.entityGuidsAll, one.entityQFNamesAllowed, one.entityTypeNamesAll]);
      return { named, keys: buckets.map(({ key }) => key), lists };
    };
    const name = `${catalog.connection}/db/hidden`;
    // Negative control: while it may be read it is there.
    expect(await ask()).toEqual({ named: 1, keys: [hidden], lists: [[[hidden], [name], ['Table']]] });
    await catalog.forget([policy.guid]);
    expect(await ask()).toEqual({ named: 0, keys: [], lists: [[[], [], []]] });
  });

  it('leaves out assets that are gone, except for who holds `audit.read`', async () => {
    const guid = catalog.createdGuid(await catalog.save(entity('Table', 'default/glue/open/db/gone')));
    await view(member, [guid]);
    await catalog.remove('PURGE', guid);
    expect((await log(member, { query: guidIs(guid) })).approximateCount).toBe(0);
    expect((await log(catalog.owner, { query: guidIs(guid) })).approximateCount).toBe(1);
  });
});

describe('what the official clients ask of the search log', () => {
  let asset = '';
  beforeAll(async () => {
    asset = catalog.createdGuid(await catalog.save(entity('Table', 'default/glue/open/db/viewed')));
    await view(member, [asset]);
    await view(member, [asset]);
    catalog.time.advance(1_000);
    await view(catalog.owner, [asset]);
  });

  it('views of an asset, in the order of time', async () => {
    const { logs, approximateCount } = await log(catalog.owner, {
      ...{ query: viewsOf(asset), size: 20, from: 0, sort: [{ timestamp: { order: 'asc' } }] },
    });
    expect(approximateCount).toBe(3);
    expect(logs.map(({ userName }) => userName)).toEqual(['mia', 'mia', 'olga']);
  });

  it('who viewed it last', async () => {
    const aggregations = {
      uniqueUsers: {
        terms: { field: 'userName', size: 20, order: [{ latest_timestamp: 'desc' }] },
        aggregations: { latest_timestamp: { max: { field: 'timestamp' } } },
      },
      totalDistinctUsers: { cardinality: { field: 'userName', precision_threshold: 1000 } },
    };
    const found = await log(catalog.owner, { query: viewsOf(asset), size: 0, aggregations });
    const now = catalog.time.now().getTime();
    expect(found).toMatchObject({
      logs: [],
      aggregations: {
        uniqueUsers: {
          buckets: [
            { key: 'olga', doc_count: 1, latest_timestamp: { value: now } },
            { key: 'mia', doc_count: 2, latest_timestamp: { value: now - 1_000 } },
          ],
        },
        totalDistinctUsers: { value: 2 },
      },
    });
  });

  it('what is viewed most, by views or by viewers', async () => {
    const most = async (order: JsonObject) => {
      const terms = { field: 'entityGuidsAll', size: 10, ...order };
      const uniqueAssets = { terms, aggregations: { uniqueUsers: { cardinality: { field: 'userName' } } } };
      const found = await log(catalog.owner, { query: viewsOf(null), size: 0, aggregations: { uniqueAssets } });
      const { buckets } = found.aggregations?.['uniqueAssets'] as {
        buckets: { key: string; doc_count: number; uniqueUsers: { value: number } }[];
      };
      return buckets;
    };
    const byViews = await most({});
    expect(byViews.find(({ key }) => key === asset)).toMatchObject({ doc_count: 3, uniqueUsers: { value: 2 } });
    expect(byViews.map(({ doc_count }) => doc_count)).toEqual(
      byViews
        .map(({ doc_count }) => doc_count)
        .sort()
        .reverse(),
    );
    const byViewers = (await most({ order: [{ uniqueUsers: 'desc' }] })).map(({ uniqueUsers }) => uniqueUsers.value);
    expect(byViewers).toEqual([...byViewers].sort().reverse());
  });
});
