import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatherFacts, recordPolicy } from '../../../src/access/index.ts';
import { searchAssets } from '../../../src/catalog/index.ts';
import { newGuid } from '../../../src/foundation/index.ts';
import type { Principal } from '../../../src/identity/index.ts';
import { actions, evaluate, limitProblems, residual, type Condition, type Policy } from '../../../src/policy/index.ts';
import { sql, transact } from '../../../src/postgres/index.ts';
import { reportFigures } from '../../support/report-figures.ts';
import { createSmallCatalog, type SmallCatalog } from '../../support/small-catalog.ts';

function nested(depth: number): Condition {
  let condition: Condition = { kind: 'under', path: 'p' };
  for (let n = 0; n < depth; n += 1) condition = { kind: 'not', of: { kind: 'and', of: [condition, { kind: 'all' }] } };
  return condition;
}

const allow = (where: Condition): Policy => ({ id: 'bomb', effect: 'allow', actions, where });

/** Conditions that are too much of something, each refused with what was counted. */
const bombs: Readonly<Record<string, Condition>> = {
  ...Object.fromEntries([17, 64, 1_000].map((depth) => [`${String(depth)} levels`, nested(depth)])),
  ...Object.fromEntries(
    [201, 10_000].map((count) => [
      `${String(count)} paths`,
      {
        kind: 'or',
        of: Array.from({ length: count }, (_, n): Condition => ({ kind: 'under', path: `p${String(n)}` })),
      },
    ]),
  ),
  '201 tags': { kind: 'tag', tagNames: Array.from({ length: 201 }, (_, n) => `t${String(n)}`) },
  '201 glossaries': { kind: 'glossary', qualifiedNames: Array.from({ length: 201 }, (_, n) => `g${String(n)}`) },
  'a path of a mebibyte': { kind: 'under', path: 'x'.repeat(1024 * 1024) },
  'a pattern of a mebibyte': { kind: 'matching', pattern: '*?'.repeat(512 * 1024) },
  'a mebibyte of wide letters': { kind: 'creator', username: '𝒳'.repeat(256 * 1024) },
};

/** Patterns that make a reader which tries everything take for ever, against names that almost match. */
const patterns = [
  '*a'.repeat(60),
  '*?'.repeat(60),
  `${'*'.repeat(500)}b`,
  '?*'.repeat(200),
  `${'a*'.repeat(100)}b`,
  '*/'.repeat(80),
];
const names = ['a'.repeat(2_000), 'a/'.repeat(1_000), `${'ab'.repeat(1_000)}c`, '*'.repeat(1_000)];

/** No assertion about speed, only about what would take for ever: two to the power of sixty steps. */
const forEverMs = 10_000;

async function elapsed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

export interface BombRuns {
  readonly assets: number;
  /** Paths in each of the 500 policies of one actor; 200 are accepted. */
  readonly pathsEach: number;
}

/** T32: policies that cost more than they are worth. */
export function describePolicyBombs({ assets, pathsEach }: BombRuns): void {
  describe('policy bombs', () => {
    let catalog: SmallCatalog;
    let reader: Principal;
    let personaGuid: string;

    beforeAll(async () => {
      catalog = await createSmallCatalog();
      reader = await catalog.addUser('reader', 'member');
      ({ guid: personaGuid } = await catalog.savePersona({ name: 'P', users: ['reader'] }));
      await sql`
        INSERT INTO asset (guid, type_name, qualified_name, name, connection_qualified_name, created_by, updated_by, create_time, update_time)
        SELECT gen_random_uuid(), 'Table', ${catalog.connection}::text || '/' || repeat('a', 200) || n % 500 || '/' || n, 't' || n,
          ${catalog.connection}, 'x', 'x', 0, 0
        FROM generate_series(1, ${assets}::int) AS n`.execute(catalog.db);
    }, 120_000);
    afterAll(() => catalog.close());

    it.each(Object.entries(bombs))('%s: refused with the count', (_, where) => {
      const problems = limitProblems(allow(where), 'where');
      expect(problems.length).toBeGreaterThan(0);
      for (const { message } of problems) expect(message).toMatch(/^\d+ .*at most \d+ are accepted$/);
    });

    it('the 501st policy of an actor is refused, and the 500 before it stay', { timeout: 120_000 }, async () => {
      const paths = Array.from({ length: 500 }, (_, n) => `${catalog.connection}/${'a'.repeat(200)}${String(n)}`);
      const rows = paths.map((path, n) => ({
        ...{ guid: newGuid(), persona_guid: personaGuid, name: `p${String(n)}`, category: 'metadata' as const },
        ...{ effect: 'allow' as const, actions: ['persona-asset-read'], paths: [path], entity_types: [] },
        connection_qualified_name: catalog.connection,
      }));
      await catalog.db.insertInto('policy').values(rows.slice(1)).execute();
      const record = (n: number) =>
        catalog.savePolicy({ personaGuid, name: `n${String(n)}`, resources: [`entity:${paths[0] ?? ''}`] });
      await record(500);
      await expect(record(501)).rejects.toMatchObject({ message: expect.stringContaining('500') });
      expect((await gatherFacts(catalog.db, reader)).policies.length).toBeGreaterThanOrEqual(500);
    });

    it(
      `an actor with 500 policies searches, and with ${String(pathsEach)} paths in each too`,
      { timeout: 300_000 },
      async () => {
        const dsl = { query: { term: { '__typeName.keyword': 'Table' } }, size: 10 };
        const search = () => searchAssets(catalog.deps, reader, { dsl });
        expect((await search()).approximateCount).toBe(assets);
        const plain = await elapsed(search);
        await sql`UPDATE policy SET paths = paths || ARRAY(
          SELECT ${catalog.connection}::text || '/more/' || policy.name || '/' || n FROM generate_series(2, ${pathsEach}::int) AS n)
        WHERE persona_guid = ${personaGuid}`.execute(catalog.db);
        expect((await search()).approximateCount).toBe(assets);
        const most = await elapsed(search);
        reportFigures('T32', {
          assets,
          pathsEach,
          searchMsWithOneEach: Math.round(plain),
          searchMsWithAll: Math.round(most),
        });
      },
    );

    it('no pattern takes for ever, neither here nor in SQL', { timeout: 120_000 }, async () => {
      const pairs = patterns.flatMap((pattern) => names.map((name) => [pattern, name] as const));
      const took = await elapsed(async () => {
        for (const [pattern, name] of pairs) {
          const where: Condition = { kind: 'matching', pattern };
          const asset = {
            qualifiedName: name,
            typeName: 'T',
            superTypes: [],
            connectionQualifiedName: null,
            createdBy: 'x',
            tagNames: [],
          };
          const facts = { ...asset, glossaryQualifiedName: null };
          const { effect } = evaluate([allow(where)], { action: 'asset.read', asset: facts });
          const like = (one: string) =>
            one
              .replaceAll(/[\\%_]/g, '\\$&')
              .replaceAll(/\*+/g, '%')
              .replaceAll('?', '_');
          const { rows } = await sql<{ held: boolean }>`
            SELECT ${name}::text LIKE ${like(pattern)} OR ${name}::text LIKE ${like(`${pattern}/*`)} AS held`.execute(
            catalog.db,
          );
          expect(rows[0]?.held).toBe(effect === 'allow');
        }
      });
      reportFigures('T32 patterns', { pairs: pairs.length, ms: Math.round(took) });
      expect(took).toBeLessThan(forEverMs);
    });

    it('ten thousand policies are decided over in the time of ten thousand', { timeout: 120_000 }, async () => {
      const many = Array.from({ length: 10_000 }, (_, n) => allow({ kind: 'under', path: `p${String(n)}` }));
      const took = await elapsed(() => residual(many, 'asset.read'));
      expect(took).toBeLessThan(forEverMs);
    });

    it('a refused policy leaves nothing behind', async () => {
      const before = await catalog.db.selectFrom('policy').select('guid').execute();
      const resources = Array.from({ length: 201 }, (_, n) => `entity:${catalog.connection}/q${String(n)}`);
      const policy = {
        guid: newGuid(),
        personaGuid,
        name: 'bomb',
        category: 'metadata',
        effect: 'allow',
        mask: null,
      } as const;
      const rest = {
        actions: ['persona-asset-read'],
        resources,
        connectionQualifiedName: catalog.connection,
        enabled: true,
      };
      await expect(transact(catalog.db, (tx) => recordPolicy({ tx }, { ...policy, ...rest }))).rejects.toMatchObject({
        message: expect.stringContaining('at most 200'),
      });
      expect(await catalog.db.selectFrom('policy').select('guid').execute()).toHaveLength(before.length);
    });
  });
}
