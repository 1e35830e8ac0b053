import { deleteEntitiesIn, getEntityByGuid, type CatalogDeps } from '../../catalog/index.ts';
import { CatalogError, isCatalogError } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import { sweepContents, type Deletion } from './delete-contents.ts';
import { type ConnectionDeleteConfig } from './parse-connection-delete-config.ts';

/**
 * Deletes what was put in meanwhile, and then the connection itself; nothing after a dry run. Throws `permission_denied` when the connection
 * is hidden from the actor by now: what is hidden cannot be told from what is gone, and a run must not succeed by seeing nothing.
 */
export async function deleteConnection(
  catalog: CatalogDeps,
  ctx: RunContext,
  config: ConnectionDeleteConfig,
): Promise<void> {
  const [step] = await ctx.steps();
  if (step === undefined) return;
  const deletion = { catalog, ctx, config };
  await sweepContents(deletion, (tx, deleted) => ctx.progress({ assets: deleted }, tx));
  await deleteLast(deletion, String(step.input['connectionGuid']));
  const { assets = 0 } = await ctx.totals();
  const done = config.deleteType === 'SOFT' ? 'archived' : 'purged';
  await ctx.log('info', `${done} ${assets} assets and the connection \`${config.connection}\``);
}

async function deleteLast({ catalog, ctx, config }: Deletion, guid: string): Promise<void> {
  const { clock, types } = catalog;
  await ctx.transact(async (tx) => {
    const request = { guids: [guid], deleteType: config.deleteType };
    const { mutatedEntities } = await deleteEntitiesIn({ tx, clock, types }, ctx.principal, request);
    if (mutatedEntities?.DELETE !== undefined) await ctx.progress({ connections: 1 }, tx);
  });
  // Counted with the deletion: also by an attempt that died right after it.
  const { connections = 0 } = await ctx.totals();
  if (connections > 0 || (await isArchived({ catalog, ctx, config }, guid))) return;
  throw new CatalogError(
    'permission_denied',
    `the connection \`${config.connection}\` is not there any more for \`${ctx.principal.username}\`; what is left of it was not deleted`,
  );
}

/** Whether it was archived before the run began. */
async function isArchived({ catalog, ctx }: Deletion, guid: string): Promise<boolean> {
  try {
    const { entity } = await getEntityByGuid(catalog, ctx.principal, { guid, ignoreRelationships: true });
    return entity.status === 'DELETED';
  } catch (error) {
    if (isCatalogError(error) && error.code === 'asset_not_found') return false;
    throw error;
  }
}
