import { isDeepStrictEqual } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { GlueFault, listedCatalog, type WireTable } from '../../../../examples/glue-endpoint/index.ts';
import {
  type CrawlBench,
  crawlConnection,
  type CrawledAsset,
  createCrawlBench,
} from '../../../../test/support/glue-crawl.ts';
import { childQualifiedName } from '../qualified-name.ts';
import { type OddTableCase, oddTableCases } from '../../../../test/support/odd-table-cases.ts';

const root = childQualifiedName(`${crawlConnection}/AwsDataCatalog`, 'odd/names');
let bench: CrawlBench;

beforeAll(async () => {
  bench = await createCrawlBench();
});
afterAll(() => bench.close());

const catalogOf = (tables: readonly WireTable[]) => listedCatalog([{ database: { Name: 'odd/names' }, tables }]);

/** What became of a table, in the shape in which its case says what should. */
function becameOf({ table, becomes }: OddTableCase, assets: ReadonlyMap<string, readonly CrawledAsset[]>) {
  const qualifiedName = childQualifiedName(root, table.Name);
  const [stored, ...more] = assets.get(qualifiedName) ?? [];
  if (stored === undefined || more.length > 0) return `${table.Name}: ${more.length + (stored ? 1 : 0)} assets`;
  const columns = assets.get(`columns of ${qualifiedName}`) ?? [];
  const own = columns.filter(({ attributes }) => attributes['parentColumnQualifiedName'] === undefined);
  own.sort((one, other) => Number(one.attributes['order']) - Number(other.attributes['order']));
  const looked = Object.keys(becomes.attributes ?? {}).map((name) => [name, stored.attributes[name]]);
  return {
    ...becomes,
    type: stored.typeName,
    columns: own.map(({ name }) => name),
    ...(becomes.nested === undefined ? {} : { nested: columns.length - own.length }),
    ...(becomes.attributes === undefined ? {} : { attributes: Object.fromEntries(looked) as Record<string, unknown> }),
  };
}

function byName(assets: readonly CrawledAsset[]): ReadonlyMap<string, readonly CrawledAsset[]> {
  const keyOf = ({ typeName, qualifiedName, attributes }: CrawledAsset): string => {
    if (typeName !== 'Column') return qualifiedName;
    return `columns of ${String(attributes['tableQualifiedName'] ?? attributes['viewQualifiedName'])}`;
  };
  return Map.groupBy(
    assets.filter(({ state }) => state === 'ACTIVE'),
    keyOf,
  );
}

describe('bar 2: reconciliation', () => {
  it('bar 2: reconciliation - of more than sixty odd tables none is lost, and each becomes what it should', async () => {
    expect(oddTableCases.length).toBeGreaterThanOrEqual(60);
    bench.endpoint.configure({ catalog: catalogOf(oddTableCases.map(({ table }) => table)) });
    const progress = await bench.crawl();
    expect(progress).toMatchObject({ phase: 'Succeeded', message: null, totals: { tables: oddTableCases.length } });
    const assets = byName(await bench.assets());
    // Only what is wrong, so that a failure can be read: some of the expectations are ten thousand names long.
    const wrong = oddTableCases.flatMap((each) => {
      const became = becameOf(each, assets);
      return isDeepStrictEqual(became, each.becomes) ? [] : [[each.table.Name, became, each.becomes]];
    });
    expect(wrong).toEqual([]);
    const lines = progress.log.map(({ message }) => message).join('\n');
    expect(lines).toContain('`odd/names.columns_repeated`: column `id` is listed twice, the first one is kept');
    expect(lines).toContain('`odd/names.column_without_name`: 2 columns without a name are left out');
  });

  it('bar 2: reconciliation - what cannot be stored is counted and named with its reason, and the run fails', async () => {
    const lost: WireTable[] = [{ Name: '' }, { Name: 'null\0character' }, { Name: 'half\uD800pair' }];
    bench.endpoint.configure({ catalog: catalogOf([{ Name: 'kept' }, ...lost, { Name: 'kept_too' }]) });
    const progress = await bench.crawl({ 'archive-percent-max': 100, 'exclude-table-regex': 'kept_t.*' });
    expect(progress.phase).toBe('Failed');
    expect(progress.message).toContain('entities[0].attributes.name: is missing');
    expect(progress.message).toContain(
      'null\uFFFDcharacter`: its name, or that of a column, has a character that the database cannot hold',
    );
    expect(progress.totals).toMatchObject({ tables: 1, filtered: 1, failed: 3 });
  });

  it('bar 2: reconciliation - a database whose listing never ends makes the run fail by name', async () => {
    bench.endpoint.configure({
      catalog: catalogOf([{ Name: 'kept' }]),
      beforeCall: ({ operation }) => {
        if (operation === 'GetTables') throw new GlueFault('AccessDeniedException', 'not authorized');
      },
    });
    const progress = await bench.crawl();
    expect(progress).toMatchObject({ phase: 'Failed', message: expect.stringContaining('`odd/names`') });
  });
});
