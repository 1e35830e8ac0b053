import { type CatalogDeps, searchAssets } from '../../catalog/index.ts';
import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import { expectedAccount } from './catalog-target.ts';
import { type GlueConfig } from './parse-glue-config.ts';
import { databaseQualifiedName } from './qualified-name.ts';
import { type SourceCatalog } from './source-catalog.ts';

/** What the plan of a crawl checks its connection with. */
export interface ConnectionCheck {
  readonly catalog: CatalogDeps;
  readonly ctx: RunContext;
  readonly config: GlueConfig;
  /** `null` when the source does not tell, which an empty catalog cannot. */
  readonly source: SourceCatalog | null;
}

/** An active asset that a connection is recognized by. */
interface Found {
  readonly name: string;
  readonly qualifiedName: string;
  readonly connectorName: string | null;
  /** Of a Database: the catalog that it was filled from. */
  readonly assetSourceId: string | null;
}

const connectionOf = (qualifiedName: string): string => qualifiedName.split('/').slice(0, 3).join('/');

/**
 * Called before anything is written. Throws `field_invalid` when the connection was filled from another catalog, when its name is
 * that of a connection to another source, or when the credential is of another account than the workflow expects; says so in
 * the log when another connection already holds this catalog, or refuses where the workflow asks for that.
 * SECURITY: only connections that the actor of the run may read are looked at; others are as absent here as everywhere.
 */
export async function checkConnection(check: ConnectionCheck): Promise<void> {
  requireAccount(check);
  const databases = await findAssets(check, 'Database', { prefix: { qualifiedName: 'default/glue/' } });
  requireSameSource(check, databases);
  await requireFreeName(check, databases);
  await reportSecond(check, databases);
}

function requireAccount({ config, source }: ConnectionCheck): void {
  const expected = expectedAccount(config.catalog);
  if (source !== null && expected !== null && source.accountId !== expected) {
    throw new CatalogError(
      'field_invalid',
      `\`${config.catalog.name}\` is a catalog of the account \`${expected}\`, but the credential reads the one of \`${source.accountId}\`; name the catalog by its id or take a role of that account`,
    );
  }
  if (config.accountId === null || source === null || source.accountId === config.accountId) return;
  throw new CatalogError(
    'field_invalid',
    `\`account-id\` is \`${config.accountId}\`, but the credential reads the catalog of the account \`${source.accountId}\``,
  );
}

function requireSameSource({ config, source }: ConnectionCheck, databases: readonly Found[]): void {
  const own = databases.find(({ qualifiedName }) => qualifiedName === ownDatabase(config));
  const before = own?.assetSourceId ?? null;
  if (source === null || before === null || before === source.arn || config.isNewSourceAccepted) return;
  throw new CatalogError(
    'field_invalid',
    `the connection \`${config.connection.qualifiedName}\` holds \`${before}\`, but the credential reads \`${source.arn}\`; crawl it into a connection of its own, or set \`accept-new-source\` if the catalog has moved`,
  );
}

/** Of a connection that is to be made: an existing one keeps the name it has. */
async function requireFreeName(check: ConnectionCheck, databases: readonly Found[]): Promise<void> {
  const { name, qualifiedName } = check.config.connection;
  if (name === null) return;
  const found = await findAssets(check, 'Connection', {
    bool: { should: [{ term: { qualifiedName } }, { term: { 'name.keyword': name } }], minimum_should_match: 1 },
  });
  if (found.some((connection) => connection.qualifiedName === qualifiedName)) return;
  const taken = found.find((other) => {
    const held = databases.filter((database) => connectionOf(database.qualifiedName) === other.qualifiedName);
    const isForeign = held.length > 0 && held.every(({ assetSourceId }) => isOther(assetSourceId, check.source));
    return other.connectorName !== 'glue' || isForeign;
  });
  if (taken === undefined) return;
  throw new CatalogError(
    'field_invalid',
    `the name \`${name}\` is taken by the connection \`${taken.qualifiedName}\` to another source, choose another one`,
  );
}

const isOther = (held: string | null, source: SourceCatalog | null): boolean =>
  held !== null && source !== null && held !== source.arn;

async function reportSecond({ ctx, config, source }: ConnectionCheck, databases: readonly Found[]): Promise<void> {
  const others = databases.filter(
    ({ qualifiedName, assetSourceId }) =>
      source !== null && assetSourceId === source.arn && qualifiedName !== ownDatabase(config),
  );
  if (source === null || others.length === 0) return;
  const names = others.map(({ qualifiedName }) => `\`${connectionOf(qualifiedName)}\``).join(', ');
  const said = `the catalog of the account \`${source.accountId}\` in \`${source.region}\` is already crawled into ${names}; to go on there, name that connection in the workflow`;
  if (config.secondConnection === 'refuse') throw new CatalogError('field_invalid', `${said} (\`second-connection\`)`);
  await ctx.log(
    'warn',
    `${said}: this crawl makes every table a second asset under \`${config.connection.qualifiedName}\``,
  );
}

const ownDatabase = ({ connection, catalog }: GlueConfig): string =>
  databaseQualifiedName(connection.qualifiedName, catalog.name);

// More connections than that are not looked at; the checks are for slips of people, of whom none has thousands of catalogs.
const foundMax = 1_000;

async function findAssets(
  { catalog, ctx }: ConnectionCheck,
  typeName: 'Connection' | 'Database',
  condition: JsonObject,
): Promise<Found[]> {
  const filter = [{ term: { __state: 'ACTIVE' } }, { term: { '__typeName.keyword': typeName } }, condition];
  const { entities = [] } = await searchAssets(catalog, ctx.principal, {
    dsl: { size: foundMax, query: { bool: { filter } } },
    attributes: ['name', 'qualifiedName', 'connectorName', 'assetSourceId'],
  });
  return entities.map(({ attributes }) => ({
    name: String(attributes['name']),
    qualifiedName: String(attributes['qualifiedName']),
    connectorName: textOf(attributes['connectorName']),
    assetSourceId: textOf(attributes['assetSourceId']),
  }));
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
