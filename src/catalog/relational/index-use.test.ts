import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileTop, createParameters, type Ast } from '../../search/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { compileCondition } from '../search/compile-condition.ts';
import { relationalFields } from './relational-fields.ts';
import type { RelationalKind } from './relational-kind.ts';
import { relationalPageQuery, type RelationalQuery } from './relational-reading.ts';

const now = new Date('2026-03-15T12:00:00Z');
const everything: Ast = { kind: 'all' };
/** What somebody may read who has a policy on nearly all of it. */
const mostly: Ast = {
  kind: 'prefix',
  field: 'qualifiedName',
  value: 'default/glue/',
  caseInsensitive: false,
};
/** What somebody may read who has a policy on one of the connections and one on part of another. */
const partly: Ast = {
  kind: 'or',
  of: [
    { kind: 'prefix', field: 'qualifiedName', value: 'default/glue/c1/', caseInsensitive: false },
    { kind: 'prefix', field: 'qualifiedName', value: 'default/glue/c2/db/s2/', caseInsensitive: false },
  ],
};

describe('a page of a relational list among many assets', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.pool.query(`
      INSERT INTO asset (guid, type_name, qualified_name, name, connection_qualified_name, attributes, created_by, updated_by, create_time, update_time)
      SELECT gen_random_uuid(), CASE WHEN n % 20 = 0 THEN CASE WHEN n % 60 = 0 THEN 'View' ELSE 'Table' END ELSE 'Column' END,
        'default/glue/c' || n % 30 || '/db/s' || n % 300 || '/t' || n / 20 || CASE WHEN n % 20 = 0 THEN '' ELSE '/col' || n END,
        'n' || n, 'default/glue/c' || n % 30,
        jsonb_build_object('schemaQualifiedName', 'default/glue/c' || n % 30 || '/db/s' || n % 300, 'schemaName', 's' || n % 300,
          'tableQualifiedName', 'default/glue/c' || n % 30 || '/db/s' || n % 300 || '/t' || n / 20, 'tableName', 't' || n / 20),
        'x', 'x', n, n
      FROM generate_series(1, 60000) AS n;
      ANALYZE asset`);
    // So that it is known which rows everybody sees.
    await database.pool.query('VACUUM asset');
  });
  afterAll(() => database.close());

  async function plan(kind: RelationalKind, query: Ast, readable: Ast = everything): Promise<string> {
    const asked: RelationalQuery = { kind, query, window: { skip: 0, limit: 101 } };
    const { text, values } = compileTop(relationalPageQuery({ readable, now }, asked));
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, [...values]);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  /** The rows of the page come out of that scan as they are, and nothing behind them is read. */
  function inOrder(scan: string): RegExp {
    return new RegExp(`Limit [^\\n]*\\n *->  ${scan}`);
  }

  function equals(field: string, value: string | number): Ast {
    return { kind: 'equals', field, value, caseInsensitive: false };
  }

  it.each<[string, Ast]>([
    ['everything', everything],
    ['most of it', mostly],
  ])(
    'of all tables reads one index in its order, and none of the rows before it, for who may read %s',
    async (_, may) => {
      expect(await plan('table', everything, may)).toMatch(inOrder('Index Only Scan using asset_of_kind'));
    },
  );

  it('of all columns, which are most of what there is, comes in the order of an index', async () => {
    for (const may of [everything, mostly]) {
      expect(await plan('column', everything, may)).toMatch(inOrder('Index (Only )?Scan using asset_(of_kind|number)'));
    }
  });

  it.each<[string, { readonly kind: RelationalKind; readonly query: Ast; readonly index: string }]>([
    [
      'of the tables of a connection',
      { kind: 'table', query: equals('connection', 'default/glue/c7'), index: 'asset_of_connection' },
    ],
    [
      'of the columns of a connection',
      { kind: 'column', query: equals('connection', 'default/glue/c7'), index: 'asset_of_connection' },
    ],
    [
      'of the tables of a schema',
      { kind: 'table', query: equals('schema', 'default/glue/c7/db/s7'), index: 'asset_of_schema' },
    ],
    [
      'of the columns of a schema',
      { kind: 'column', query: equals('schema', 'default/glue/c7/db/s7'), index: 'asset_of_schema' },
    ],
    [
      'of the columns of a table',
      { kind: 'column', query: equals('tableQualifiedName', 'default/glue/c7/db/s7/t0'), index: 'asset_attributes' },
    ],
    ['of one number', { kind: 'table', query: equals('id', 40), index: 'asset_number' }],
    ['behind a number', { kind: 'table', query: { kind: 'range', field: 'id', gt: 59_000 }, index: 'asset_of_kind' }],
    ['of a name', { kind: 'table', query: equals('name.folded', 'n40'), index: 'asset_name' }],
    ['of a schema by its name', { kind: 'table', query: equals('schemaName', 's7'), index: 'asset_attributes' }],
    [
      'by the number of a schema in a range',
      { kind: 'table', query: { kind: 'range', field: 'schema_id', lt: 9 }, index: 'asset_of_kind' },
    ],
  ])('%s is answered by an index, whatever the rights cover', async (_, { kind, query, index }) => {
    for (const readable of [everything, mostly, partly]) {
      const found = await plan(kind, query, readable);
      if (readable !== partly) expect(found).toContain(index);
      expect(found).not.toContain('Seq Scan on asset');
    }
  });

  it('of all tables is found by the paths of who may read little', async () => {
    const found = await plan('table', everything, partly);
    expect(found).toContain('asset_key');
    expect(found).not.toContain('Seq Scan on asset');
  });

  it('of a connection or a schema comes in the order of its index, to be read as far as the page goes', async () => {
    expect(await plan('column', equals('connection', 'default/glue/c7'))).toMatch(
      inOrder('Index Only Scan using asset_of_connection'),
    );
    expect(await plan('column', equals('schema', 'default/glue/c7/db/s7'))).toMatch(
      inOrder('Index Scan using asset_of_schema'),
    );
  });

  it('negative control: a condition that no index answers is found out', async () => {
    const params = createParameters();
    const context = { fields: relationalFields({ kind: 'table', readable: everything, now }), params, now };
    expect(context.fields('kind', params)).not.toBeNull();
    expect(compileCondition(partly, 'asset', { params, now })).toContain('host_guid');
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT guid FROM asset WHERE attributes::text LIKE '%t7%' LIMIT 100`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('Seq Scan on asset');
  });
});
