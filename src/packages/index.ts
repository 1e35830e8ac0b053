export { createGluePackage, type CrawlDeps, type GlueConfig } from './glue/index.ts';
