export { createAssetExportPackage } from './create-asset-export-package.ts';
export { type AssetExportConfig } from './parse-asset-export-config.ts';
export { type AssetExportDeps } from './write-export.ts';
