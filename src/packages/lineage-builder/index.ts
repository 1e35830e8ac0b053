export { createLineageBuilderPackage } from './create-lineage-builder-package.ts';
export { type LineageBuilderConfig } from './parse-lineage-builder-config.ts';
export { type LineageBuilderDeps } from './run-lineage-builder.ts';
