export { createAssetExportPackage, type AssetExportConfig, type AssetExportDeps } from './asset-export/index.ts';
export { createAssetImportPackage, type AssetImportConfig, type AssetImportDeps } from './asset-import/index.ts';
export { createConnectionAdminPackage, type ConnectionAdminConfig } from './connection-admin/index.ts';
export { createConnectionDeletePackage, type ConnectionDeleteConfig } from './connection-delete/index.ts';
export { createGluePackage, type CrawlDeps, type GlueConfig } from './glue/index.ts';
export {
  createLineageBuilderPackage,
  type LineageBuilderConfig,
  type LineageBuilderDeps,
} from './lineage-builder/index.ts';
export { adaptOwnPackage, loadOwnPackages, type OwnPackage } from './own-packages/index.ts';
export { type ObjectStoreSettings } from './object-stores/index.ts';
export {
  createRelationalAssetsPackage,
  type RelationalAssetsConfig,
  type RelationalAssetsDeps,
} from './relational-assets/index.ts';
