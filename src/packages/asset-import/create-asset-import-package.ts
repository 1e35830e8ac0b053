import { type Package } from '../../workflows/index.ts';
import { objectStoreConfigNames, requireKnownStore, requireStore, testObjectStore } from '../object-stores/index.ts';
import { parseAssetImportConfig, type AssetImportConfig } from './parse-asset-import-config.ts';
import { finishImport, planImport, runImport, type AssetImportDeps } from './run-import.ts';

/**
 * The package `@csa/asset-import`: makes of the rows of files what assets, glossaries and data products say, with the rights of who runs it. It
 * reads what `@csa/asset-export-basic` writes, and goes on after its last batch when it dies.
 */
export function createAssetImportPackage(deps: AssetImportDeps): Package<AssetImportConfig> {
  const { stores } = deps;
  return {
    id: '@csa/asset-import',
    prefix: 'csa-asset-import',
    connectorConfigNames: objectStoreConfigNames,
    parse: (parameters) => {
      const config = parseAssetImportConfig(parameters);
      requireStore(stores, config.credentialGuid);
      return config;
    },
    checkCredential: requireKnownStore,
    plan: (ctx, config) => planImport(deps, ctx, config),
    step: (ctx, config, { input }) =>
      runImport(deps, ctx, { config, versions: input['versions'] as readonly string[] }),
    finish: (ctx) => finishImport(ctx),
    testCredential: (credential, signal) => testObjectStore(stores, credential, signal),
  };
}
