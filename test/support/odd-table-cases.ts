import { oddTables, type WireColumn, type WireTable } from '../../examples/glue-endpoint/index.ts';

/** A table that crawlers are known to lose, and what it must become (Atlan wire, Glue mapping). */
export interface OddTableCase {
  readonly table: WireTable;
  readonly becomes: {
    readonly type: 'Table' | 'View';
    /** Its own columns, in order. */
    readonly columns: readonly string[];
    /** How many nested columns they have; not looked at when absent. */
    readonly nested?: number;
    readonly attributes?: Readonly<Record<string, unknown>>;
  };
}

type Expected = Partial<OddTableCase['becomes']>;

const column = (Name: string, Type = 'string', more: Partial<WireColumn> = {}): WireColumn => ({ Name, Type, ...more });

/** A row of the tables below: what is odd about it, then what it becomes. */
type OddRow = [Name: string, Columns: readonly WireColumn[], more?: Partial<WireTable>, expected?: Expected];

/** A table of these columns; unless told otherwise it becomes a table of just these. */
function odd(...[Name, Columns, more = {}, expected = {}]: OddRow): OddTableCase {
  const StorageDescriptor = { Columns, Location: 's3://example-bucket/odd/' };
  const table = { Name, TableType: 'EXTERNAL_TABLE', StorageDescriptor, ...more };
  const columns = [...Columns, ...(more.PartitionKeys ?? [])].map((one) => one.Name);
  return { table, becomes: { type: 'Table', columns: [...new Set(columns)], ...expected } };
}

const view = (Name: string, more: Partial<WireTable>, definition: string | undefined): OddTableCase =>
  odd(
    Name,
    [column('id', 'int')],
    { TableType: 'VIRTUAL_VIEW', ...more },
    { type: 'View', attributes: { definition } },
  );

const presto = (body: unknown): string =>
  `/* Presto View: ${Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)).toString('base64')} */`;

const nesting = (depth: number, wrap: (inner: string, level: number) => string): string =>
  Array.from({ length: depth }).reduceRight<string>((inner, _, index) => wrap(inner, index + 1), 'string');

const names: readonly OddTableCase[] = [
  ...['caf\u00E9', 'cafe\u0301', 'جدول_البيانات', 'with\u202Ertl_override', 'zero\u200Bwidth', 'Twin', 'twin', 'TWIN'],
  ...['tab\there', 'line\nbreak', '\u0001control\u007F', 'n'.repeat(255), '🦆'.repeat(255), '.', '..', ' padded '],
  ...['%2F', '%252F', '%25', '/', '//', 'a/b/', 'AwsDataCatalog', 'null', 'a?b#c&d=e', '*', '<script>'],
  ...["'; DROP TABLE asset; --", '{{credentialGuid}}', 'hasOwnProperty', '\u{10FFFF}'],
].map((name) => odd(name, [column('id', 'bigint')]));

const columnShapes: readonly OddTableCase[] = [
  odd(
    'partition_key_of_other_type',
    [column('dt', 'date')],
    { PartitionKeys: [column('dt', 'string')] },
    { columns: ['dt'] },
  ),
  odd('partition_keys_repeated', [], { PartitionKeys: [column('dt'), column('dt')] }, { columns: ['dt'] }),
  odd('same_name_as_table', [column('same_name_as_table')]),
  odd('names_differ_by_case', [column('id'), column('ID'), column('Id')]),
  odd('names_differ_by_normalization', [column('\u00E9'), column('e\u0301')]),
  odd('column_without_name', [column(''), column('id'), column('')], {}, { columns: ['id'] }),
  odd('column_with_null_character', [column('a\0b')], {}, { columns: ['a\u{FFFD}b'] }),
  odd('column_of_blank_name', [column(' '), column('id')], {}, { columns: ['id'] }),
  odd('column_with_too_long_a_name', [column('x'.repeat(3_000)), column('id')], {}, { columns: ['id'] }),
  odd('struct_without_fields', [column('empty', 'struct<>')], {}, { nested: 0 }),
  odd('union_of_structs', [column('either', 'uniontype<int,struct<a:int>>')], {}, { nested: 0 }),
  odd('map_of_structs', [column('labels', 'map<string,struct<a:int>>')], {}, { nested: 0 }),
  odd(
    'arrays_of_structs_15',
    [
      column(
        'root',
        nesting(15, (inner, level) => `array<struct<l${level}:${inner}>>`),
      ),
    ],
    {},
    { nested: 15 },
  ),
  odd(
    'arrays_of_arrays_100',
    [
      column(
        'root',
        nesting(100, (inner) => `array<${inner}>`),
      ),
    ],
    {},
    { nested: 0 },
  ),
  odd(
    'structs_100',
    [
      column(
        'root',
        nesting(100, (inner, level) => `struct<l${level}:${inner}>`),
      ),
    ],
    {},
    { nested: 15 },
  ),
  odd(
    'structs_10000',
    [
      column(
        'root',
        nesting(10_000, (inner) => `struct<a:${inner}>`),
      ),
    ],
    {},
    { nested: 0 },
  ),
  odd('type_of_131072_characters', [column('long', `struct<${'a'.repeat(131_060)}:int>`)], {}, { nested: 0 }),
  odd(
    'ten_thousand_columns',
    Array.from({ length: 10_000 }, (_, index) => column(`c${index}`, 'int')),
  ),
  odd(
    'dropped_by_iceberg',
    [column('id'), column('old', 'int', { Parameters: { 'iceberg.field.current': 'false' } })],
    {},
    { columns: ['id'] },
  ),
];

const parameters = (
  Name: string,
  Parameters: Record<string, string>,
  attributes: Record<string, unknown>,
): OddTableCase => odd(Name, [column('id')], { Parameters }, { attributes });

const parameterShapes: readonly OddTableCase[] = [
  parameters(
    'negative_counts',
    { recordCount: '-1', sizeKey: '-1', objectCount: '-7' },
    { rowCount: undefined, sizeBytes: undefined },
  ),
  parameters(
    'huge_counts',
    { recordCount: '99999999999999999999', sizeKey: '1e400' },
    { rowCount: undefined, sizeBytes: undefined },
  ),
  parameters(
    'counts_that_are_words',
    { recordCount: 'many', numRows: '12', totalSize: '' },
    { rowCount: 12, sizeBytes: undefined },
  ),
  parameters('iceberg', { table_type: 'iceberg', metadata_location: 's3://b/m/1.json' }, { tableType: 'ICEBERG' }),
  parameters(
    'delta',
    { 'spark.sql.sources.provider': 'delta', 'spark.sql.sources.schema.numParts': '1' },
    { tableType: undefined },
  ),
  parameters(
    'hudi',
    { 'spark.sql.sources.provider': 'hudi', 'hoodie.table.type': 'COPY_ON_WRITE' },
    { tableType: undefined },
  ),
  parameters('prototype_parameters', { __proto__x: '1', constructor: 'x' }, { rowCount: undefined }),
];

const wholeShapes: readonly OddTableCase[] = [
  view(
    'athena_view',
    { ViewOriginalText: presto({ originalSql: 'SELECT 1' }), ViewExpandedText: '/* Presto View */' },
    'SELECT 1',
  ),
  view('view_of_broken_base64', { ViewOriginalText: presto('not json') }, presto('not json')),
  view('view_without_statement', { ViewOriginalText: presto({ columns: [] }) }, presto({ columns: [] })),
  view('hive_view', { ViewOriginalText: 'select 1', ViewExpandedText: 'select 1 as `one`' }, 'select 1'),
  view('view_expanded_only', { ViewExpandedText: 'select 2' }, 'select 2'),
  view('view_in_lower_case', { TableType: 'virtual_view', ViewOriginalText: 'select 3' }, 'select 3'),
  view(
    'view_of_400000_characters',
    { ViewOriginalText: `select '${'x'.repeat(400_000)}'` },
    `select '${'x'.repeat(400_000)}'`,
  ),
  odd('text_but_no_view', [column('id')], { ViewOriginalText: 'select 4' }),
  odd('dangling_link', [], { TargetTable: {} }),
  odd('linked', [], { TargetTable: { CatalogId: '111111111111', DatabaseName: 'gone', Name: 'gone' } }),
  odd('governed', [column('id')], { TableType: 'GOVERNED' }, { attributes: { subType: 'GOVERNED' } }),
  odd('empty_table_type', [column('id')], { TableType: '' }, { attributes: { subType: undefined } }),
  odd('time_beyond_reason', [column('id')], { UpdateTime: 1e15, CreateTime: -1 }),
  odd(
    'texts_with_null_characters',
    [column('id', 'int', { Comment: 'a\0b' })],
    { Description: 'a\0b' },
    { attributes: { description: 'a\u{FFFD}b' } },
  ),
  odd('text_with_half_a_pair', [column('id')], { Description: 'a\uD800b' }),
  odd(
    'long_description',
    [column('id')],
    { Description: 'd'.repeat(200_000) },
    { attributes: { description: 'd'.repeat(100_000) } },
  ),
  odd(
    'five_megabytes',
    Array.from({ length: 40 }, (_, index) => column(`c${index}`, `struct<a:int comment '${'x'.repeat(120_000)}'>`)),
    {},
    { nested: 40 },
  ),
];

/** What the sample catalog has of oddities, with what a look at the wire shape says of it. */
const sample: readonly OddTableCase[] = oddTables().map((table) => {
  const dataColumns = (table.StorageDescriptor?.Columns ?? []).map(({ Name }) => Name);
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name);
  const type = table.TableType === 'VIRTUAL_VIEW' ? 'View' : 'Table';
  return { table, becomes: { type, columns: [...new Set([...dataColumns, ...keys])] } };
});

/** Every one must become exactly one asset with exactly these columns. */
export const oddTableCases: readonly OddTableCase[] = [
  ...sample,
  ...names,
  ...columnShapes,
  ...parameterShapes,
  ...wholeShapes,
];
