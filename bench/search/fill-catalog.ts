import type pg from 'pg';

/** What the catalog of the bench is made of; everything follows from the number of assets. */
export interface CatalogShape {
  readonly assets: number;
  readonly connections: number;
  /** Of a connection. */
  readonly schemas: number;
  /** Of a table, the table itself apart. */
  readonly columns: number;
}

export const connectionName = (n: number): string => `default/snowflake/17000000${String(n).padStart(2, '0')}`;
export const glossaryName = 'benchglossary00000000';
export const tagName = (n: number): string => `tBenchTag${String(n).padStart(13, '0')}`;

const columnsPerTable = 19;
const connectionCount = 10;
const schemaCount = 50;

export function catalogShape(assets: number): CatalogShape {
  return { assets, connections: connectionCount, schemas: schemaCount, columns: columnsPerTable };
}

const words = `ARRAY['account','address','amount','audit','balance','billing','booking','budget','campaign','carrier','category','channel',
  'claim','contact','contract','country','coupon','credit','currency','customer','daily','delivery','device','discount','employee','event',
  'export','fact','forecast','gross','history','import','inventory','invoice','item','ledger','line','location','loyalty','margin','market',
  'member','metric','monthly','net','number','offer','order','partner','payment','period','plan','policy','price','product','profile',
  'promotion','purchase','quantity','quote','rate','region','rental','report','return','revenue','risk','route','salary','sales','score',
  'segment','session','shipment','sku','staff','stage','status','stock','store','supplier','survey','target','tax','team','ticket','total',
  'transaction','transfer','trial','type','usage','user','vendor','version','visit','volume','warehouse','week','yield','zone']`;

/** A word of the list, the same for the same text and every time. */
const word = (text: string): string => `(words.list)[1 + abs(hashtext(${text})::bigint) % array_length(words.list, 1)]`;

const source = `words(list) AS (VALUES (${words}))`;

/** Connections, their databases and schemas. */
const upper = `
  INSERT INTO asset (guid, type_name, qualified_name, name, connection_qualified_name, attributes, created_by, updated_by, create_time, update_time)
  SELECT gen_random_uuid(), 'Connection', 'default/snowflake/17000000' || lpad(c::text, 2, '0'), 'warehouse ' || c,
    'default/snowflake/17000000' || lpad(c::text, 2, '0'), '{"connectorName": "snowflake", "category": "warehouse"}', 'x', 'x', c, c
  FROM generate_series(0, $1::int - 1) AS c
  UNION ALL
  SELECT gen_random_uuid(), 'Schema', connection || '/db/s' || s, 's' || s, connection,
    jsonb_build_object('connectorName', 'snowflake', 'connectionQualifiedName', connection, 'databaseQualifiedName', connection || '/db'), 'x', 'x', s, s
  FROM (SELECT 'default/snowflake/17000000' || lpad(c::text, 2, '0') AS connection FROM generate_series(0, $1::int - 1) AS c) AS made,
    generate_series(0, $2::int - 1) AS s`;

/** One row for each table and column: row n of table t = n / 20, column n % 20, where 0 is the table itself. */
const lower = `
  WITH ${source}, numbered AS (
    SELECT n, n / ($2::int + 1) AS t, n % ($2::int + 1) AS c FROM generate_series(0, $1::int - 1) AS n
  ), placed AS (
    SELECT n, t, c, 'default/snowflake/17000000' || lpad((t % $3::int)::text, 2, '0') AS connection,
      's' || t / $3::int % $4::int AS schema
    FROM numbered
  ), named AS (
    SELECT placed.*, connection || '/db/' || schema AS schema_name,
      ${word(`'t1' || t`)} || '_' || ${word(`'t2' || t`)} || '_' || t AS table_name,
      ${word(`'c1' || n % 4001`)} || CASE n % 3 WHEN 0 THEN '' ELSE '_' || ${word(`'c2' || n % 4003`)} END || CASE n % 5 WHEN 0 THEN (n % 7)::text ELSE '' END AS column_name,
      ${word(`'d1' || n`)} || ' of the ' || ${word(`'d2' || n`)} || ' by ' || ${word(`'d3' || n`)} || ', ' || ${word(`'d4' || n`)} || ' and ' || ${word(`'d5' || n`)} AS sentence
    FROM placed, words
  )
  INSERT INTO asset (guid, type_name, qualified_name, name, connection_qualified_name, attributes, direct_tag_names, created_by, updated_by, create_time, update_time)
  SELECT gen_random_uuid(), CASE c WHEN 0 THEN 'Table' ELSE 'Column' END,
    schema_name || '/' || table_name || CASE c WHEN 0 THEN '' ELSE '/' || column_name || '_' || c END,
    CASE c WHEN 0 THEN table_name ELSE column_name END, connection,
    jsonb_build_object('connectorName', 'snowflake', 'connectionQualifiedName', connection, 'databaseName', 'db',
      'databaseQualifiedName', connection || '/db', 'schemaName', schema, 'schemaQualifiedName', schema_name)
    || CASE c WHEN 0 THEN jsonb_build_object('columnCount', $2::int, 'rowCount', n % 100000)
      ELSE jsonb_build_object('tableName', table_name, 'tableQualifiedName', schema_name || '/' || table_name, 'order', c, 'dataType',
        (ARRAY['NUMBER','VARCHAR','TIMESTAMP','BOOLEAN'])[1 + n % 4]) END
    || CASE WHEN n % 10 < 3 THEN jsonb_build_object('description', sentence) ELSE '{}' END
    || CASE WHEN n % 50 = 0 THEN jsonb_build_object('certificateStatus', (ARRAY['DRAFT','VERIFIED','DEPRECATED'])[1 + n / 50 % 3]) ELSE '{}' END
    || CASE WHEN n % 40 = 0 THEN jsonb_build_object('ownerUsers', jsonb_build_array('owner' || n / 40 % 200)) ELSE '{}' END,
    CASE WHEN n % 20 = 7 THEN ARRAY['tBenchTag' || lpad((n / 20 % 10)::text, 13, '0')] ELSE '{}' END,
    'x', 'x', 1700000000000 + n, 1700000000000 + (n::bigint * 7919) % ($1::int * 3)
  FROM named`;

const terms = `
  WITH ${source}, made AS (
    INSERT INTO asset (guid, type_name, qualified_name, name, attributes, created_by, updated_by, create_time, update_time)
    SELECT gen_random_uuid(), CASE n WHEN 0 THEN 'AtlasGlossary' ELSE 'AtlasGlossaryTerm' END,
      CASE n WHEN 0 THEN $2::text ELSE 'term' || lpad(n::text, 17, '0') || '@' || $2::text END,
      CASE n WHEN 0 THEN 'Business' ELSE ${word(`'g1' || n`)} || ' ' || ${word(`'g2' || n`)} || ' ' || n END, '{}', 'x', 'x', n, n
    FROM generate_series(0, $1::int) AS n, words
    RETURNING guid, type_name, name
  )
  INSERT INTO relationship (guid, type_name, end1_guid, end2_guid)
  SELECT gen_random_uuid(), 'AtlasGlossarySemanticAssignment', term.guid, tables.guid
  FROM (SELECT guid, row_number() OVER (ORDER BY name) AS place FROM made WHERE type_name = 'AtlasGlossaryTerm') AS term
  JOIN (SELECT guid, row_number() OVER (ORDER BY qualified_name) AS place FROM asset WHERE type_name = 'Table') AS tables
    ON tables.place % 50 = 0 AND tables.place / 50 % $1::int + 1 = term.place`;

const links = `
  INSERT INTO relationship (guid, type_name, end1_guid, end2_guid)
  SELECT gen_random_uuid(), 'table_columns', parent.guid, child.guid
  FROM asset AS child JOIN asset AS parent ON parent.type_name = 'Table' AND parent.qualified_name = child.attributes ->> 'tableQualifiedName'
  WHERE child.type_name = 'Column'
  UNION ALL
  SELECT gen_random_uuid(), 'schema_tables', parent.guid, child.guid
  FROM asset AS child JOIN asset AS parent ON parent.type_name = 'Schema' AND parent.qualified_name = child.attributes ->> 'schemaQualifiedName'
  WHERE child.type_name = 'Table'`;

/**
 * Fills an empty catalog with tables of nineteen columns in 500 schemas of ten connections, and with terms; the same assets every time,
 * their guids apart.
 */
export async function fillCatalog(
  client: pg.Client,
  { assets, connections, schemas, columns }: CatalogShape,
): Promise<void> {
  await client.query(upper, [connections, schemas]);
  await client.query(lower, [assets, columns, connections, schemas]);
  await client.query(terms, [1_000, glossaryName]);
  await client.query(links);
  await client.query('VACUUM ANALYZE asset');
  await client.query('VACUUM ANALYZE relationship');
}
