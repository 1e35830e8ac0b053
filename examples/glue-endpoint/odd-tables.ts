import { type WireColumn, type WireTable } from './glue-catalog.ts';

const column = (Name: string, Type?: string, Comment?: string): WireColumn => ({
  Name,
  ...(Type === undefined ? {} : { Type }),
  ...(Comment === undefined ? {} : { Comment }),
});

const stored = (Name: string, Columns: readonly WireColumn[], more: Partial<WireTable> = {}): WireTable => ({
  Name,
  TableType: 'EXTERNAL_TABLE',
  StorageDescriptor: { Columns, Location: `s3://example-bucket/odd/${encodeURIComponent(Name)}/` },
  ...more,
});

/** `struct<level1:struct<level2:…string>>`, `depth` structs deep. */
function deepStruct(depth: number): string {
  return Array.from({ length: depth }).reduceRight<string>(
    (inner, _, index) => `struct<level${index + 1}:${inner}>`,
    'string',
  );
}

// Names are data in Glue: nothing but a line break is forbidden in them.
const oddNames: readonly WireTable[] = [
  'UPPER_CASE',
  'with.dots.in.it',
  'with/slash',
  'with%2Fescape',
  '100%',
  'with space',
  "quote's",
  'double"quote',
  'back\\slash',
  'colon:semi;comma,',
  'tabelle_größe',
  'таблица',
  '表',
  '🚀_launches',
  '-leading-dash',
  '__proto__',
  'constructor',
].map((name) => stored(name, [column('id', 'bigint'), column('value', 'string', `value of ${name}`)]));

const oddShapes: readonly WireTable[] = [
  stored('partition_key_repeated', [column('id', 'bigint'), column('dt', 'string', 'also a partition key')], {
    PartitionKeys: [column('dt', 'string'), column('region', 'string')],
  }),
  { Name: 'no_storage_descriptor', TableType: 'EXTERNAL_TABLE' },
  { Name: 'name_only' },
  stored('no_columns', []),
  stored('only_partition_keys', [], { PartitionKeys: [column('year', 'int'), column('month', 'int')] }),
  stored('column_without_type', [column('untyped'), column('empty_type', '')]),
  stored('column_of_unknown_type', [column('future', 'geometry(point, 4326)'), column('broken', 'struct<a:int')]),
  stored('columns_repeated', [column('id', 'int', 'first'), column('id', 'string', 'second')]),
  stored('odd_column_names', [column('A/B', 'int'), column('a.b', 'int'), column('%', 'int'), column('größe', 'int')]),
  // The field `c/d` of one table and the field `d` of the struct `c` must not become one asset.
  stored('slash_against_nesting', [column('c', 'struct<d:int>'), column('c/d', 'string')]),
  stored('deep_struct_15', [column('root', deepStruct(15))]),
  stored('deep_struct_40', [column('root', deepStruct(40))]),
  stored('all_nested_kinds', [
    column('address', 'struct<street:string,geo:struct<lat:double,lon:double>>'),
    column('tags', 'array<string>'),
    column('lines', 'array<struct<sku:string,price:decimal(10,2),options:map<string,string>>>'),
    column('labels', 'map<string,struct<value:string,score:double>>'),
    column('either', 'uniontype<int,struct<code:int,text:string>>'),
  ]),
  stored(
    'wide',
    Array.from({ length: 1200 }, (_, index) => column(`c${index}`, 'double')),
  ),
  {
    Name: 'resource_link',
    TargetTable: { CatalogId: '111111111111', DatabaseName: 'shared', Name: 'somewhere_else' },
  },
  { Name: 'view_without_text', TableType: 'VIRTUAL_VIEW', StorageDescriptor: { Columns: [column('id', 'int')] } },
];

/** Tables of a kind that crawlers are known to lose, each once. Every one of them must become an asset. */
export function oddTables(): readonly WireTable[] {
  return [...oddNames, ...oddShapes];
}
