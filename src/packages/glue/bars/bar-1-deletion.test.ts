import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  type GlueBehaviour,
  type GlueCatalog,
  GlueFault,
  listedCatalog,
  type WireColumn,
  type WireTable,
} from '../../../../examples/glue-endpoint/index.ts';
import { type CrawlBench, createCrawlBench } from '../../../../test/support/glue-crawl.ts';

const tableOf = (index: number): WireTable => ({
  Name: `t${String(index).padStart(2, '0')}`,
  TableType: 'EXTERNAL_TABLE',
  UpdateTime: 1_700_000_000,
  StorageDescriptor: { Columns: ['id', 'name'].map((Name) => ({ Name, Type: 'string' })) },
});

const databases = ['finance', 'sales'];
const tablesPerDatabase = 12;
const indexes = Array.from({ length: tablesPerDatabase }, (_, index) => index);

const catalogOf = (has: (database: string, index: number) => boolean, listed = databases): GlueCatalog =>
  listedCatalog(
    listed.map((Name) => ({
      database: { Name },
      tables: indexes.filter((index) => has(Name, index)).map(tableOf),
    })),
  );

const everything = catalogOf(() => true);

/** What a source can do wrong during one crawl. Each is made anew, because some count calls. */
type Fault = () => Partial<GlueBehaviour> & { readonly catalog?: GlueCatalog };

const nthCall =
  (operation: string, nth: number, act: () => void): NonNullable<GlueBehaviour['beforeCall']> =>
  (request) => {
    if (request.operation === operation && (nth -= 1) === 0) act();
  };

const failing = (fault: GlueFault) => (): never => {
  throw fault;
};

let bench: CrawlBench;

const faults: Readonly<Record<string, Fault>> = {
  'every third call is throttled, as HTTP 400': () => {
    let calls = 0;
    return {
      beforeCall: () => {
        calls += 1;
        if (calls % 3 === 0) throw new GlueFault('ThrottlingException', 'Rate exceeded');
      },
    };
  },
  'one database is denied, as HTTP 403': () => ({
    beforeCall: ({ operation, body }) => {
      if (operation === 'GetTables' && body['DatabaseName'] === 'sales') {
        throw new GlueFault('AccessDeniedException', 'not authorized', 403);
      }
    },
  }),
  'a lost grant hides one table': () => ({ hidesTable: (_database, table) => table === 't03' }),
  'a lost grant hides every table': () => ({ hidesTable: () => true }),
  'a lost grant hides a database': () => ({ hidesDatabase: (database) => database === 'sales' }),
  'a lost grant hides every database': () => ({ hidesDatabase: () => true }),
  'half a page arrives, then nothing': () => {
    let pages = 0;
    return { breaksOff: ({ operation }) => operation === 'GetTables' && (pages += 1) === 2 };
  },
  'half a list of databases arrives, then nothing': () => {
    let pages = 0;
    return { breaksOff: ({ operation }) => operation === 'GetDatabases' && (pages += 1) === 1 };
  },
  'the continuation token expires': () => ({
    beforeCall: nthCall('GetTables', 3, () => bench.endpoint.expireTokens()),
  }),
  'the listing is empty': () => ({ omitsTable: () => true }),
  'the listing shrinks between its pages': () => {
    let pages = 0;
    return {
      beforeCall: ({ operation }) => void (pages += operation === 'GetTables' ? 1 : 0),
      omitsTable: (_database, table) => pages > 2 && table > 't06',
    };
  },
  'the server of the source fails when asked for a table': () => ({
    omitsTable: (_database, table) => table === 't02',
    beforeCall: nthCall('GetTable', 1, failing(new GlueFault('InternalServiceException', 'oops', 500))),
  }),
  'the keys expire in the middle': () => ({
    beforeCall: ({ operation, body }) => {
      if (operation === 'GetTables' && body['NextToken'] !== undefined) {
        throw new GlueFault('ExpiredTokenException', 'The security token included in the request is expired');
      }
    },
  }),
  'the credential now belongs to another account': () => ({
    catalog: listedCatalog(databases.map((Name) => ({ database: { Name, CatalogId: '111111111111' }, tables: [] }))),
  }),
  'a database is gone for a moment while its tables are asked for': () => ({
    omitsTable: (_database, table) => table === 't02',
    beforeCall: ({ operation, body }) => {
      const isDatabaseAsked = operation === 'GetTable' || (operation === 'GetDatabase' && body['Name'] === 'sales');
      if (isDatabaseAsked) throw new GlueFault('AccessDeniedException', 'Insufficient Lake Formation permission(s)');
    },
  }),
};

const calm: Required<Pick<GlueBehaviour, 'pageSize'>> & Partial<GlueBehaviour> = {
  pageSize: 5,
  beforeCall: () => undefined,
  hidesTable: () => false,
  hidesDatabase: () => false,
  omitsTable: () => false,
  breaksOff: () => false,
};

const activeTables = async (): Promise<string[]> =>
  (await bench.assets())
    .filter(({ state, typeName }) => state === 'ACTIVE' && ['Table', 'Column', 'Schema'].includes(typeName))
    .map(({ qualifiedName }) => qualifiedName.split('/').slice(4).join('.'));

const liveAssets = (has: (database: string, index: number) => boolean): string[] =>
  databases
    .flatMap((database) => [
      database,
      ...indexes
        .filter((index) => has(database, index))
        .flatMap((index) => {
          const table = `${database}.${tableOf(index).Name}`;
          return [table, `${table}.id`, `${table}.name`];
        }),
    ])
    .sort();

beforeAll(async () => {
  bench = await createCrawlBench();
  bench.endpoint.configure({ ...calm, catalog: everything });
  expect(await bench.crawl()).toMatchObject({ phase: 'Succeeded' });
});
afterAll(() => bench.close());

describe('bar 1: deletion by proof', () => {
  it.each(Object.entries(faults))('bar 1: deletion by proof - nothing is archived when %s', async (_says, fault) => {
    bench.endpoint.configure({ ...calm, catalog: everything, ...fault() });
    await bench.crawl();
    expect((await activeTables()).sort()).toEqual(liveAssets(() => true));
  });

  it('bar 1: deletion by proof - a breaker stops what would archive more than a fifth, and says how to go on', async () => {
    bench.endpoint.configure({ ...calm, catalog: catalogOf((database, index) => database === 'finance' || index > 2) });
    const progress = await bench.crawl();
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toMatch(
      /`sales`: 3 of 12 tables are no longer listed .*20 %.*`archive-percent-max` at 25/,
    );
    expect((await activeTables()).sort()).toEqual(liveAssets(() => true));
    expect(await bench.crawl({ 'archive-percent-max': 0 })).toMatchObject({ phase: 'Failed' });
    expect((await activeTables()).sort()).toEqual(liveAssets(() => true));
  });

  it('bar 1: deletion by proof - an edited name is no name at the source, so its table stays', async () => {
    await bench.database.pool.query(
      `UPDATE asset SET name = 'renamed by hand' WHERE qualified_name LIKE '%/sales/t05'`,
    );
    bench.endpoint.configure({ ...calm, catalog: everything, omitsTable: (_database, table) => table === 't05' });
    expect(await bench.crawl()).toMatchObject({ phase: 'Succeeded' });
    expect((await activeTables()).sort()).toEqual(liveAssets(() => true));
  });

  it('bar 1: deletion by proof - a column stays while Lake Formation may hide it, and goes when Iceberg lists it as dropped', async () => {
    const withColumns = (columns: readonly WireColumn[], more: Partial<WireTable>): GlueCatalog => {
      const changed = { ...tableOf(0), ...more, StorageDescriptor: { Columns: columns } };
      return listedCatalog(
        databases.map((Name) => ({
          database: { Name },
          tables: Name === 'sales' ? [changed, ...indexes.slice(1).map(tableOf)] : indexes.map(tableOf),
        })),
      );
    };
    const id = { Name: 'id', Type: 'string' };
    const governed = { UpdateTime: 1_700_000_100, IsRegisteredWithLakeFormation: true };
    bench.endpoint.configure({ ...calm, catalog: withColumns([id], governed) });
    const progress = await bench.crawl();
    expect((await activeTables()).sort()).toEqual(liveAssets(() => true));
    expect(progress.log.map(({ message }) => message).join('\n')).toContain('Lake Formation may hide it');
    const dropped = { Name: 'name', Type: 'string', Parameters: { 'iceberg.field.current': 'false' } };
    const later = { ...governed, UpdateTime: 1_700_000_200 };
    bench.endpoint.configure({ ...calm, catalog: withColumns([id, dropped], later) });
    await bench.crawl();
    expect((await activeTables()).sort()).toEqual(liveAssets(() => true).filter((name) => name !== 'sales.t00.name'));
    bench.endpoint.configure({
      ...calm,
      catalog: withColumns([id, { Name: 'name', Type: 'string' }], { UpdateTime: 1_700_000_300 }),
    });
    await bench.crawl();
    expect((await activeTables()).sort()).toEqual(liveAssets(() => true));
  });

  it('bar 1: deletion by proof - whatever goes wrong in whatever order, no live table is archived, and in the end what is gone is', async () => {
    const names = Object.keys(faults);
    const step = fc.record({ fault: fc.constantFrom(...names), drops: fc.option(fc.nat(tablesPerDatabase - 1)) });
    const gone = new Set<number>();
    const has = (database: string, index: number): boolean => database === 'finance' || !gone.has(index);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 2 }), async (steps) => {
        gone.clear();
        for (const { fault, drops } of steps) {
          if (drops !== null) gone.add(drops);
          bench.endpoint.configure({ ...calm, catalog: catalogOf(has), ...faults[fault]?.() });
          await bench.crawl();
          const active = new Set(await activeTables());
          expect(liveAssets(has).filter((name) => !active.has(name))).toEqual([]);
        }
        bench.endpoint.configure({ ...calm, catalog: catalogOf(has) });
        await bench.crawl();
        expect((await activeTables()).sort()).toEqual(liveAssets(has));
        bench.endpoint.configure({ ...calm, catalog: everything });
        await bench.crawl();
        expect((await activeTables()).sort()).toEqual(liveAssets(() => true));
      }),
      { numRuns: 3, seed: 6, endOnFailure: true },
    );
  });
});
