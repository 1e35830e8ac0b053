export { createConnectionAdminPackage, type ConnectionAdminConfig } from './connection-admin/index.ts';
export { createGluePackage, type CrawlDeps, type GlueConfig } from './glue/index.ts';
