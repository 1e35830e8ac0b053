import {
  isJsonObject,
  tryParseJson,
  requireNoProblems,
  type JsonObject,
  type Problem,
} from '../../foundation/index.ts';
import { type CatalogTarget } from './catalog-target.ts';
import { type DatabaseFilter } from './database-filter.ts';
import { parseCatalogTargets } from './parse-catalog-targets.ts';
import { findPatternProblem } from './table-exclusion.ts';

/** What a crawl of Glue was asked to do. */
export interface GlueConfig {
  readonly connection: ConnectionTemplate;
  /** `null`: the AWS identity of this server. */
  readonly credentialGuid: string | null;
  /** All that are read, in the order of the workflow. */
  readonly catalogs: readonly CatalogTarget[];
  /** The one that this part of the work is about: the first, unless `catalogConfigs` made it. */
  readonly catalog: CatalogTarget;
  /** Of `catalog`. */
  readonly databases: DatabaseFilter;
  /** A regular expression over whole table names; `null` excludes none. */
  readonly excludedTables: string | null;
  /** The run stops before it archives more than this share of a database. */
  readonly archivePercentMax: number;
  /** The only account whose catalog may be crawled; `null` when the workflow does not say. */
  readonly accountId: string | null;
  /** What becomes of a crawl whose catalog another connection already holds. */
  readonly secondConnection: 'warn' | 'refuse';
  /** The connection may go on with the catalog of another account or region than it was filled from. */
  readonly isNewSourceAccepted: boolean;
  /** Only tells what a crawl would do. */
  readonly isDryRun: boolean;
  /** Lineage is drawn. */
  readonly drawsLineage: boolean;
  /** Tags of Lake Formation are put on assets. */
  readonly syncsTags: boolean;
  /** The work is meant for an agent elsewhere, and this server has none to give it to. */
  readonly isForAgent: boolean;
}

/** The connection as the workflow describes it; used in full only when it has to be created. */
export interface ConnectionTemplate {
  readonly qualifiedName: string;
  /** `null`: the connection is there already. */
  readonly name: string | null;
  readonly attributes: JsonObject;
}

const guidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const accountIdPattern = /^\d{12}$/;
const archivePercentDefault = 20;

/**
 * Reads the parameters of a Glue workflow (Atlan wire, GlueCrawler) and reports every problem at once as `field_invalid`.
 * COMPAT: parameters that are not named here are ignored, because the SDKs send several that mean nothing to a crawl.
 */
export function parseGlueConfig(
  parameters: ReadonlyMap<string, unknown>,
  { archivePercentMax = archivePercentDefault }: { readonly archivePercentMax?: number } = {},
): GlueConfig {
  const problems: Problem[] = [];
  const catalogs = parseCatalogTargets(parameters, problems);
  const config = {
    connection: parseConnection(parameters.get('connection'), problems),
    credentialGuid: parseCredentialGuid(parameters.get('credential-guid'), problems),
    catalogs,
    catalog: catalogs[0],
    databases: catalogs[0].databases,
    excludedTables: parsePattern(parameters.get('exclude-table-regex'), problems),
    archivePercentMax: parsePercent(parameters.get('archive-percent-max'), problems) ?? archivePercentMax,
    accountId: parseAccountId(parameters.get('account-id'), problems),
    secondConnection: parseSecondConnection(parameters.get('second-connection'), problems),
    isNewSourceAccepted: parseSwitch(parameters.get('accept-new-source'), 'accept-new-source', problems),
    isDryRun: parseSwitch(parameters.get('dry-run'), 'dry-run', problems),
    drawsLineage: parseSwitch(parameters.get('lineage'), 'lineage', problems),
    syncsTags: parseSwitch(parameters.get('lake-formation-tags'), 'lake-formation-tags', problems),
    isForAgent: parseMethod(parameters.get('extraction-method'), problems) === 'agent',
  };
  requireNoProblems('field_invalid', problems);
  return config;
}

/** The config once for each catalog. */
export function catalogConfigs(config: GlueConfig): GlueConfig[] {
  return config.catalogs.map((catalog) => ({ ...config, catalog, databases: catalog.databases }));
}

/** The config of one catalog by name; of the first for work that was planned before it had several. */
export function configOfCatalog(config: GlueConfig, name: unknown): GlueConfig {
  return catalogConfigs(config).find(({ catalog }) => catalog.name === name) ?? config;
}

// A placeholder that submitting did not replace means that no credential came with the workflow.
function parseCredentialGuid(value: unknown, problems: Problem[]): string | null {
  if (value === undefined || value === null || value === '' || value === '{{credentialGuid}}') return null;
  if (typeof value === 'string' && guidPattern.test(value)) return value;
  problems.push({ path: 'credential-guid', message: 'is not the guid of a credential' });
  return null;
}

function parseMethod(value: unknown, problems: Problem[]): 'direct' | 'agent' {
  if (value === 'agent') return value;
  if (value !== undefined && value !== null && value !== '' && value !== 'direct') {
    problems.push({ path: 'extraction-method', message: 'only `direct` is supported for AWS Glue' });
  }
  return 'direct';
}

function parsePattern(value: unknown, problems: Problem[]): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') {
    problems.push({ path: 'exclude-table-regex', message: 'is not a string' });
    return null;
  }
  const problem = findPatternProblem(value);
  if (problem !== null)
    problems.push({ path: 'exclude-table-regex', message: `is not a regular expression: ${problem}` });
  return value;
}

const isUnsaid = (value: unknown): boolean => value === undefined || value === null || value === '';

function parsePercent(value: unknown, problems: Problem[]): number | null {
  if (isUnsaid(value)) return null;
  const percent = typeof value === 'string' ? Number(value) : value;
  if (typeof percent === 'number' && percent >= 0 && percent <= 100) return percent;
  problems.push({ path: 'archive-percent-max', message: 'is not a number from 0 to 100' });
  return null;
}

function parseAccountId(value: unknown, problems: Problem[]): string | null {
  if (isUnsaid(value)) return null;
  if (typeof value === 'string' && accountIdPattern.test(value)) return value;
  problems.push({ path: 'account-id', message: 'is not the id of an AWS account, expected a string of twelve digits' });
  return null;
}

function parseSecondConnection(value: unknown, problems: Problem[]): GlueConfig['secondConnection'] {
  if (isUnsaid(value) || value === 'warn') return 'warn';
  if (value !== 'refuse') problems.push({ path: 'second-connection', message: 'is neither `warn` nor `refuse`' });
  return 'refuse';
}

function parseSwitch(value: unknown, path: string, problems: Problem[]): boolean {
  if (isUnsaid(value) || value === false || value === 'false') return false;
  if (value !== true && value !== 'true') problems.push({ path, message: 'is neither `true` nor `false`' });
  return true;
}

const noConnection: ConnectionTemplate = { qualifiedName: '', name: '', attributes: {} };

function parseConnection(value: unknown, problems: Problem[]): ConnectionTemplate {
  const entity = typeof value === 'string' ? tryParseJson(value) : value;
  const attributes = isJsonObject(entity) ? entity['attributes'] : undefined;
  if (!isJsonObject(entity) || attributes === undefined || !isJsonObject(attributes)) {
    problems.push({ path: 'connection', message: 'is not a Connection entity in JSON' });
    return noConnection;
  }
  if (entity['typeName'] !== 'Connection') {
    problems.push({ path: 'connection.typeName', message: 'is not `Connection`' });
  }
  const { qualifiedName, name, connectorName } = attributes;
  if (typeof qualifiedName !== 'string' || !/^default\/glue\/[^/\s]+$/.test(qualifiedName)) {
    problems.push({ path: 'connection.attributes.qualifiedName', message: 'is not of the form `default/glue/<id>`' });
  }
  if (name !== undefined && name !== null && (typeof name !== 'string' || name.trim() === '')) {
    problems.push({ path: 'connection.attributes.name', message: 'is missing' });
  }
  if (connectorName !== undefined && connectorName !== null && connectorName !== 'glue') {
    problems.push({ path: 'connection.attributes.connectorName', message: 'is not `glue`' });
  }
  for (const list of ['adminUsers', 'adminGroups', 'adminRoles']) checkNames(attributes[list], list, problems);
  if (typeof qualifiedName !== 'string') return noConnection;
  return { qualifiedName, name: typeof name === 'string' ? name : null, attributes };
}

function checkNames(value: unknown, list: string, problems: Problem[]): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return;
  problems.push({ path: `connection.attributes.${list}`, message: 'is not a list of strings' });
}
