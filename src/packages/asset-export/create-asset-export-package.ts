import { type Package } from '../../workflows/index.ts';
import { objectStoreConfigNames, requireKnownStore, requireStore, testObjectStore } from '../object-stores/index.ts';
import { listExportFiles, type ExportKind } from './export-file.ts';
import { parseAssetExportConfig, type AssetExportConfig } from './parse-asset-export-config.ts';
import { writeExport, type AssetExportDeps } from './write-export.ts';

/**
 * The package `@csa/asset-export-basic`: writes what the run's actor may read as files of comma separated values, one for assets, one for glossaries,
 * one for data products, to a bucket or to the folder of files.
 */
export function createAssetExportPackage(deps: AssetExportDeps): Package<AssetExportConfig> {
  const { stores } = deps;
  return {
    id: '@csa/asset-export-basic',
    prefix: 'csa-asset-export-basic',
    connectorConfigNames: objectStoreConfigNames,
    parse: (parameters) => {
      const config = parseAssetExportConfig(parameters);
      requireStore(stores, config.credentialGuid);
      return config;
    },
    checkCredential: requireKnownStore,
    plan: (_ctx, config) =>
      Promise.resolve(
        listExportFiles(config).map(({ kind, name }) => ({ key: kind, label: `file ${name}`, input: { kind } })),
      ),
    step: (ctx, config, { input }) => writeExport(deps, ctx, { config, kind: input['kind'] as ExportKind }),
    finish: async (ctx) => {
      const { assets = 0 } = await ctx.totals();
      await ctx.log('info', `exported ${assets} assets`);
    },
    testCredential: (credential, signal) => testObjectStore(stores, credential, signal),
  };
}
