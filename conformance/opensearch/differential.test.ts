import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchAssets } from '../../src/catalog/index.ts';
import { systemClock } from '../../src/foundation/index.ts';
import { sql } from '../../src/postgres/index.ts';
import { aggregationNames, clauseNames } from '../../src/search/index.ts';
import { createSmallCatalog, type SmallCatalog } from '../../test/support/small-catalog.ts';
import { acceptedDifferences, type Disagreement } from './accepted-differences.ts';
import { askOpenSearch, askOurs } from './ask-both.ts';
import { compareSearches, shrinkRequest, type Comparison, type Sides } from './compare-searches.ts';
import { searchRequests } from './generate-requests.ts';
import { createValueSource } from './generate-values.ts';
import { findIndexDocuments } from './index-documents.ts';
import { indexBody } from './index-mapping.ts';
import { findSearchedFields } from './searched-fields.ts';
import { seedAssets } from './seed-assets.ts';
import { startOpenSearch, type OpenSearchNode } from './start-opensearch.ts';

type Json = Readonly<Record<string, unknown>>;

const index = 'assets';
/** Enough for every accepted difference to occur; fewer for a quick look. */
const fullCount = 10_000;
const requestCount = Number(process.env['CLAVIS_DIFFERENTIAL_REQUESTS'] ?? fullCount);
const seed = Number(process.env['CLAVIS_DIFFERENTIAL_SEED'] ?? 19_700_101);
/** Where everything that differs is written to, for whoever looks for a pattern in it. */
const reportFile = process.env['CLAVIS_DIFFERENTIAL_REPORT'];
/** How many of the requests that differ are made smaller, which takes its time. */
const shrunkMax = 6;

let catalog: SmallCatalog;
let node: OpenSearchNode;
let sides: Sides;
let arbitrary: fc.Arbitrary<Json>;
let comparison: Comparison;
let documentCount: number;

async function fillIndex(): Promise<void> {
  const { types } = catalog.deps;
  const documents = await findIndexDocuments(catalog.db, types);
  const fields = findSearchedFields(types, documents);
  await node.createIndex(index, indexBody(fields));
  await node.addDocuments(index, documents);
  await node.refresh(index);
  documentCount = documents.length;
  arbitrary = searchRequests(createValueSource(fields), { clauses: clauseNames, aggregations: aggregationNames });
}

beforeAll(async () => {
  process.stdout.write(
    `${String(requestCount)} requests, seed ${String(seed)} (CLAVIS_DIFFERENTIAL_REQUESTS, CLAVIS_DIFFERENTIAL_SEED)\n`,
  );
  [catalog, node] = await Promise.all([createSmallCatalog(), startOpenSearch({ heap: '2g' })]);
  await seedAssets(catalog, 1);
  await sql`ANALYZE`.execute(catalog.db);
  await fillIndex();
  // Both sides take `now` from the clock of this machine.
  const deps = { ...catalog.deps, clock: systemClock };
  sides = {
    askOurs: askOurs(deps, catalog.owner),
    askTheirs: (requests) => askOpenSearch(node, index, requests),
  };
  comparison = await compareSearches(sides, fc.sample(arbitrary, { seed, numRuns: requestCount }));
}, 1_800_000);
afterAll(async () => {
  await node.stop();
  await catalog.close();
});

/** A request and what both sides said to it, short enough to read. */
function describeDisagreement({ request, difference, ours, theirs }: Disagreement): string {
  const said = (answer: unknown): string => JSON.stringify(answer).slice(0, 600);
  return `${difference}: ${JSON.stringify(request)}\n  ours:   ${said(ours)}\n  theirs: ${said(theirs)}`;
}

async function describeUndocumented(): Promise<string> {
  const { undocumented } = comparison;
  const shown: string[] = [];
  for (const drawn of undocumented.slice(0, shrunkMax)) {
    const smallest = await shrinkRequest(sides, arbitrary, { seed, place: drawn.place });
    shown.push(describeDisagreement(smallest ?? drawn));
  }
  return `${String(undocumented.length)} requests differ from OpenSearch; of the first ones the smallest:\n${shown.join('\n')}`;
}

describe('search and OpenSearch', () => {
  it('hold the same assets, all of which the asking actor may read', async () => {
    const { approximateCount } = await searchAssets(catalog.deps, catalog.owner, { dsl: { size: 0 } });
    expect(approximateCount).toBe(documentCount);
    expect(documentCount).toBeGreaterThanOrEqual(4_900);
  });

  it('answer every request alike: hits, order, totals, scores, buckets; or differ in a way that is documented', async () => {
    if (reportFile !== undefined) writeFileSync(reportFile, JSON.stringify(comparison.undocumented, null, 1));
    expect(comparison.undocumented.length === 0 ? '' : await describeUndocumented()).toBe('');
  });

  it('seldom refuse, so that there is something to compare', () => {
    expect(comparison.refused / requestCount).toBeLessThan(0.15);
  });

  it.runIf(requestCount >= fullCount)('still differ in every way that is documented', () => {
    const usual = acceptedDifferences.filter(({ isSeldom }) => isSeldom !== true).map(({ heading }) => heading);
    expect(usual.filter((heading) => comparison.accepted.has(heading))).toEqual(usual);
  });
});
