import fc from 'fast-check';
import { expect } from 'vitest';
import { assetCondition, gatherFacts } from '../../src/access/index.ts';
import { loadTypeRegistry, type searchAssets } from '../../src/catalog/index.ts';
import { newGuid, systemClock, type JsonObject } from '../../src/foundation/index.ts';
import { matches, type AssetFacts } from '../../src/policy/index.ts';
import { sql } from '../../src/postgres/index.ts';
import { worldArbitrary, worldAssetArbitrary } from './access-world.ts';
import { putWorld, type Stage } from './put-world.ts';

const types = loadTypeRegistry();

interface Stored {
  readonly guid: string;
  readonly facts: AssetFacts;
}

async function putAssets({ workspace }: Stage, assets: readonly AssetFacts[]): Promise<Stored[]> {
  const stored = assets.map((facts) => ({
    guid: newGuid(),
    facts: { ...facts, superTypes: types.types.get(facts.typeName)?.ancestors ?? [] },
  }));
  const rows = stored.map(
    ({ guid, facts: { typeName, qualifiedName, connectionQualifiedName, createdBy, tagNames } }) => ({
      ...{ guid, type_name: typeName, qualified_name: qualifiedName, name: qualifiedName, created_by: createdBy },
      ...{ connection_qualified_name: connectionQualifiedName, propagated_tag_names: [...tagNames] },
      ...{ updated_by: 'x', create_time: 0, update_time: 0, attributes: '{}' },
    }),
  );
  await sql`TRUNCATE asset, source_fingerprint`.execute(workspace.db);
  await workspace.db.insertInto('asset').values(rows).execute();
  return stored;
}

interface Found {
  readonly guids: readonly string[];
  readonly counts: readonly number[];
  readonly facets: number;
}

const pageSize = 3;

/** One page of a search by an actor, from the `from`th hit on. */
type AskPage = (query: JsonObject, from: number) => ReturnType<typeof searchAssets>;

/** All pages of a search, the count that each told, and the sum of the buckets by type. */
async function searchAll(ask: AskPage, query: JsonObject): Promise<Found> {
  const guids: string[] = [];
  const counts: number[] = [];
  for (let from = 0; ; from += pageSize) {
    const { entities = [], approximateCount, aggregations } = await ask(query, from);
    const { buckets } = aggregations?.['byType'] as { buckets: readonly { doc_count: number }[] };
    counts.push(approximateCount);
    guids.push(...entities.map(({ guid }) => guid));
    const facets = buckets.reduce((sum, { doc_count: count }) => sum + count, 0);
    if (entities.length < pageSize) return { guids, counts, facets };
  }
}

const queries: readonly { readonly query: JsonObject; readonly holds: (facts: AssetFacts) => boolean }[] = [
  { query: { match_all: {} }, holds: () => true },
  { query: { term: { '__typeName.keyword': 'Table' } }, holds: ({ typeName }) => typeName === 'Table' },
  {
    query: { bool: { must_not: [{ prefix: { qualifiedName: 'default/glue/1/' } }] } },
    holds: ({ qualifiedName }) => !qualifiedName.startsWith('default/glue/1/'),
  },
];

/** P10: throws unless count, pages and facets of every search are those of the assets that the actor may read. */
export async function requirePagesAsDecided(stage: Stage, search: typeof searchAssets, worlds: number): Promise<void> {
  const deps = { db: stage.workspace.db, clock: systemClock, types };
  const aggregations = { byType: { terms: { field: '__typeName.keyword', size: 100 } } };
  const assets = fc.uniqueArray(worldAssetArbitrary, {
    minLength: 8,
    maxLength: 16,
    selector: ({ typeName, qualifiedName }) => `${typeName} ${qualifiedName}`,
  });
  await fc.assert(
    fc.asyncProperty(worldArbitrary(stage.people), assets, async (among, some) => {
      await putWorld(stage, among);
      const stored = await putAssets(stage, some);
      for (const who of stage.people) {
        const ask: AskPage = (query, from) => search(deps, who, { dsl: { query, from, size: pageSize, aggregations } });
        const condition = assetCondition(await gatherFacts(stage.workspace.db, who), 'asset.read');
        for (const { query, holds } of queries) {
          const readable = stored
            .filter(({ facts }) => holds(facts) && matches(condition, facts))
            .map(({ guid }) => guid);
          const { guids, counts, facets } = await searchAll(ask, query);
          expect(guids.toSorted()).toEqual(readable.toSorted());
          expect(counts).toEqual(counts.map(() => readable.length));
          expect(facets).toBe(readable.length);
        }
      }
    }),
    { numRuns: worlds },
  );
}
