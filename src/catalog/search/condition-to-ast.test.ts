import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Condition } from '../../policy/index.ts';
import { residual } from '../../policy/index.ts';
import { compileWhere, createParameters } from '../../search/index.ts';
import { requireListedAsDecided } from '../../../test/decisions/listed-law.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { reportFigures } from '../../../test/support/report-figures.ts';
import { loadTypeRegistry } from '../types/type-registry.ts';
import { compileCondition } from './compile-condition.ts';
import { conditionFields, conditionToAst } from './condition-to-ast.ts';

const types = loadTypeRegistry();

function compile(condition: Condition): { readonly sql: string; readonly values: readonly unknown[] } {
  const params = createParameters();
  const context = { fields: conditionFields('asset'), params, now: new Date(0) };
  const sql = compileWhere(conditionToAst(condition, types), context);
  return { sql, values: [...params.values] };
}

describe('conditionToAst', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it('lets through, as SQL, exactly the assets that the policies allow one by one', async () => {
    const rights = { residual, conditionToAst, compileCondition, createParameters };
    const figures = await requireListedAsDecided(database, rights, { worlds: 400 });
    reportFigures('T09 listed', { ...figures });
    expect(figures.allowed / figures.decisions).toBeGreaterThan(0.05);
  });

  it('reads the glossary of a term and a category from behind the `@` of its name', async () => {
    await database.pool.query('TRUNCATE asset, source_fingerprint');
    await database.pool.query(
      `INSERT INTO asset (guid, type_name, qualified_name, name, created_by, updated_by, create_time, update_time)
       SELECT gen_random_uuid(), type_name, qualified_name, type_name, 'x', 'x', 0, 0 FROM (VALUES
         ('AtlasGlossary', 'g'), ('AtlasGlossaryTerm', 't@g'), ('AtlasGlossaryCategory', 'c@g'), ('AtlasGlossaryTerm', 't@g2'),
         ('Table', 'g'), ('Table', 't@g')) AS listed (type_name, qualified_name)`,
    );
    const { sql, values } = compile({ kind: 'glossary', qualifiedNames: ['g'] });
    const text = `SELECT type_name || ' ' || qualified_name AS found FROM asset WHERE ${sql} ORDER BY 1`;
    const { rows } = await database.pool.query<{ found: string }>(text, [...values]);
    expect(rows.map(({ found }) => found)).toEqual([
      'AtlasGlossary g',
      'AtlasGlossaryCategory c@g',
      'AtlasGlossaryTerm t@g',
    ]);
  });

  it('speaks only of fields that exist: an unknown one under a denial would let everything through', () => {
    const kinds: Condition[] = [
      { kind: 'at', path: 'p' },
      { kind: 'under', path: 'p' },
      { kind: 'below', path: 'p' },
      { kind: 'matching', pattern: 'p*' },
      { kind: 'type', typeNames: ['Table'] },
      { kind: 'connection', qualifiedNames: ['c'] },
      { kind: 'tag', tagNames: ['t'] },
      { kind: 'glossary', qualifiedNames: ['g'] },
      { kind: 'creator', username: 'u' },
      { kind: 'hosted' },
      { kind: 'guid', guids: ['00000000-0000-4000-8000-000000000000'] },
      { kind: 'or', of: Array.from({ length: 20 }, (_, n) => ({ kind: 'under', path: `p${String(n)}` })) },
    ];
    for (const kind of kinds) expect(compile(kind).sql).not.toMatch(/FALSE/);
  });

  it('puts hundreds of policies that differ in their paths alone into one search among sorted names', () => {
    const notRule: Condition = { kind: 'not', of: { kind: 'type', typeNames: ['DataQualityRule'] } };
    const policies = Array.from({ length: 500 }, (_, n): Condition => {
      const path = `default/glue/${String(n % 10)}`;
      return { kind: 'and', of: [{ kind: 'under', path }, { kind: 'under', path: `${path}/db${String(n)}` }, notRule] };
    });
    const { sql, values } = compile({ kind: 'or', of: policies });
    expect(sql.length).toBeLessThan(10_000);
    expect(sql.match(/width_bucket/g)?.length).toBeGreaterThan(10);
    expect(values.flat()).toContain('default/glue/9/db499');
    expect(values.flat()).not.toContain('default/glue/9');
  });
});
