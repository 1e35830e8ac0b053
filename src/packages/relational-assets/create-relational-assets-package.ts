import { type Package } from '../../workflows/index.ts';
import { objectStoreConfigNames, requireKnownStore, requireStore, testObjectStore } from '../object-stores/index.ts';
import { parseRelationalAssetsConfig, type RelationalAssetsConfig } from './parse-relational-assets-config.ts';
import {
  finishRelationalAssets,
  planRelationalAssets,
  runRelationalAssets,
  type RelationalAssetsDeps,
} from './run-relational-assets.ts';

/**
 * The package `@csa/relational-assets-builder`: makes of the rows of one file connections, databases, schemas, tables, views and columns, and removes
 * what the file lacks where it is the whole of a connection.
 */
export function createRelationalAssetsPackage(deps: RelationalAssetsDeps): Package<RelationalAssetsConfig> {
  const { stores } = deps;
  return {
    id: '@csa/relational-assets-builder',
    prefix: 'csa-relational-assets-builder',
    connectorConfigNames: objectStoreConfigNames,
    parse: (parameters) => {
      const config = parseRelationalAssetsConfig(parameters);
      requireStore(stores, config.credentialGuid);
      return config;
    },
    checkCredential: requireKnownStore,
    plan: (ctx, config) => planRelationalAssets(deps, ctx, config),
    step: (ctx, config, { input }) => runRelationalAssets(deps, ctx, { config, version: String(input['version']) }),
    finish: (ctx) => finishRelationalAssets(ctx),
    testCredential: (credential, signal) => testObjectStore(stores, credential, signal),
  };
}
