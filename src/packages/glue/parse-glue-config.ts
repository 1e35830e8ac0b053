import { isJsonObject, type JsonObject, type Problem, requireNoProblems } from '../../foundation/index.ts';
import { type DatabaseFilter, parseDatabaseNames } from './database-filter.ts';
import { findPatternProblem } from './table-exclusion.ts';

/** What a crawl of Glue was asked to do. */
export interface GlueConfig {
  readonly connection: ConnectionTemplate;
  /** `null`: the AWS identity of this server. */
  readonly credentialGuid: string | null;
  readonly databases: DatabaseFilter;
  /** A regular expression over whole table names; `null` excludes none. */
  readonly excludedTables: string | null;
  /** The run stops before it archives more than this share of a database. */
  readonly archivePercentMax: number;
}

/** The connection as the workflow describes it; used in full only when it has to be created. */
export interface ConnectionTemplate {
  readonly qualifiedName: string;
  readonly name: string;
  readonly attributes: JsonObject;
}

const guidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const archivePercentDefault = 20;

/**
 * Reads the parameters of a Glue workflow (Atlan wire, GlueCrawler) and reports every problem at once as `field_invalid`.
 * COMPAT: parameters that are not named here are ignored, because the SDKs send several that mean nothing to a crawl.
 */
export function parseGlueConfig(parameters: ReadonlyMap<string, unknown>): GlueConfig {
  const problems: Problem[] = [];
  const config = {
    connection: parseConnection(parameters.get('connection'), problems),
    credentialGuid: parseCredentialGuid(parameters.get('credential-guid'), problems),
    databases: parseFilters(parameters, problems),
    excludedTables: parsePattern(parameters.get('exclude-table-regex'), problems),
    archivePercentMax: parsePercent(parameters.get('archive-percent-max'), problems),
  };
  const method = parameters.get('extraction-method');
  if (method !== undefined && method !== null && method !== '' && method !== 'direct') {
    problems.push({ path: 'extraction-method', message: 'only `direct` is supported for AWS Glue' });
  }
  requireNoProblems('field_invalid', problems);
  return config;
}

function parseFilters(parameters: ReadonlyMap<string, unknown>, problems: Problem[]): DatabaseFilter {
  const included = parseDatabaseNames(parameters.get('include-filter'), 'include-filter', problems);
  const excluded = parseDatabaseNames(parameters.get('exclude-filter'), 'exclude-filter', problems);
  return { included: included?.names ?? null, excluded: excluded === null ? new Set() : excluded.names };
}

// A placeholder that submitting did not replace means that no credential came with the workflow.
function parseCredentialGuid(value: unknown, problems: Problem[]): string | null {
  if (value === undefined || value === null || value === '' || value === '{{credentialGuid}}') return null;
  if (typeof value === 'string' && guidPattern.test(value)) return value;
  problems.push({ path: 'credential-guid', message: 'is not the guid of a credential' });
  return null;
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

function parsePercent(value: unknown, problems: Problem[]): number {
  if (value === undefined || value === null || value === '') return archivePercentDefault;
  const percent = typeof value === 'string' ? Number(value) : value;
  if (typeof percent === 'number' && percent >= 0 && percent <= 100) return percent;
  problems.push({ path: 'archive-percent-max', message: 'is not a number from 0 to 100' });
  return archivePercentDefault;
}

const noConnection: ConnectionTemplate = { qualifiedName: '', name: '', attributes: {} };

function parseConnection(value: unknown, problems: Problem[]): ConnectionTemplate {
  const entity = typeof value === 'string' ? parseJson(value) : value;
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
  if (typeof name !== 'string' || name.trim() === '') {
    problems.push({ path: 'connection.attributes.name', message: 'is missing' });
  }
  if (connectorName !== undefined && connectorName !== null && connectorName !== 'glue') {
    problems.push({ path: 'connection.attributes.connectorName', message: 'is not `glue`' });
  }
  for (const list of ['adminUsers', 'adminGroups', 'adminRoles']) checkNames(attributes[list], list, problems);
  if (typeof qualifiedName !== 'string' || typeof name !== 'string') return noConnection;
  return { qualifiedName, name, attributes };
}

function checkNames(value: unknown, list: string, problems: Problem[]): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return;
  problems.push({ path: `connection.attributes.${list}`, message: 'is not a list of strings' });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
