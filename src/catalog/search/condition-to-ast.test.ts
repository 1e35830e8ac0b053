import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matches, type AssetFacts, type Condition } from '../../policy/index.ts';
import { compileWhere, createParameters } from '../../search/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { loadTypeRegistry } from '../types/type-registry.ts';
import { conditionFields, conditionToAst } from './condition-to-ast.ts';

const types = loadTypeRegistry();

function guid(index: number): string {
  return `${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

const paths = [
  'default/glue/1',
  'default/glue/1/db',
  'default/glue/1/db/t%',
  'default/glue/10',
  'Default/glue/1',
  "o'x",
];
const path = fc.constantFrom(...paths);
const typeName = fc.constantFrom(
  'Table',
  'Column',
  'Catalog',
  'Asset',
  'Connection',
  'AtlasGlossary',
  'table',
  'Unheard',
);
const connection = fc.constantFrom('default/glue/1', 'default/glue/10');
const username = fc.constantFrom('ann', 'Ann', 'bob');

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Condition>({ kind: 'all' }, { kind: 'none' }),
    path.map((one): Condition => ({ kind: 'under', path: one })),
    path.map((one): Condition => ({ kind: 'below', path: one })),
    fc.array(typeName, { maxLength: 3 }).map((typeNames): Condition => ({ kind: 'type', typeNames })),
    fc.array(connection, { maxLength: 2 }).map((qualifiedNames): Condition => ({ kind: 'connection', qualifiedNames })),
    username.map((one): Condition => ({ kind: 'creator', username: one })),
    fc.array(fc.nat(9).map(guid), { maxLength: 3 }).map((guids): Condition => ({ kind: 'guid', guids })),
    tie('condition').map((of): Condition => ({ kind: 'not', of })),
    fc.array(tie('condition'), { maxLength: 3 }).map((of): Condition => ({ kind: 'and', of })),
    fc.array(tie('condition'), { maxLength: 3 }).map((of): Condition => ({ kind: 'or', of })),
  ),
}));

const asset = fc.record({
  qualifiedName: fc.oneof(
    path,
    path.map((one) => `${one}/x`),
    path.map((one) => `${one}0`),
  ),
  typeName: typeName.filter((name) => name !== 'table'),
  connectionQualifiedName: fc.option(connection),
  createdBy: username,
});

describe('conditionToAst', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  async function readable(one: Condition): Promise<string[]> {
    const params = createParameters();
    const context = { fields: conditionFields('asset'), params, now: new Date(0) };
    const where = compileWhere(conditionToAst(one, types), context);
    const text = `SELECT guid FROM asset WHERE ${where} ORDER BY guid`;
    const { rows } = await database.pool.query<{ guid: string }>(text, [...params.values]);
    return rows.map((row) => row.guid);
  }

  it('lets through, as SQL, exactly the assets that the condition matches', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(asset, {
          minLength: 1,
          maxLength: 10,
          selector: (one) => `${one.qualifiedName} ${one.typeName}`,
        }),
        fc.array(condition, { minLength: 1, maxLength: 8 }),
        async (assets, conditions) => {
          const facts: AssetFacts[] = assets.map((one, index) => ({
            ...one,
            guid: guid(index),
            superTypes: types.types.get(one.typeName)?.ancestors ?? [],
          }));
          await database.pool.query('TRUNCATE asset');
          await database.pool.query(
            `INSERT INTO asset (guid, type_name, qualified_name, name, connection_qualified_name, created_by, updated_by, create_time, update_time)
             SELECT guid, "typeName", "qualifiedName", 'n', "connectionQualifiedName", "createdBy", 'x', 0, 0
             FROM jsonb_to_recordset($1::jsonb) AS r (guid uuid, "typeName" text, "qualifiedName" text, "connectionQualifiedName" text, "createdBy" text)`,
            [JSON.stringify(facts)],
          );
          for (const one of conditions) {
            const expected = facts.filter((fact) => matches(one, fact)).map((fact) => fact.guid);
            expect({ condition: one, guids: await readable(one) }).toEqual({ condition: one, guids: expected });
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('speaks only of fields that exist: an unknown one under a denial would let everything through', () => {
    const kinds: Condition[] = [
      { kind: 'under', path: 'p' },
      { kind: 'below', path: 'p' },
      { kind: 'type', typeNames: ['Table'] },
      { kind: 'connection', qualifiedNames: ['c'] },
      { kind: 'creator', username: 'u' },
      { kind: 'guid', guids: [guid(1)] },
    ];
    for (const kind of kinds) {
      const context = { fields: conditionFields('asset'), params: createParameters(), now: new Date(0) };
      expect(compileWhere(conditionToAst(kind, types), context)).not.toBe('FALSE');
    }
  });
});
