import { findApp } from './apps/app-registry.ts';

/** Prefixes of the packages that Atlan's clients can build; this server runs some of them and knows the others by name. */
const atlan = `airflow athena aws-lambda-trigger azure-event-hub bigquery bigquery-miner alloydb-postgres cloudsql-postgres
  connection-delete databricks databricks-lineage dynamodb dbt fivetran glue hive hive-miner kafka kafka-aiven
  kafka-confluent-cloud kafka-redpanda looker matillion metabase microstrategy mode monte-carlo mssql mssql-miner mysql oracle
  postgres powerbi powerbi-miner presto qlik-sense qlik-sense-enterprise-windows quicksight redash redshift redshift-miner
  salesforce dataverse sap-hana schema-registry-confluent sigma snowflake snowflake-miner mongodb soda synapse tableau teradata
  teradata-miner thoughtspot trino`;
const csa = `asset-import asset-export-basic relational-assets-builder lineage-builder lineage-generator
  api-token-connection-admin`;
/** Only the app surface has these. */
const appsOnly = `anaplan knowledge-catalog oracle-miner postgres-miner`;

export const knownPrefixes: readonly string[] = [
  ...atlan.split(/\s+/).map((name) => `atlan-${name}`),
  ...appsOnly.split(/\s+/).map((name) => `atlan-${name}`),
  ...csa.split(/\s+/).map((name) => `csa-${name}`),
];

/** `@atlan/glue` → `atlan-glue`. */
export function prefixOfId(id: string): string {
  return id.replace(/^@/, '').replaceAll('/', '-');
}

/** Whether packages of that prefix are Atlan's or come with this server, so that nobody else's may be called so. */
export function isReservedPrefix(prefix: string): boolean {
  return (
    ['atlan', 'csa'].some((scope) => prefix === scope || prefix.startsWith(`${scope}-`)) || findApp(prefix) !== null
  );
}
