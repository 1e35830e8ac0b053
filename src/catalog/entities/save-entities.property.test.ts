import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSmallCatalog, named, type SmallCatalog } from '../../../test/support/small-catalog.ts';
import type { JsonObject, JsonValue } from '../../foundation/index.ts';

let catalog: SmallCatalog;
beforeAll(async () => {
  catalog = await createSmallCatalog();
});
afterAll(() => catalog.close());

/** One asset of a generated batch: a level of the hierarchy, a place in it, and some attributes. */
interface Generated {
  readonly level: 'Database' | 'Schema' | 'Table' | 'Column';
  readonly at: readonly [number, number, number, number];
  readonly attributes: JsonObject;
}

const levels = ['Database', 'Schema', 'Table', 'Column'] as const;
const parentAttribute = { Database: null, Schema: 'database', Table: 'atlanSchema', Column: 'table' } as const;

const generated: fc.Arbitrary<Generated> = fc.record({
  level: fc.constantFrom(...levels),
  at: fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1), fc.nat(1)),
  attributes: fc.record(
    {
      description: fc.constantFrom('', 'a', '100%', 'ä\u{1F600}', '\\ " \n'),
      ownerUsers: fc.subarray(['a', 'b', 'c']),
      certificateStatus: fc.constantFrom('DRAFT', 'VERIFIED', null),
      odd: fc.jsonValue({ maxDepth: 2, noUnicodeString: true }).filter((it) => it !== null) as fc.Arbitrary<JsonValue>,
    },
    { requiredKeys: [] },
  ),
});

function nameOf(root: string, { level, at }: Pick<Generated, 'level' | 'at'>): string {
  return [root, ...at.slice(0, levels.indexOf(level) + 1).map((it) => `n${it}`)].join('/');
}

/** Whole hierarchies without repetition, so that what a batch says does not depend on the order it says it in. */
function batchOf(root: string, drafts: readonly Generated[]): JsonObject[] {
  const batch = new Map<string, JsonObject>();
  for (const draft of drafts) {
    for (const level of levels.slice(0, levels.indexOf(draft.level) + 1)) {
      const qualifiedName = nameOf(root, { level, at: draft.at });
      const key = `${level} ${qualifiedName}`;
      const own = level === draft.level ? draft.attributes : {};
      const parent = parentAttribute[level];
      const above = levels[levels.indexOf(level) - 1];
      const link =
        parent === null || above === undefined
          ? {}
          : { [parent]: named(above, nameOf(root, { level: above, at: draft.at })) };
      if (!batch.has(key) || level === draft.level) {
        batch.set(key, {
          typeName: level,
          attributes: { name: qualifiedName.split('/').at(-1) ?? '', qualifiedName, ...own, ...link },
        });
      }
    }
  }
  return [...batch.values()];
}

/** What is stored beneath a root, with names relative to it and without what is random. */
async function readStored(root: string): Promise<unknown> {
  const rows = await catalog.db
    .selectFrom('asset')
    .select(['guid', 'type_name', 'qualified_name', 'name', 'attributes'])
    .where('qualified_name', '^@', `${root}/`)
    .orderBy('qualified_name')
    .orderBy('type_name')
    .execute();
  const names = new Map(rows.map((row) => [row.guid, `${row.type_name} ${row.qualified_name.slice(root.length)}`]));
  const links = await catalog.db
    .selectFrom('relationship')
    .select(['type_name', 'end1_guid', 'end2_guid'])
    .where('end2_guid', 'in', ['00000000-0000-4000-8000-000000000000', ...names.keys()])
    .execute();
  return {
    assets: rows.map(({ guid, attributes }) => [names.get(guid), attributes]),
    links: links.map((it) => `${it.type_name}: ${names.get(it.end1_guid)} - ${names.get(it.end2_guid)}`).sort(),
  };
}

let roots = 0;

it('saving the same batch twice changes nothing, and the order of its entities does not matter', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(generated, { minLength: 1, maxLength: 8 }),
      fc.infiniteStream(fc.nat()),
      async (drafts, keys) => {
        roots += 1;
        const [one, two] = [`${catalog.connection}/one${roots}`, `${catalog.connection}/two${roots}`];
        const batch = batchOf(one, drafts);
        const first = await catalog.save(...batch);
        expect(first.mutatedEntities?.CREATE).toHaveLength(batch.length);
        expect(first.mutatedEntities).not.toHaveProperty('UPDATE');
        expect(await catalog.save(...batch)).toEqual({});
        const shuffled = batchOf(two, drafts)
          .map((draft) => ({ draft, key: keys.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ draft }) => draft);
        // One at a time where the order allows nothing else to be assumed: all in one request.
        await catalog.save(...shuffled);
        expect(await readStored(two)).toEqual(await readStored(one));
        expect(await catalog.save(...[...batch].reverse())).toEqual({});
      },
    ),
    { numRuns: 40 },
  );
});
