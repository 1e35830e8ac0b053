export { createRelationalAssetsPackage } from './create-relational-assets-package.ts';
export { type RelationalAssetsConfig } from './parse-relational-assets-config.ts';
export { type RelationalAssetsDeps } from './run-relational-assets.ts';
