import { explainAccess, getEntityByUniqueAttribute, type CatalogDeps } from '../../catalog/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { type RunContext, type StepPlan } from '../../workflows/index.ts';
import { countByType } from '../asset-rows/index.ts';
import { contentsQuery } from './connection-contents.ts';
import { type ConnectionDeleteConfig } from './parse-connection-delete-config.ts';

/**
 * Says in the log what will go, by type, and lists the one step that does it; none for a dry run. Throws before anything is deleted
 * when the connection is not there or the run's actor may not delete it.
 */
export async function planDeletion(
  catalog: CatalogDeps,
  ctx: RunContext,
  config: ConnectionDeleteConfig,
): Promise<readonly StepPlan[]> {
  const { connection, deleteType, isDryRun } = config;
  const { entity } = await getEntityByUniqueAttribute(catalog, ctx.principal, {
    typeName: 'Connection',
    attributes: { qualifiedName: connection },
    ignoreRelationships: true,
  });
  await requireMayDelete(catalog, ctx, entity.guid);
  const counts = await countByType(catalog, ctx, contentsQuery(config));
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const verb = isDryRun ? 'would' : 'will';
  const fate = deleteType === 'SOFT' ? 'be archived' : 'be purged';
  for (const [typeName, count] of counts) await ctx.log('info', `${count} \`${typeName}\` ${verb} ${fate}`);
  await ctx.log('info', `${total} assets and the connection \`${connection}\` ${verb} ${fate}`);
  // A plan that is made again has counted already.
  const { assetsTotal = 0 } = await ctx.totals();
  await ctx.progress({ assetsTotal: total - assetsTotal });
  if (isDryRun) return [];
  return [{ key: 'assets', label: `assets of ${connection}`, input: { connectionGuid: entity.guid } }];
}

/** Every batch is judged by itself; this keeps a run that could not end well from beginning. */
async function requireMayDelete(catalog: CatalogDeps, { principal }: RunContext, guid: string): Promise<void> {
  const question = { actor: 'me', action: 'asset.delete', asset: { guid } };
  const { explanation } = await explainAccess(catalog, principal, question);
  if (explanation.decision === 'allow') return;
  throw new CatalogError(
    'permission_denied',
    `\`${principal.username}\` may not delete \`Connection\` \`${explanation.asset.qualifiedName}\``,
  );
}
