import { createHash } from 'node:crypto';

import { type Table } from '@aws-sdk/client-glue';
import { describe, expect, it } from 'vitest';

import { oddTables } from '../../../examples/glue-endpoint/index.ts';
import { mapCatalog, mapDatabase, schemaPlace } from './map-database.ts';
import { mappingVersion, mapTable } from './map-table.ts';

const connection = 'default/glue/1735500000';
const place = schemaPlace(connection, 'sales');
const schema = `${connection}/AwsDataCatalog/sales`;

const mapped = (table: Table): ReturnType<typeof mapTable> => mapTable(place, table);
const attributesOf = (table: Table): Record<string, unknown> => mapped(table).asset.attributes;
const columnsOf = (table: Table): Record<string, unknown>[] =>
  mapped(table)
    .columnLevels.flat()
    .map(({ attributes }) => attributes);
const pick = (object: Record<string, unknown> | undefined, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [key, object?.[key]]));

describe('mapDatabase', () => {
  it('makes the catalog a Database and each Glue database a Schema in it', () => {
    expect(mapCatalog(connection).attributes).toMatchObject({
      qualifiedName: `${connection}/AwsDataCatalog`,
      name: 'AwsDataCatalog',
      connectorName: 'glue',
      connectionQualifiedName: connection,
    });
    const created = new Date('2025-01-01T00:00:00Z');
    const draft = mapDatabase(place, {
      Name: 'sales',
      Description: 'Sold',
      LocationUri: 's3://b/',
      CreateTime: created,
    });
    expect(draft).toMatchObject({
      typeName: 'Schema',
      status: 'ACTIVE',
      attributes: {
        qualifiedName: schema,
        name: 'sales',
        databaseName: 'AwsDataCatalog',
        databaseQualifiedName: `${connection}/AwsDataCatalog`,
        description: 'Sold',
        schemaExternalLocation: 's3://b/',
        sourceCreatedAt: created.getTime(),
        database: { typeName: 'Database', uniqueAttributes: { qualifiedName: `${connection}/AwsDataCatalog` } },
      },
    });
  });
});

describe('mapTable', () => {
  const cases: readonly { says: string; table: Partial<Table>; expect: Record<string, unknown> }[] = [
    {
      says: 'the description, or else the comment',
      table: { Parameters: { comment: 'from Hive' } },
      expect: { description: 'from Hive' },
    },
    { says: 'nothing it does not know', table: {}, expect: { description: null, rowCount: null, subType: null } },
    {
      says: 'the counts of a Glue crawler',
      table: { Parameters: { recordCount: '12', sizeKey: '34', objectCount: '5', numRows: '-1' } },
      expect: { rowCount: 12, sizeBytes: 34, tableObjectCount: 5 },
    },
    {
      says: 'the counts of Hive, unless nobody counted',
      table: { Parameters: { numRows: '-1', totalSize: '7', numFiles: 'many' } },
      expect: { rowCount: null, sizeBytes: 7, tableObjectCount: null },
    },
    {
      says: 'where and how the data is kept',
      table: {
        StorageDescriptor: { Location: 's3://b/t/' },
        Parameters: { classification: 'parquet', typeOfData: 'file' },
      },
      expect: { externalLocation: 's3://b/t/', externalLocationFormat: 'parquet' },
    },
    {
      says: 'its partition keys',
      table: { PartitionKeys: [{ Name: 'year' }, { Name: 'month' }] },
      expect: { isPartitioned: true, partitionList: 'year, month', columnCount: 2 },
    },
    { says: 'that it is not partitioned', table: {}, expect: { isPartitioned: false, partitionList: null } },
    {
      says: 'the kind as subType, never as tableType',
      table: { TableType: 'EXTERNAL_TABLE' },
      expect: { subType: 'EXTERNAL_TABLE', tableType: null },
    },
    {
      says: 'that it is an Iceberg table',
      table: { Parameters: { table_type: 'iceberg' }, StorageDescriptor: { Location: 's3://b/i' } },
      expect: { tableType: 'ICEBERG', icebergTableBaseLocation: 's3://b/i' },
    },
    {
      says: 'who made it and when it changed',
      table: {
        CreatedBy: 'arn:x',
        CreateTime: new Date(1000),
        UpdateTime: new Date(3000),
        LastAccessTime: new Date(2000),
      },
      expect: { sourceCreatedBy: 'arn:x', sourceCreatedAt: 1000, sourceUpdatedAt: 3000 },
    },
    {
      says: 'when it was last read, if nobody says when it changed',
      table: { LastAccessTime: new Date(2000), UpdateTime: new Date(Number.NaN) },
      expect: { sourceUpdatedAt: 2000 },
    },
  ];

  it.each(cases)('of a table says $says', ({ table, expect: expected }) => {
    expect(attributesOf({ Name: 'orders', ...table })).toMatchObject({
      ...expected,
      qualifiedName: `${schema}/orders`,
      name: 'orders',
      connectorName: 'glue',
      connectionQualifiedName: connection,
      databaseName: 'AwsDataCatalog',
      schemaName: 'sales',
      schemaQualifiedName: schema,
      atlanSchema: { typeName: 'Schema', uniqueAttributes: { qualifiedName: schema } },
    });
  });

  const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

  it.each([
    ['Hive text', { ViewOriginalText: 'select 1', ViewExpandedText: 'select 1 as x' }, 'select 1'],
    ['only the expanded text', { ViewExpandedText: 'select 2' }, 'select 2'],
    [
      'an Athena statement',
      { ViewOriginalText: `/* Presto View: ${base64({ originalSql: 'SELECT 3' })} */` },
      'SELECT 3',
    ],
    ['a broken Athena statement', { ViewOriginalText: '/* Presto View: !!! */' }, '/* Presto View: !!! */'],
    ['another dialect', { ViewDefinition: { Representations: [{ ViewOriginalText: 'SELECT 4' }] } }, 'SELECT 4'],
    ['no text', { ViewExpandedText: '/* Presto View */' }, null],
  ])('of a view keeps %s as definition', (_says, texts, definition) => {
    const view = { Name: 'v', TableType: 'VIRTUAL_VIEW', StorageDescriptor: { Columns: [{ Name: 'id' }] }, ...texts };
    expect(mapped(view).asset).toMatchObject({ typeName: 'View', attributes: { definition, subType: 'VIRTUAL_VIEW' } });
    expect(columnsOf(view)[0]).toMatchObject({
      view: { typeName: 'View', uniqueAttributes: { qualifiedName: `${schema}/v` } },
      viewName: 'v',
      viewQualifiedName: `${schema}/v`,
      tableName: null,
    });
  });

  it('lists data columns first and partition keys last, each once', () => {
    const columns = columnsOf({
      Name: 't',
      StorageDescriptor: { Columns: [{ Name: 'dt', Type: 'string' }, { Name: 'id' }, { Name: 'id' }] },
      PartitionKeys: [{ Name: 'region' }, { Name: 'dt', Type: 'date' }],
    });
    expect(
      columns.map((column) => pick(column, ['name', 'order', 'isPartition', 'partitionOrder', 'dataType'])),
    ).toEqual([
      { name: 'dt', order: 1, isPartition: true, partitionOrder: 2, dataType: 'STRING' },
      { name: 'id', order: 2, isPartition: false, partitionOrder: null, dataType: null },
      { name: 'region', order: 3, isPartition: true, partitionOrder: 1, dataType: null },
    ]);
  });

  it.each([
    ['decimal(10,2)', { dataType: 'DECIMAL', precision: 10, numericScale: 2, maxLength: null }],
    ['VarChar(20)', { dataType: 'VARCHAR', precision: null, numericScale: null, maxLength: 20 }],
    ['char(2)', { dataType: 'CHAR', maxLength: 2 }],
    ['bigint', { dataType: 'BIGINT', precision: null, maxLength: null, nestedColumnCount: 0 }],
    ['map<string,int>', { dataType: 'MAP', nestedColumnCount: 0 }],
    ['struct<a:int', { dataType: 'STRUCT', nestedColumnCount: 0 }],
    ['geometry(point)', { dataType: 'GEOMETRY' }],
    ['struct<a:int,b:int>', { dataType: 'STRUCT', nestedColumnCount: 2 }],
  ])('reads `%s` off a column', (Type, expected) => {
    const table = { Name: 't', StorageDescriptor: { Columns: [{ Name: 'c', Type, Comment: 'why' }] } };
    expect(columnsOf(table)[0]).toMatchObject({ ...expected, rawDataTypeDefinition: Type, description: 'why' });
  });

  it('makes the fields of structs, also inside arrays, columns of their column', () => {
    const Type = 'array<struct<sku:string,size:struct<unit:char(2)>>>';
    const { columnLevels } = mapped({ Name: 't', StorageDescriptor: { Columns: [{ Name: 'lines', Type }] } });
    const keys = ['qualifiedName', 'columnDepthLevel', 'nestedColumnOrder', 'parentColumnName', 'table'];
    expect(columnLevels.slice(1).map((level) => level.map(({ attributes }) => pick(attributes, keys)))).toEqual([
      [
        {
          qualifiedName: `${schema}/t/lines/sku`,
          columnDepthLevel: 1,
          nestedColumnOrder: '1',
          parentColumnName: 'lines',
        },
        {
          qualifiedName: `${schema}/t/lines/size`,
          columnDepthLevel: 1,
          nestedColumnOrder: '2',
          parentColumnName: 'lines',
        },
      ],
      [
        {
          qualifiedName: `${schema}/t/lines/size/unit`,
          columnDepthLevel: 2,
          nestedColumnOrder: '1',
          parentColumnName: 'size',
        },
      ],
    ]);
    expect(columnLevels[2]?.[0]?.attributes).toMatchObject({
      parentColumnQualifiedName: `${schema}/t/lines/size`,
      parentColumn: { typeName: 'Column', uniqueAttributes: { qualifiedName: `${schema}/t/lines/size` } },
      columnHierarchy: [
        { depth: '1', name: 'lines', qualifiedName: `${schema}/t/lines` },
        { depth: '2', name: 'size', qualifiedName: `${schema}/t/lines/size` },
      ],
      tableQualifiedName: `${schema}/t`,
    });
  });

  it('loses no odd table and gives no two assets of one type the same qualified name', () => {
    const names = new Set<string>();
    for (const table of oddTables()) {
      // The wire has times as numbers; the odd tables have none.
      const { asset, columnLevels } = mapped(table as unknown as Table);
      for (const draft of [asset, ...columnLevels.flat()]) {
        const key = `${draft.typeName} ${draft.attributes.qualifiedName}`;
        expect(names.has(key), key).toBe(false);
        names.add(key);
      }
    }
    expect([...names].filter((key) => /^(Table|View) /.test(key))).toHaveLength(oddTables().length);
  });

  it('has a version that stands for what tables become: whoever changes the one raises the other', () => {
    const becomes = oddTables().map((table) => mapped(table as unknown as Table));
    const digest = createHash('sha256').update(JSON.stringify(becomes)).digest('base64url');
    // Unchanged tables are not mapped again until the version is another one.
    expect({ mappingVersion, digest }).toEqual({
      mappingVersion: 1,
      digest: 'erdQnqMGCLPkPM8PI31-pye_gapMH3dIRQMw4FkQwFw',
    });
  });

  it('stops nesting at 15 levels, and where a name would not fit the index, and says so', () => {
    const deep = (depth: number, name: string): string => `struct<${name}:`.repeat(depth) + 'int' + '>'.repeat(depth);
    const levels = (Type: string): ReturnType<typeof mapped> =>
      mapped({ Name: 't', StorageDescriptor: { Columns: [{ Name: 'c', Type }] } });
    expect(levels(deep(15, 'f')).columnLevels).toHaveLength(16);
    expect(levels(deep(15, 'f')).warnings).toEqual([]);
    expect(levels(deep(16, 'f')).columnLevels).toHaveLength(16);
    expect(levels(deep(16, 'f')).warnings).toHaveLength(1);
    const long = levels(deep(10, 'f'.repeat(255)));
    expect(long.warnings).toHaveLength(1);
    for (const { attributes } of long.columnLevels.flat()) expect(attributes.qualifiedName.length).toBeLessThan(2_001);
  });
});
