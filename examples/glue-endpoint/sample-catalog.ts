import { type GlueCatalog, listedCatalog, type WireColumn, type WireTable } from './glue-catalog.ts';
import { oddTables } from './odd-tables.ts';

const createdAtSeconds = 1_735_689_600;
const daySeconds = 86_400;

const column = (Name: string, Type: string, Comment?: string): WireColumn =>
  Comment === undefined ? { Name, Type } : { Name, Type, Comment };

const auditColumns = [column('created_at', 'timestamp', 'When the row was written'), column('source', 'string')];
const byDay = [column('dt', 'string', 'Day of the data, yyyy-mm-dd')];

function parquetTable(database: string, name: string, more: Partial<WireTable>): WireTable {
  const Columns = more.StorageDescriptor?.Columns ?? [];
  return {
    Name: name,
    Owner: 'data-platform',
    CreatedBy: 'arn:aws:sts::000000000000:assumed-role/etl/session',
    CreateTime: createdAtSeconds,
    UpdateTime: createdAtSeconds + 30 * daySeconds,
    TableType: 'EXTERNAL_TABLE',
    VersionId: '3',
    Parameters: { classification: 'parquet', recordCount: '125000', sizeKey: '7340032', objectCount: '14' },
    ...more,
    StorageDescriptor: { Location: `s3://example-bucket/${database}/${name}/`, Compressed: true, Columns },
  };
}

/** A view as Athena stores it: the statement is base64 JSON inside a comment. */
function athenaView(name: string, sql: string, columns: readonly WireColumn[]): WireTable {
  const body = JSON.stringify({
    originalSql: sql,
    catalog: 'awsdatacatalog',
    columns: columns.map(({ Name, Type }) => ({ name: Name, type: Type })),
  });
  return {
    Name: name,
    CreateTime: createdAtSeconds,
    UpdateTime: createdAtSeconds + daySeconds,
    TableType: 'VIRTUAL_VIEW',
    ViewOriginalText: `/* Presto View: ${Buffer.from(body).toString('base64')} */`,
    ViewExpandedText: '/* Presto View */',
    Parameters: { presto_view: 'true', comment: 'Presto View' },
    StorageDescriptor: { Columns: columns, Location: '' },
  };
}

const salesSubjects = [
  ...['customers', 'orders', 'order_items', 'products', 'stores', 'suppliers', 'shipments', 'returns', 'invoices'],
  ...['payments', 'promotions', 'price_lists'],
];

function salesTables(): WireTable[] {
  const tables = salesSubjects.flatMap((subject) => {
    const Columns = [
      column('id', 'bigint', `Key of ${subject}`),
      column('name', 'varchar(120)'),
      column('amount', 'decimal(18,2)'),
      column('active', 'boolean'),
      ...auditColumns,
    ];
    const describe = (kind: string): string => `${kind} of ${subject.replaceAll('_', ' ')}`;
    return [
      parquetTable('sales', subject, { Description: describe('Current state'), StorageDescriptor: { Columns } }),
      parquetTable('sales', `${subject}_history`, {
        Description: describe('Every version'),
        StorageDescriptor: { Columns },
      }),
      parquetTable('sales', `${subject}_daily`, {
        Description: describe('Daily snapshot'),
        StorageDescriptor: { Columns },
        PartitionKeys: byDay,
      }),
    ];
  });
  const totals = [column('day', 'date'), column('total', 'decimal(38,2)')];
  const views = ['orders', 'payments', 'returns', 'invoices'].map((subject) =>
    athenaView(
      `${subject}_per_day`,
      `SELECT dt AS day, sum(amount) AS total FROM sales.${subject}_daily GROUP BY 1`,
      totals,
    ),
  );
  return [...tables, ...views];
}

const eventKinds = [
  ...['page_view', 'click', 'search', 'add_to_cart', 'checkout', 'login', 'logout', 'signup', 'error', 'video_play'],
];

function eventTables(): WireTable[] {
  const parsed = [
    column('event_id', 'string'),
    column('visitor', 'struct<id:string,country:char(2),device:struct<family:string,version:string>>', 'Who did it'),
    column('items', 'array<struct<sku:string,quantity:int,price:decimal(10,2)>>'),
    column('experiments', 'array<string>'),
    column('properties', 'map<string,string>', 'Whatever the page sent'),
    column('occurred_at', 'timestamp'),
  ];
  const byHour = [column('dt', 'string'), column('hour', 'int')];
  return eventKinds.flatMap((kind) => [
    parquetTable('web_events', `${kind}_raw`, {
      StorageDescriptor: { Columns: [column('body', 'string', 'JSON as received')] },
      PartitionKeys: byHour,
      Parameters: { classification: 'json', typeOfData: 'file' },
    }),
    parquetTable('web_events', kind, {
      Description: `Parsed ${kind.replaceAll('_', ' ')} events`,
      StorageDescriptor: { Columns: parsed },
      PartitionKeys: byHour,
    }),
  ]);
}

const financeSubjects = [
  ...['ledger', 'accounts', 'budgets', 'forecasts', 'cost_centers', 'fx_rates', 'tax_rates', 'payroll_runs'],
  ...['expenses', 'vendors', 'fixed_assets', 'journals'],
];

function icebergTable(name: string): WireTable {
  const fields: readonly [string, string, boolean][] = [
    ['id', 'bigint', false],
    ['booked_on', 'date', false],
    ['amount', 'decimal(38,4)', true],
    ['memo', 'string', true],
  ];
  const Columns = fields.map(([Name, Type, optional], index) => ({
    Name,
    Type,
    Parameters: {
      'iceberg.field.id': String(index + 1),
      'iceberg.field.optional': String(optional),
      'iceberg.field.current': 'true',
    },
  }));
  return parquetTable('finance', name, {
    Description: 'Kept as an Iceberg table',
    Parameters: { table_type: 'ICEBERG', metadata_location: `s3://example-bucket/finance/${name}/metadata/0.json` },
    StorageDescriptor: { Columns },
  });
}

function financeTables(): WireTable[] {
  const Columns = [
    column('id', 'bigint'),
    column('code', 'char(8)'),
    column('amount', 'decimal(38,4)'),
    ...auditColumns,
  ];
  const hiveView: WireTable = {
    Name: 'open_items',
    TableType: 'VIRTUAL_VIEW',
    ViewOriginalText: 'select id, amount from ledger where amount <> 0',
    ViewExpandedText: 'select `ledger`.`id`, `ledger`.`amount` from `finance`.`ledger` where `ledger`.`amount` <> 0',
    StorageDescriptor: { Columns: [column('id', 'bigint'), column('amount', 'decimal(38,4)')] },
  };
  return [
    ...financeSubjects.map((name) => parquetTable('finance', name, { StorageDescriptor: { Columns } })),
    ...financeSubjects.map((name) => icebergTable(`${name}_iceberg`)),
    hiveView,
  ];
}

function featureTables(): WireTable[] {
  return Array.from({ length: 12 }, (_, set) =>
    parquetTable('machine_learning', `feature_set_${String(set + 1).padStart(2, '0')}`, {
      Description: `Features of model generation ${set + 1}`,
      StorageDescriptor: { Columns: Array.from({ length: 40 }, (_unused, index) => column(`f_${index}`, 'double')) },
      PartitionKeys: byDay,
    }),
  );
}

/**
 * A small company's data lake: six databases (one of them empty), 130 tables and views, among them everything that
 * crawlers are known to trip over. The same every time.
 */
export function sampleCatalog(): GlueCatalog {
  return listedCatalog([
    { database: { Name: 'archive_2019', Description: 'Emptied on purpose', CreateTime: createdAtSeconds }, tables: [] },
    {
      database: { Name: 'finance', Description: 'Books and budgets', CreateTime: createdAtSeconds },
      tables: financeTables(),
    },
    { database: { Name: 'machine_learning', CreateTime: createdAtSeconds }, tables: featureTables() },
    { database: { Name: 'odd/names', Description: 'What goes wrong elsewhere' }, tables: oddTables() },
    {
      database: {
        Name: 'sales',
        Description: 'What was sold, to whom and for how much',
        LocationUri: 's3://example-bucket/sales/',
        CreateTime: createdAtSeconds,
      },
      tables: salesTables(),
    },
    {
      database: { Name: 'web_events', Description: 'What visitors did', CreateTime: createdAtSeconds },
      tables: eventTables(),
    },
  ]);
}
