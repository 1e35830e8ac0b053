import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsOf, type AuthorizedAsset } from '../../../src/catalog/entities/asset-row.ts';
import { loadTypeRegistry } from '../../../src/catalog/index.ts';
import { conditionFields, conditionToAst } from '../../../src/catalog/search/condition-to-ast.ts';
import { matches, type Condition } from '../../../src/policy/index.ts';
import { compileWhere, createParameters, type CompileContext } from '../../../src/search/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { reportFigures } from '../../support/report-figures.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const types = loadTypeRegistry();

const hostile: readonly [string, ...string[]] = [
  "'; DROP TABLE asset; --",
  "' OR 'a' = 'a",
  "') OR TRUE --",
  '$1',
  '$$ OR TRUE $$',
  "\\'; SELECT pg_sleep(10); --",
  '{"a","b"}',
  "{'a'}::text[] OR TRUE",
  '/* */',
  '%',
  '_',
  '\\',
  '\\%',
  '*',
  '?',
  'NULL',
  'default/glue/1',
  '"',
  '\u2028',
  'ａ',
  '𝒳',
];

/** Everything that a policy holds a value in. */
const places: readonly ((value: string) => Condition)[] = [
  (path) => ({ kind: 'at', path }),
  (path) => ({ kind: 'under', path }),
  (path) => ({ kind: 'below', path }),
  (pattern) => ({ kind: 'matching', pattern }),
  (name) => ({ kind: 'type', typeNames: [name] }),
  (name) => ({ kind: 'connection', qualifiedNames: [name] }),
  (name) => ({ kind: 'tag', tagNames: [name] }),
  (name) => ({ kind: 'glossary', qualifiedNames: [name] }),
  (username) => ({ kind: 'creator', username }),
  (guid) => ({ kind: 'guid', guids: [guid] }),
  (path) => ({
    kind: 'or',
    of: Array.from({ length: 12 }, (_, n) => ({ kind: 'under', path: `${path}${String(n)}` })),
  }),
];

type Row = AuthorizedAsset & { readonly guid: string };

/** Assets that are called like the payloads, so that there is something that a wrong reading would find or lose. */
const rows: readonly Row[] = hostile.map((name, at) => ({
  guid: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
  typeName: at % 3 === 0 ? 'AtlasGlossary' : 'Table',
  qualifiedName: at % 2 === 0 ? name : `${name}/x`,
  connectionQualifiedName: at % 4 === 0 ? null : name,
  createdBy: name,
  directTagNames: at % 2 === 0 ? [name] : [],
  propagatedTagNames: at % 3 === 0 ? [name] : [],
}));

/** Payloads in pieces, joined in any order. */
function payloads(count: number): string[] {
  const random = seededRandom(33);
  return Array.from({ length: count }, (_, n) => {
    const first = hostile[n % hostile.length] ?? '';
    if (n < hostile.length * places.length) return first;
    return `${random.pick(hostile)}${random.pick(['', '/', ' ', 'x'])}${random.below(2) === 0 ? '' : random.pick(hostile)}`;
  });
}

type Compile = (ast: Parameters<typeof compileWhere>[0], context: CompileContext) => string;

/** T33: a value in a policy that would become a part of the statement. */
export function describePolicyInjection({ values }: { readonly values: number }): void {
  describe('hostile values in policies', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await createTestDatabase();
      await database.pool.query(
        `INSERT INTO asset (guid, type_name, qualified_name, name, connection_qualified_name, created_by, direct_tag_names,
           propagated_tag_names, updated_by, create_time, update_time)
         SELECT guid, "typeName", "qualifiedName", 'n', "connectionQualifiedName", "createdBy", "directTagNames",
           "propagatedTagNames", 'x', 0, 0
         FROM jsonb_to_recordset($1::jsonb) AS r (guid uuid, "typeName" text, "qualifiedName" text,
           "connectionQualifiedName" text, "createdBy" text, "directTagNames" text[], "propagatedTagNames" text[])`,
        [JSON.stringify(rows)],
      );
    });
    afterAll(() => database.close());

    async function changed(compile: Compile, some: readonly string[]): Promise<string[]> {
      const wrong: string[] = [];
      for (const [n, value] of some.entries()) {
        const leaf = places[n % places.length]?.(value) ?? { kind: 'none' };
        const condition: Condition = n % 5 === 0 ? { kind: 'not', of: leaf } : leaf;
        const params = createParameters();
        const where = compile(conditionToAst(condition, types), {
          fields: conditionFields('asset'),
          params,
          now: new Date(0),
        });
        const expected = rows.filter((row) => matches(condition, factsOf(types, row))).map(({ guid }) => guid);
        const text = `SELECT guid FROM asset WHERE ${where} ORDER BY guid`;
        const found = await database.pool.query<{ guid: string }>(text, [...params.values]).then(
          (answer) => answer.rows.map(({ guid }) => guid),
          (error: unknown) => [String(error)],
        );
        if (JSON.stringify(found) !== JSON.stringify(expected.toSorted())) wrong.push(`${value}: ${found.join()}`);
      }
      return wrong;
    }

    it(`change no result: ${String(values)} in every place of a policy`, { timeout: 3_600_000 }, async () => {
      const wrong = await changed(compileWhere, payloads(values));
      expect(wrong.slice(0, 3)).toEqual([]);
      const { rows: held } = await database.pool.query('SELECT FROM asset');
      expect(held).toHaveLength(rows.length);
      reportFigures('T33', { values, changed: wrong.length });
    });

    it('negative control: values that are written into the statement are found out', { timeout: 600_000 }, async () => {
      const pasting: Compile = (ast, context) => {
        const where = compileWhere(ast, context);
        const texts = [...context.params.values];
        context.params.keep(0);
        return where.replaceAll(/\$(\d+)/g, (_, place: string) => {
          const value = texts[Number(place) - 1];
          return typeof value === 'string' ? `'${value}'` : context.params.add(value);
        });
      };
      const harmless = payloads(400).filter((value) => !/DROP|sleep/.test(value));
      expect(await changed(pasting, harmless)).not.toEqual([]);
    });

    it('SQL is put together from text in the few files that are meant to, and nowhere else', () => {
      const source = join(import.meta.dirname, '../../../src');
      const builders = readdirSync(source, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
        .filter((file) =>
          /CompiledQuery\.raw\(|sql\.raw\(|\.query\(\s*`[^`]*\$\{/.test(readFileSync(join(source, file), 'utf8')),
        )
        .map((file) => file.replaceAll('\\', '/'));
      expect(builders.filter((file) => !blessed.includes(file))).toEqual([]);
    });
  });
}

/**
 * Files that send a text of their own making. Each builds it from our own words and from what `compileWhere` gives, whose every
 * value is a parameter; whoever adds one has to show the same.
 */
const blessed: readonly string[] = [
  'access/gather-facts.ts',
  'audit/append-entries.ts',
  'catalog/access/count-assets.ts',
  'catalog/access/count-difference.ts',
  'catalog/access/find-unused.ts',
  'catalog/entities/host-column.ts',
  'catalog/entities/link-store.ts',
  'catalog/entities/purpose-rights.ts',
  'catalog/lineage/lineage-edges.ts',
  'catalog/lineage/list-lineage.ts',
  'catalog/lineage/walk-lineage.ts',
  'catalog/search/find-page.ts',
  'identity/people/user-record.ts',
  'identity/secrets/find-secret.ts',
  'postgres/copy-rows.ts',
  'postgres/embedded/start-embedded.ts',
  'workflows/engine/run-limits.ts',
  'workflows/gather-sight.ts',
  'workflows/search-documents.ts',
];
