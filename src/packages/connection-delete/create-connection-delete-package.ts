import { type CatalogDeps } from '../../catalog/index.ts';
import { type Package } from '../../workflows/index.ts';
import { deleteConnection } from './delete-connection.ts';
import { deleteContents } from './delete-contents.ts';
import { parseConnectionDeleteConfig, type ConnectionDeleteConfig } from './parse-connection-delete-config.ts';
import { planDeletion } from './plan-deletion.ts';

/**
 * The package `@atlan/connection-delete`: archives or purges what lies in a connection, and last the connection itself, with the rights of who
 * runs it. It may die anywhere: what is left then is what the next attempt deletes.
 */
export function createConnectionDeletePackage({
  catalog,
}: {
  readonly catalog: CatalogDeps;
}): Package<ConnectionDeleteConfig> {
  return {
    id: '@atlan/connection-delete',
    prefix: 'atlan-connection-delete',
    parse: parseConnectionDeleteConfig,
    plan: (ctx, config) => planDeletion(catalog, ctx, config),
    step: (ctx, config) => deleteContents(catalog, ctx, config),
    finish: (ctx, config) => deleteConnection(catalog, ctx, config),
  };
}
