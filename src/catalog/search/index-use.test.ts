import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ast, compileWhere, createParameters, parseQuery } from '../../search/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { loadTypeRegistry } from '../types/type-registry.ts';
import { assetFields, createAttributeFields } from './asset-fields.ts';
import { compileCondition } from './compile-condition.ts';

const types = loadTypeRegistry();
const now = new Date('2026-03-15T12:00:00Z');
const fields = assetFields({ attributeFields: createAttributeFields(types), readable: { kind: 'all' }, now });

describe('a search among many assets', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.pool.query(`
      INSERT INTO asset (guid, type_name, qualified_name, name, attributes, created_by, updated_by, create_time, update_time)
      SELECT gen_random_uuid(), CASE WHEN n % 50 = 0 THEN 'Table' ELSE 'Column' END,
        'default/glue/1/db/s' || n % 100 || '/t' || n % 1000 || '/c' || n, 'c' || n || ' w' || n % 500 || CASE n % 900 WHEN 0 THEN ' wide' ELSE '' END,
        jsonb_build_object('tableQualifiedName', 't' || n % 1000, 'ownerUsers', jsonb_build_array('u' || n % 400),
          'connectionQualifiedName', 'c' || n % 300, 'description', CASE n % 900 WHEN 0 THEN 'rare ' ELSE '' END || 'made of d' || n % 700, 'certificateStatus', 'S' || n % 400),
        'x', 'x', n, n
      FROM generate_series(1, 60000) AS n;
      ANALYZE asset`);
  });
  afterAll(() => database.close());

  async function plan(query: unknown): Promise<string> {
    const params = createParameters();
    const where = compileWhere(parseQuery(query), { fields, params, now });
    const text = `EXPLAIN SELECT guid FROM asset WHERE ${where}`;
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(text, [...params.values]);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  it('looks up what a row hangs on by its guid, however many assets the rights cover', async () => {
    const params = createParameters();
    const covered: Ast = { kind: 'prefix', field: 'qualifiedName', value: 'default/glue/', caseInsensitive: false };
    const readable = compileCondition(covered, 'asset', { params, now });
    const text = `EXPLAIN SELECT guid FROM asset WHERE ${readable} ORDER BY create_time, guid LIMIT 20`;
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(text, [...params.values]);
    const shown = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(shown).toContain('Index Scan using asset_pkey on asset host');
    expect(shown).not.toContain('Seq Scan on asset host');
  });

  it.each([
    ['guid', { term: { __guid: '00000000-0000-4000-8000-000000000000' } }, 'asset_pkey'],
    ['guids', { terms: { __guid: ['00000000-0000-4000-8000-000000000000'] } }, 'asset_pkey'],
    ['qualified name', { term: { qualifiedName: 'default/glue/1/db/s1/t1/c1' } }, 'asset_key'],
    ['qualified names', { terms: { qualifiedName: ['a', 'default/glue/1/db/s1/t1/c1'] } }, 'asset_key'],
    ['path', { prefix: { qualifiedName: 'default/glue/1/db/s1/t1/' } }, 'asset_key'],
    ['name in any case', { term: { 'name.keyword': 'C17 W17' } }, 'asset_name'],
    ['type in any case', { term: { '__typeName.keyword': 'SCHEMA' } }, 'asset_type'],
    ['family of types', { term: { '__superTypeNames.keyword': 'DataMesh' } }, 'asset_type'],
    ['attribute', { term: { tableQualifiedName: 't17' } }, 'asset_attributes'],
    ['one of a list of an attribute', { terms: { ownerUsers: ['u17', 'u18'] } }, 'asset_attributes'],
    ['connection', { term: { connectionQualifiedName: 'c17' } }, 'asset_connection'],
    ['part of a name', { wildcard: { 'name.keyword': '*c1234*' } }, 'asset_name_parts'],
    ['word of a name', { match: { name: 'wide' } }, 'asset_name_words'],
    ['words of a name', { match: { name: { query: 'wide 17', operator: 'and' } } }, 'asset_name_words'],
    ['phrase of a name', { match_phrase: { name: '450 wide' } }, 'asset_name_words'],
    ['word of a description', { match: { description: 'rare' } }, 'asset_description_words'],
    ['time', { range: { __timestamp: { gte: 59_900 } } }, 'asset_create_time'],
    ['assigned term', { term: { __meanings: 'x@y' } }, 'relationship'],
  ])('by %s is answered by an index', async (_, query, index) => {
    const found = await plan(query);
    expect(found).toContain(index);
    expect(found).not.toContain('Seq Scan on asset');
  });
});
