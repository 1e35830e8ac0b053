import { deleteEntitiesIn, type CatalogDeps } from '../../catalog/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { type RunContext, type StepContext } from '../../workflows/index.ts';
import { listAssets } from '../asset-rows/index.ts';
import { contentsQuery } from './connection-contents.ts';
import { type ConnectionDeleteConfig } from './parse-connection-delete-config.ts';

const batchSize = 500;
// Who crawls into a connection that is being deleted must not keep the deletion going for ever.
const sweepsMax = 20;

type RunTx = Parameters<Parameters<RunContext['transact']>[0]>[0];

/** Counts what a batch deleted, in its transaction. */
type Settle = (tx: RunTx, deleted: number) => Promise<void>;

/**
 * Deletes what lies in the connection, in batches that commit by themselves with what they count. Whatever is left when it is killed is
 * what the next attempt finds, so it needs to remember nothing. Throws `permission_denied` at the first batch of which the actor may not
 * delete something; then that batch is not deleted.
 */
export async function deleteContents(
  catalog: CatalogDeps,
  ctx: StepContext,
  config: ConnectionDeleteConfig,
): Promise<void> {
  await sweepContents({ catalog, ctx, config }, async (tx, deleted) => {
    await ctx.progress({ assets: deleted }, tx);
    // Nothing to go on from; it tells the engine that the step gets on.
    await ctx.saveCheckpoint(tx, {});
  });
}

/** What is deleted, and for which run. */
export interface Deletion {
  readonly catalog: CatalogDeps;
  readonly ctx: RunContext;
  readonly config: ConnectionDeleteConfig;
}

/** Deletes until nothing is left that the actor may read. */
export async function sweepContents(deletion: Deletion, settle: Settle): Promise<void> {
  const { catalog, ctx, config } = deletion;
  for (let sweeps = 0; sweeps < sweepsMax; sweeps += 1) {
    let found = 0;
    for await (const page of listAssets(catalog, ctx, { query: contentsQuery(config) })) {
      found += page.length;
      for (let start = 0; start < page.length; start += batchSize) {
        ctx.signal.throwIfAborted();
        const guids = page.slice(start, start + batchSize).map(({ guid }) => guid);
        await deleteBatch(deletion, guids, settle);
      }
    }
    if (found === 0) return;
  }
  throw new CatalogError(
    'state_conflict',
    `assets are being added to \`${config.connection}\` while it is deleted; end what adds them first`,
  );
}

async function deleteBatch(
  { catalog, ctx, config }: Deletion,
  guids: readonly string[],
  settle: Settle,
): Promise<void> {
  const { clock, types } = catalog;
  const { deleteType } = config;
  await ctx.transact(async (tx) => {
    const { mutatedEntities } = await deleteEntitiesIn({ tx, clock, types }, ctx.principal, { guids, deleteType });
    await settle(tx, mutatedEntities?.DELETE?.length ?? 0);
  });
}
