import { CatalogError } from '../../foundation/index.ts';
import type { Package } from '../package.ts';

/** An app of the app surface (Atlan wire, app registry): a package under the name that surface has for it. */
export interface App {
  /** Case counts. */
  readonly id: string;
  /** The one operation it has a name for; `null` where only the nameless one is there. */
  readonly entrypoint: string | null;
  readonly connector: string;
  /** How one signs in at the source; none where a connection that is already there is read. */
  readonly authTypes: readonly string[];
  /** What the form of its credential is called, and so the `connectorConfigName` of the credential; `null` where it takes none. */
  readonly configName: string | null;
  /** What `extraction_method` is unless it is told. */
  readonly extractionMethod: string;
  /** The package that does the work, by its prefix on the other surface. */
  readonly packagePrefix: string;
}

/** id | entrypoint | connector | auth types | package prefix */
const seeds = `
  anaplan-anaplan | anaplan | anaplan | basic,ca_cert | atlan-anaplan
  atlan-athena || athena | basic,role | atlan-athena
  atlan-dbt || dbt | api,aws,gcp,azure | atlan-dbt
  atlan-dynamodb || dynamodb | iam_user,assume_role | atlan-dynamodb
  atlan-glue || glue | iam,role | atlan-glue
  atlan-knowledge-catalog || dataplex | basic,gcp-wif | atlan-knowledge-catalog
  atlan-metabase || metabase | basic | atlan-metabase
  atlan-mssql || mssql | basic,azure-ad-sp,ntlm | atlan-mssql
  atlan-mysql || mysql | basic,iam_user,iam_role | atlan-mysql
  atlan-presto || presto | basic | atlan-presto
  atlan-quicksight || quicksight | iam | atlan-quicksight
  atlan-redash || redash | api_key | atlan-redash
  atlan-sigma || sigma | api_token | atlan-sigma
  atlan-tableau || tableau | basic,personal_access_token,jwt | atlan-tableau
  atlan-trino || trino | basic,jwt | atlan-trino
  bigquery-crawler | crawler | bigquery | basic,gcp-wif | atlan-bigquery
  bigquery-miner | miner | bigquery || atlan-bigquery-miner
  databricks-crawler | crawler | databricks | basic,aws_service,azure_service | atlan-databricks
  databricks-miner | miner | databricks || atlan-databricks-lineage
  hive-crawler | crawler | hive | basic,kerberos | atlan-hive
  Kafka-apache | apache | apache-kafka | noauth,basic,scram,mtls | atlan-kafka
  Kafka-confluent | confluent | confluent-kafka | basic | atlan-kafka-confluent-cloud
  mongodbatlas-atlas || mongodb | basic | atlan-mongodb
  oracle-crawler | crawler | oracle | basic | atlan-oracle
  oracle-miner | miner | oracle || atlan-oracle-miner
  postgres-crawler | crawler | postgres | basic,iam_user,iam_role | atlan-postgres
  postgres-miner | miner | postgres || atlan-postgres-miner
  powerbi-crawler | crawler | powerbi | service_principal,basic | atlan-powerbi
  powerbi-miner | miner | powerbi || atlan-powerbi-miner
  snowflake-crawler | crawler | snowflake | keypair,okta,entra_id,basic | atlan-snowflake
  snowflake-miner | miner | snowflake || atlan-snowflake-miner
  teradata-crawler | crawler | teradata | basic,ldap | atlan-teradata
  teradata-miner | miner | teradata || atlan-teradata-miner`;

/** The forms of credentials that are not called after their connector. */
const configNames: Readonly<Record<string, string>> = {
  'confluent-kafka': 'atlan-connectors-kafka-confluent-cloud',
};

/** Miners that read the log of queries say so; the others read the source as the crawlers do. */
const queryHistory = new Set(['bigquery-miner', 'oracle-miner', 'postgres-miner', 'teradata-miner']);

function parseSeed(line: string): App {
  const [id = '', entrypoint = '', connector = '', auth = '', packagePrefix = ''] = line
    .split('|')
    .map((part) => part.trim());
  const authTypes = auth === '' ? [] : auth.split(',');
  return {
    ...{ id, entrypoint: entrypoint === '' ? null : entrypoint, connector, authTypes, packagePrefix },
    configName: authTypes.length === 0 ? null : (configNames[connector] ?? `atlan-connectors-${connector}`),
    extractionMethod: queryHistory.has(id) ? 'query_history' : 'direct',
  };
}

/** Every app the server knows. Which of them it can run is a matter of its packages. */
export const apps: readonly App[] = seeds
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map(parseSeed);

/** The app that a package is which says itself that it is one. */
function appOfPackage({ prefix, connectorConfigNames = [] }: Package): App {
  return {
    ...{ id: prefix, entrypoint: null, connector: prefix, authTypes: [], configName: connectorConfigNames[0] ?? null },
    ...{ extractionMethod: 'direct', packagePrefix: prefix },
  };
}

type Packages = readonly Package[];

/** Every app of a server that has these packages. */
export function listKnownApps(packages: Packages): readonly App[] {
  return [...apps, ...packages.filter(({ isApp }) => isApp === true).map(appOfPackage)];
}

export function findApp(id: string, packages: Packages = []): App | null {
  return listKnownApps(packages).find((app) => app.id === id) ?? null;
}

/** The app of that id, to be shown. Throws `record_not_found`. */
export function getApp(id: string, packages: Packages): App {
  const app = findApp(id, packages);
  if (app === null) throw new CatalogError('record_not_found', `app \`${id}\` does not exist`);
  return app;
}

/** Throws `app_contract_unknown` unless the app has that entrypoint; `null` is the one it has when none is named. */
export function requireEntrypoint(app: App, entrypoint: string | null): void {
  if (entrypoint === null || entrypoint === app.entrypoint) return;
  const accepted = app.entrypoint === null ? 'leave it out' : `expected \`${app.entrypoint}\` or nothing`;
  throw new CatalogError(
    'app_contract_unknown',
    `unknown entrypoint or app does not expose an input contract: app \`${app.id}\` has no entrypoint \`${entrypoint}\`, ${accepted}`,
  );
}

/** The app a new workflow is to be of. Throws `app_contract_unknown`, as for an entrypoint. */
export function requireApp(id: string, packages: Packages): App {
  const app = findApp(id, packages);
  if (app !== null) return app;
  throw new CatalogError(
    'app_contract_unknown',
    `unknown entrypoint or app does not expose an input contract: app \`${id}\` does not exist`,
  );
}
