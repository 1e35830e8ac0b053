import { deleteEntitiesIn } from '../../catalog/index.ts';
import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import { type StepContext } from '../../workflows/index.ts';
import { countByType, listAssets } from '../asset-rows/index.ts';
import { readRows } from '../delimited-files/index.ts';
import { type ObjectStore } from '../object-stores/index.ts';
import { NameSet } from './name-set.ts';
import { type RelationalAssetsDeps } from './run-relational-assets.ts';
import { type RelationalAssetsConfig } from './parse-relational-assets-config.ts';
import { type RelationalLoad } from './relational-load.ts';
import { nameOnPath, readPath, relationalTypes } from './relational-path.ts';

/** A file that has been loaded to its end. */
export interface Loaded {
  readonly deps: RelationalAssetsDeps;
  readonly ctx: StepContext;
  readonly store: ObjectStore;
  readonly config: RelationalAssetsConfig;
  readonly load: RelationalLoad;
}

interface Listed {
  /** Type and qualified name of everything in the file. */
  readonly names: NameSet;
  readonly connections: ReadonlySet<string>;
}

const batchSize = 500;

/**
 * Archives or purges what the connections of the file hold and the file does not. Throws `field_invalid`, with nothing removed of a connection, when that
 * would be more of it than the workflow allows: a file that was cut short must not empty a catalog.
 */
export async function removeMissing(loaded: Loaded): Promise<void> {
  const listed = await listNames(loaded);
  for (const connection of listed.connections) {
    const missing = await countMissing(loaded, listed, connection);
    if (missing > 0) await requireFew(loaded, connection, missing);
  }
  for (const connection of listed.connections) await removeFrom(loaded, listed, connection);
}

async function listNames({ ctx, store, config, load }: Loaded): Promise<Listed> {
  const names = new NameSet();
  const connections = new Set<string>();
  const { bytes } = await store.open(config.key, ctx.signal);
  const options = { file: store.describe(config.key), separator: config.separator, required: load.required };
  for await (const row of readRows(bytes, options)) {
    const path = readPath(row, []);
    const found = path === null ? null : await load.connections.find(path.connection);
    if (path === null || found === null || 'problem' in found) continue;
    connections.add(found.qualifiedName);
    names.add(`${path.typeName} ${nameOnPath(found.qualifiedName, path.names)}`);
  }
  return { names, connections };
}

const queryOf = (connection: string): JsonObject => ({
  bool: {
    filter: [
      { term: { __state: 'ACTIVE' } },
      { term: { connectionQualifiedName: connection } },
      { terms: { '__typeName.keyword': [...relationalTypes] } },
    ],
  },
});

async function* listMissing(
  { deps, ctx }: Loaded,
  { names }: Listed,
  connection: string,
): AsyncGenerator<readonly string[]> {
  for await (const page of listAssets(deps.catalog, ctx, { query: queryOf(connection) })) {
    ctx.signal.throwIfAborted();
    yield page
      .filter(({ typeName, attributes }) => !names.has(`${typeName} ${String(attributes['qualifiedName'])}`))
      .map(({ guid }) => guid);
  }
}

async function countMissing(loaded: Loaded, listed: Listed, connection: string): Promise<number> {
  let missing = 0;
  for await (const guids of listMissing(loaded, listed, connection)) missing += guids.length;
  return missing;
}

async function requireFew({ deps, ctx, config }: Loaded, connection: string, missing: number): Promise<void> {
  const counts = await countByType(deps.catalog, ctx, queryOf(connection));
  const stored = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const { removalPercentMax } = config;
  // One always may.
  if (missing <= 1 || missing * 100 <= stored * removalPercentMax) return;
  throw new CatalogError(
    'field_invalid',
    `the file lacks ${missing} of ${stored} assets of \`${connection}\`, more than ${removalPercentMax} percent; nothing was removed. If that is right, run it with a larger \`removal_percent_max\``,
  );
}

async function removeFrom(loaded: Loaded, listed: Listed, connection: string): Promise<void> {
  const { deps, ctx, config } = loaded;
  const { clock, types } = deps.catalog;
  const deleteType = config.removal ?? 'SOFT';
  let removed = 0;
  for await (const missing of listMissing(loaded, listed, connection)) {
    for (let start = 0; start < missing.length; start += batchSize) {
      const guids = missing.slice(start, start + batchSize);
      await ctx.transact(async (tx) => {
        const { mutatedEntities } = await deleteEntitiesIn({ tx, clock, types }, ctx.principal, { guids, deleteType });
        const count = mutatedEntities?.DELETE?.length ?? 0;
        removed += count;
        await ctx.progress({ removed: count }, tx);
        await ctx.saveCheckpoint(tx, ctx.checkpoint ?? {});
      });
    }
  }
  const verb = deleteType === 'SOFT' ? 'archived' : 'purged';
  if (removed > 0) await ctx.log('info', `${verb} ${removed} assets of \`${connection}\` that the file lacks`);
}
