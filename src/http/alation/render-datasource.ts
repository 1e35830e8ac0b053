import { connectors, type Datasource } from '../../catalog/index.ts';
import type { DatasourceV1, DatasourceV2 } from '../../contract/index.ts';

function textOf({ attributes }: Datasource, name: string): string {
  const value = attributes[name];
  return typeof value === 'string' ? value : '';
}

function numberOf({ attributes }: Datasource, name: string): number | null {
  const value = attributes[name];
  return typeof value === 'number' ? value : null;
}

/** Where the source is reached, as far as the catalog knows. */
function uriOf(datasource: Datasource): string {
  const host = textOf(datasource, 'host');
  const port = numberOf(datasource, 'port');
  return host === '' || port === null ? host : `${host}:${String(port)}`;
}

/** COMPAT: nothing is hidden, private or deleted here: what the caller may not see is not in the list. */
function renderShared(datasource: Datasource) {
  const synced = numberOf(datasource, 'lastSyncRunAt');
  return {
    id: datasource.number,
    title: textOf(datasource, 'displayName') || datasource.name,
    description: textOf(datasource, 'userDescription') || textOf(datasource, 'description'),
    uri: uriOf(datasource),
    db_username: '',
    private: false,
    is_hidden: false,
    deleted: false,
    url: `/data/${String(datasource.number)}/`,
    otype: 'data' as const,
    owner_ids: [...datasource.owners],
    latest_extraction_time: synced === null ? null : new Date(synced).toISOString(),
    latest_extraction_successful: synced === null ? null : true,
    qualified_name: datasource.qualifiedName,
  };
}

function connectorOf(datasource: Datasource): number | null {
  const name = textOf(datasource, 'connectorName');
  return connectors.find((connector) => connector.name === name)?.id ?? null;
}

export function renderDatasourceV2(datasource: Datasource): DatasourceV2 {
  return { ...renderShared(datasource), connector_id: connectorOf(datasource) };
}

export function renderDatasourceV1(datasource: Datasource): DatasourceV1 {
  return {
    ...renderShared(datasource),
    dbtype: textOf(datasource, 'connectorName'),
    host: textOf(datasource, 'host'),
    port: numberOf(datasource, 'port'),
    dbname: '',
    is_virtual: false,
    // COMPAT: one client cannot read a data source that does not say this.
    deployment_setup_complete: true,
  };
}
