import { createHash } from 'node:crypto';

import { type Table } from '@aws-sdk/client-glue';

import { saveEntitiesIn } from '../../catalog/index.ts';
import { isCatalogError, type JsonObject } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import { type CrawlDeps } from './crawl-deps.ts';
import { classifyGlueError } from './explain-glue-error.ts';
import { type GlueSource, ListingExpired } from './glue-source.ts';
import { resourceLink, schemaPlace } from './map-database.ts';
import { tableTypeName } from './map-table.ts';
import { type GlueConfig } from './parse-glue-config.ts';
import { catalogName, childQualifiedName, databaseQualifiedName, sourceNameOf } from './qualified-name.ts';
import { failureOf, withRunSource } from './run-source.ts';
import { createSeenGuids, type SeenGuids } from './seen-guids.ts';
import { archiveAssets, listStored, type StoredAsset } from './stored-assets.ts';
import { viewReads } from './view-reads.ts';

/** What the lineage of one catalog is drawn from. */
export interface LineageSubject {
  readonly config: GlueConfig;
  /** Databases that were crawled to their end, with how many views they have. Lines of others stay as they are. */
  readonly databases: Map<string, number>;
}

interface Drawing extends LineageSubject {
  readonly deps: CrawlDeps;
  readonly ctx: RunContext;
  /** Qualified names of the processes that the source still speaks of, whether their inputs are in sight or not. */
  readonly seen: SeenGuids;
}

/** A line that the source speaks of, as far as its inputs are in sight. */
interface Line {
  readonly qualifiedName: string;
  readonly name: string;
  readonly inputs: readonly StoredAsset[];
  readonly output: StoredAsset;
}

/**
 * Draws what the source says of where tables and views come from: a view from the tables that its text names, a table from the S3 object,
 * prefix or bucket at its very location, a resource link from its target. Nothing is guessed: an input that is no asset which the run's actor may
 * read is left out. Lines that the source no longer speaks of are archived.
 */
export async function drawLineage(deps: CrawlDeps, ctx: RunContext, subject: LineageSubject): Promise<void> {
  const drawing: Drawing = { ...subject, deps, ctx, seen: createSeenGuids() };
  await drawViews(drawing);
  await drawTables(drawing);
  await archiveStale(drawing);
}

const processesOf = ({ config }: LineageSubject): string =>
  childQualifiedName(childQualifiedName(config.connection.qualifiedName, 'lineage'), config.catalog.name);

/** One for each asset that comes out, and each thing that is said of it. */
function lineName(drawing: Drawing, output: StoredAsset, said: readonly string[]): string {
  const { config } = drawing;
  const database = databaseQualifiedName(config.connection.qualifiedName, config.catalog.name);
  const digest = createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
  return `${processesOf(drawing)}${output.qualifiedName.slice(database.length)}/${digest}`;
}

/** Only the databases that have views are listed again, a hundred tables to a call: what a view reads stands nowhere but in Glue. */
async function drawViews(drawing: Drawing): Promise<void> {
  const { deps, ctx, config, databases } = drawing;
  const wanted = [...databases].filter(([, views]) => views > 0);
  if (wanted.length === 0) return;
  await withRunSource({ ctx, config, deps }, 'step', async (source) => {
    for (const [database] of wanted) {
      try {
        await drawViewsOf(drawing, source, database);
      } catch (error) {
        const refusal = classifyGlueError(error);
        const isKept = error instanceof ListingExpired || refusal === 'denied' || refusal === 'gone';
        if (!isKept) throw failureOf(error, source.site('GetTables'), 'step');
        databases.delete(database);
        await ctx.log('warn', `the lineage of \`${database}\` stays as it was: its views could not be read again`);
      }
    }
  });
}

async function drawViewsOf(drawing: Drawing, source: GlueSource, database: string): Promise<void> {
  let nextToken: string | null = null;
  do {
    const page = await source.listTables(database, nextToken);
    await drawPage(
      drawing,
      database,
      page.tables.filter((table) => tableTypeName(table) === 'View'),
    );
    nextToken = page.nextToken;
  } while (nextToken !== null);
}

async function drawPage(drawing: Drawing, database: string, views: readonly Table[]): Promise<void> {
  const { config } = drawing;
  const catalogNames = [
    config.catalog.name.toLowerCase(),
    ...(config.catalog.id === null ? [catalogName.toLowerCase(), 'spark_catalog'] : []),
  ];
  const read = views.map((view) => {
    const names = viewReads(view, catalogNames).map((one) => nameOf(config, one.database, one.table));
    return { view: nameOf(config, database, view.Name ?? ''), names };
  });
  const assets = await findByName(
    drawing,
    read.flatMap(({ view, names }) => [view, ...names]),
  );
  const lines = read.flatMap(({ view, names }): Line[] => {
    const output = assets.get(view);
    if (output === undefined || names.length === 0) return [];
    const inputs = [...new Set(names)].flatMap((name) => (name === view ? [] : (assets.get(name) ?? [])));
    const name = `${inputs.map((input) => input.name).join(', ')} → ${output.name}`;
    return [{ qualifiedName: lineName(drawing, output, ['view']), name, inputs, output }];
  });
  await save(drawing, lines);
}

const nameOf = ({ connection, catalog }: GlueConfig, database: string, table: string): string =>
  childQualifiedName(schemaPlace(connection.qualifiedName, database, catalog).schemaQualifiedName, table);

async function findByName({ deps, ctx }: Drawing, values: readonly string[]): Promise<Map<string, StoredAsset>> {
  const found = new Map<string, StoredAsset>();
  if (values.length === 0) return found;
  const query = { typeNames: ['Table', 'View'], attribute: 'qualifiedName', values: [...new Set(values)] } as const;
  for await (const page of listStored(deps.catalog, ctx, query)) {
    for (const asset of page) found.set(asset.qualifiedName, asset);
  }
  return found;
}

/** Tables by what is stored of them: where they lie, and what they link to. */
async function drawTables(drawing: Drawing): Promise<void> {
  const { deps, ctx, config } = drawing;
  const values = [databaseQualifiedName(config.connection.qualifiedName, config.catalog.name)];
  const reads = ['externalLocation', 'subType', 'alias'];
  const query = { typeNames: ['Table'], attribute: 'databaseQualifiedName', values, reads } as const;
  for await (const page of listStored(deps.catalog, ctx, query)) {
    const said = page.map((output) => ({ output, from: originOf(output) }));
    const places = said.flatMap(({ from }) => (from?.kind === 's3' ? from.arns : []));
    const targets = said.flatMap(({ from }) => (from?.kind === 'link' ? [from] : []));
    const objects = await findObjects(drawing, places);
    const owners = await findOwners(drawing, targets);
    const lines = said.flatMap(({ output, from }): Line[] => {
      if (from === null) return [];
      const inputs =
        from.kind === 's3' ? from.arns.flatMap((arn) => objects.get(arn) ?? []) : (owners.get(from.path) ?? []);
      const name = `${inputs.map((input) => input.name).join(', ')} → ${output.name}`;
      return [
        { qualifiedName: lineName(drawing, output, [from.kind, from.path]), name, inputs: inputs.slice(0, 1), output },
      ];
    });
    await save(drawing, lines);
  }
}

type Origin =
  | { readonly kind: 's3'; readonly path: string; readonly arns: readonly string[] }
  | {
      readonly kind: 'link';
      readonly path: string;
      readonly account: string;
      readonly database: string;
      readonly table: string;
    };

const linkPattern = /^(?:[a-z-]+\d\/)?(\d{12})\/([^/]+)\/([^/]+)$/;

function originOf({ attributes }: StoredAsset): Origin | null {
  const { externalLocation: location, subType, alias } = attributes;
  if (subType === resourceLink && typeof alias === 'string') {
    const [, account = '', database = '', table = ''] = linkPattern.exec(alias) ?? [];
    return table === '' ? null : { kind: 'link', path: alias, account, database, table };
  }
  const path = typeof location === 'string' ? /^s3[an]?:\/\/(.+?)\/*$/.exec(location)?.[1] : undefined;
  // The same place with and without the slash that prefixes end with.
  return path === undefined ? null : { kind: 's3', path, arns: [`arn:aws:s3:::${path}`, `arn:aws:s3:::${path}/`] };
}

async function findObjects({ deps, ctx }: Drawing, values: readonly string[]): Promise<Map<string, StoredAsset[]>> {
  const found = new Map<string, StoredAsset[]>();
  if (values.length === 0) return found;
  const typeNames = ['S3Object', 'S3Prefix', 'S3Bucket'];
  const query = { typeNames, attribute: 'awsArn', values, reads: ['awsArn'] } as const;
  for await (const page of listStored(deps.catalog, ctx, query)) {
    for (const asset of page) {
      const arn = String(asset.attributes['awsArn']);
      found.set(arn, [...(found.get(arn) ?? []), asset]);
    }
  }
  return found;
}

/** The target of a link, in whichever connection holds the catalog of its account; none where two connections do. */
async function findOwners(
  drawing: Drawing,
  targets: readonly (Origin & { readonly kind: 'link' })[],
): Promise<Map<string, StoredAsset[]>> {
  const { deps, ctx } = drawing;
  const owners = new Map<string, StoredAsset[]>();
  if (targets.length === 0) return owners;
  const catalogs = new Map<string, string[]>();
  const query = {
    typeNames: ['Database'],
    attribute: 'connectorName',
    values: ['glue'],
    reads: ['assetSourceId'],
  } as const;
  for await (const page of listStored(deps.catalog, ctx, query)) {
    for (const { qualifiedName, attributes } of page) {
      const account = /:glue:[^:]*:(\d{12}):catalog$/.exec(String(attributes['assetSourceId']))?.[1];
      if (account !== undefined) catalogs.set(account, [...(catalogs.get(account) ?? []), qualifiedName]);
    }
  }
  const placed = targets.flatMap(({ path, account, database, table }) => {
    const [only, ...more] = catalogs.get(account) ?? [];
    if (only === undefined || more.length > 0) return [];
    return [{ path, qualifiedName: childQualifiedName(childQualifiedName(only, database), table) }];
  });
  const assets = await findByName(
    drawing,
    placed.map(({ qualifiedName }) => qualifiedName),
  );
  for (const { path, qualifiedName } of placed) owners.set(path, [assets.get(qualifiedName) ?? []].flat());
  return owners;
}

async function save({ deps, ctx, config, seen }: Drawing, lines: readonly Line[]): Promise<void> {
  for (const { qualifiedName } of lines) seen.add(qualifiedName);
  const entities = lines
    .filter(({ inputs }) => inputs.length > 0)
    .map(({ qualifiedName, name, inputs, output }): JsonObject => {
      const ends = { inputs: inputs.map(linkTo), outputs: [linkTo(output)] };
      const connection = { connectorName: 'glue', connectionQualifiedName: config.connection.qualifiedName };
      return {
        typeName: 'Process',
        status: 'ACTIVE',
        attributes: { qualifiedName, name: name.slice(0, 1_000), ...connection, ...ends },
      };
    });
  if (entities.length === 0) return;
  const { catalog } = deps;
  const saveAll = (part: readonly JsonObject[]) =>
    ctx.transact((tx) =>
      saveEntitiesIn({ tx, clock: catalog.clock, types: catalog.types }, ctx.principal, { entities: part }),
    );
  try {
    await saveAll(entities);
  } catch (error) {
    if (!isCatalogError(error) || error.code !== 'permission_denied') throw error;
    await ctx.log('warn', `${entities.length} lines of lineage are not drawn: ${error.message}`);
  }
}

const linkTo = ({ typeName, guid }: StoredAsset): JsonObject => ({ typeName, guid });

async function archiveStale(drawing: Drawing): Promise<void> {
  const { deps, ctx, config, databases, seen } = drawing;
  const prefix = `${processesOf(drawing)}/`;
  const query = {
    typeNames: ['Process'],
    attribute: 'connectionQualifiedName',
    values: [config.connection.qualifiedName],
  } as const;
  for await (const page of listStored(deps.catalog, ctx, query)) {
    const stale = page.filter(({ qualifiedName }) => {
      if (!qualifiedName.startsWith(prefix) || seen.mayHave(qualifiedName)) return false;
      return databases.has(sourceNameOf(qualifiedName.slice(prefix.length).split('/')[0] ?? ''));
    });
    await archiveAssets({ catalog: deps.catalog, ctx }, stale);
    if (stale.length > 0)
      await ctx.log('info', `archived ${stale.length} lines of lineage that the source no longer speaks of`);
  }
}
