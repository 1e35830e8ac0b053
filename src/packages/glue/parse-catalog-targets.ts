import { isJsonObject, tryParseJson, type JsonObject, type Problem } from '../../foundation/index.ts';
import { type CatalogTarget, type RoleLink } from './catalog-target.ts';
import { type DatabaseFilter, type FilterTexts, parseDatabaseFilters } from './database-filter.ts';
import { isExternalId, isRegion, isRoleArn } from './glue-identity.ts';
import { catalogName } from './qualified-name.ts';

type BareTarget = Omit<CatalogTarget, 'databases'>;

// An account, or what is federated into its catalog: `<account>:s3tablescatalog/<bucket>`.
const catalogIdPattern = /^\d{12}(?::[\w.-]{1,255}(?:\/[\w.-]{1,255}){0,4})?$/;
const catalogIdForm = `\`${catalogName}\`, an account of twelve digits or \`<account id>:s3tablescatalog/<bucket>\``;
const catalogsMax = 100;
const rolesMax = 5;

/**
 * Reads which catalogs are meant: `catalogs` in full where it is given, else the ids of `catalog-id`, else the one of the account
 * that is called. Each gets its part of the filters.
 */
export function parseCatalogTargets(
  parameters: ReadonlyMap<string, unknown>,
  problems: Problem[],
): readonly [CatalogTarget, ...CatalogTarget[]] {
  const described = parseList(parameters.get('catalogs'));
  const bare = described === null ? parseIds(parameters.get('catalog-id'), problems) : parseAll(described, problems);
  for (const [index, { name }] of bare.entries()) {
    if (bare.findIndex((other) => other.name === name) === index) continue;
    const path = described === null ? 'catalog-id' : `catalogs[${index}].name`;
    problems.push({ path, message: `\`${name}\` is there twice, give each catalog a name of its own` });
  }
  const texts: FilterTexts = { included: parameters.get('include-filter'), excluded: parameters.get('exclude-filter') };
  const filters = parseDatabaseFilters(
    texts,
    bare.map(({ name }) => name),
    problems,
  );
  const none: DatabaseFilter = { included: null, excluded: new Set() };
  const targets = bare.map((target) => ({ ...target, databases: filters.get(target.name) ?? none }));
  const [first = { ...ownCatalog, databases: none }, ...rest] = targets;
  return [first, ...rest];
}

const ownCatalog: BareTarget = { name: catalogName, id: null, region: null, roles: [] };

function parseList(value: unknown): readonly unknown[] | null {
  if (value === undefined || value === null || value === '') return null;
  const list = typeof value === 'string' ? tryParseJson(value) : value;
  return Array.isArray(list) ? list : [undefined];
}

function parseIds(value: unknown, problems: Problem[]): BareTarget[] {
  if (value === undefined || value === null || value === '') return [ownCatalog];
  const parsed = typeof value === 'string' && value.startsWith('[') ? tryParseJson(value) : value;
  const ids: readonly unknown[] =
    typeof parsed === 'string' ? parsed.split(',') : Array.isArray(parsed) ? parsed : [''];
  if (ids.length === 0) return [ownCatalog];
  return ids.slice(0, catalogsMax).map((id) => ({ ...ownCatalog, ...parseId(id, 'catalog-id', problems) }));
}

function parseId(value: unknown, path: string, problems: Problem[]): Pick<BareTarget, 'id' | 'name'> {
  if (value === undefined || value === null) return { id: null, name: catalogName };
  const id = typeof value === 'string' ? value.trim() : '';
  if (id === catalogName) return { id: null, name: catalogName };
  if (!catalogIdPattern.test(id)) problems.push({ path, message: `is no catalog, expected ${catalogIdForm}` });
  return { id, name: id };
}

function parseAll(described: readonly unknown[], problems: Problem[]): BareTarget[] {
  if (described.length === 0 || described.length > catalogsMax) {
    problems.push({ path: 'catalogs', message: `has ${described.length} entries, expected 1 to ${catalogsMax}` });
  }
  return described.slice(0, catalogsMax).map((value, index) => {
    const path = `catalogs[${index}]`;
    if (isJsonObject(value)) return parseOne(value, path, problems);
    problems.push({ path: described.length === 1 ? 'catalogs' : path, message: 'is not a list of catalogs' });
    return ownCatalog;
  });
}

const known = ['catalog_id', 'name', 'region', 'roles'];

function parseOne(value: JsonObject, path: string, problems: Problem[]): BareTarget {
  for (const key of Object.keys(value).filter((name) => !known.includes(name))) {
    problems.push({
      path: `${path}.${key}`,
      message: `is not known, expected ${known.map((name) => `\`${name}\``).join(', ')}`,
    });
  }
  const { id, name: byId } = parseId(value['catalog_id'], `${path}.catalog_id`, problems);
  const name = value['name'] ?? byId;
  if (typeof name !== 'string' || name.trim() === '' || name.length > 255) {
    problems.push({ path: `${path}.name`, message: 'is not a name of 1 to 255 characters' });
  }
  // SECURITY: it becomes part of a host name.
  const region = value['region'] ?? null;
  if (region !== null && !isRegion(region)) {
    problems.push({ path: `${path}.region`, message: 'is no AWS region, expected one such as `eu-central-1`' });
  }
  return {
    id,
    name: String(name),
    region: isRegion(region) ? region : null,
    roles: parseRoles(value['roles'] ?? [], `${path}.roles`, problems),
  };
}

function parseRoles(value: unknown, path: string, problems: Problem[]): RoleLink[] {
  if (!Array.isArray(value) || value.length > rolesMax) {
    problems.push({ path, message: `is not a list of up to ${rolesMax} roles` });
    return [];
  }
  return (value as readonly unknown[]).map((role, index) => {
    const { aws_role_arn: roleArn, aws_external_id: externalId = null } = isJsonObject(role) ? role : {};
    if (!isRoleArn(roleArn)) {
      const message = 'is no role, expected an ARN of the form `arn:aws:iam::<account>:role/<name>`';
      problems.push({ path: `${path}[${index}].aws_role_arn`, message });
    }
    if (externalId !== null && !isExternalId(externalId)) {
      const message = 'is no external id, expected 2 to 1224 letters, digits and `+=,.@:/-_`';
      problems.push({ path: `${path}[${index}].aws_external_id`, message });
    }
    return { roleArn: String(roleArn), externalId: isExternalId(externalId) ? externalId : null };
  });
}
