/** A kind of source that connections are made to, by a number that never changes. */
export interface Connector {
  readonly id: number;
  /** As connections have it in `connectorName`. */
  readonly name: string;
}

/** COMPAT: the number is the place in this list, so new ones go to its end. */
const names = [
  ...['glue', 'athena', 'redshift', 's3', 'dynamodb', 'snowflake', 'bigquery', 'databricks', 'postgres', 'mysql'],
  ...['mssql', 'oracle', 'synapse', 'teradata', 'hive', 'trino', 'presto', 'sap-hana', 'mongodb', 'documentdb'],
  ...[
    'iceberg',
    'starburst-galaxy',
    'dremio',
    'clickhouse',
    'vertica',
    'netezza',
    'tableau',
    'powerbi',
    'looker',
    'dbt',
  ],
];

/** Every connector that has a number. */
export const connectors: readonly Connector[] = names.map((name, index) => ({ id: index + 1, name }));
