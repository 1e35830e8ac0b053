export { type GlueBehaviour, type GlueRequest } from './glue-behaviour.ts';
export { listedCatalog, type GlueCatalog, type WireColumn, type WireDatabase, type WireTable } from './glue-catalog.ts';
export { GlueFault } from './glue-fault.ts';
export { generatedCatalog, type GeneratedCatalogSize } from './generated-catalog.ts';
export { type LakeFormation, type LakeFormationTags } from './lake-formation.ts';
export { oddTables } from './odd-tables.ts';
export { sampleCatalog } from './sample-catalog.ts';
export { startGlueEndpoint, type GlueEndpoint, type GlueEndpointOptions } from './start-glue-endpoint.ts';
