export { createAssetImportPackage } from './create-asset-import-package.ts';
export { type AssetImportConfig } from './parse-asset-import-config.ts';
export { type AssetImportDeps } from './run-import.ts';
