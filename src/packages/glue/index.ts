export { type CrawlDeps } from './crawl-deps.ts';
export { createGluePackage } from './create-glue-package.ts';
export { type GlueConfig } from './parse-glue-config.ts';
