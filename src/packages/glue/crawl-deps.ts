import { type CatalogDeps } from '../../catalog/index.ts';
import { type StepContext } from '../../workflows/index.ts';
import { type ServerIdentitySetting } from './glue-identity.ts';
import { type GlueSource } from './glue-source.ts';
import { type SchemaPlace } from './map-database.ts';
import { type GlueConfig } from './parse-glue-config.ts';
import { type GlueEndpointSetting } from './run-source.ts';

/** What a crawl needs from the server. */
export interface CrawlDeps extends GlueEndpointSetting, ServerIdentitySetting {
  readonly catalog: CatalogDeps;
  /** The breaker of workflows that say nothing of it (`archive-percent-max`); 20 when absent. */
  readonly archivePercentMax?: number;
}

/** The crawl of one database: what its functions hand to each other. */
export interface DatabaseCrawl {
  readonly deps: CrawlDeps;
  readonly ctx: StepContext;
  readonly config: GlueConfig;
  readonly source: GlueSource;
  readonly database: string;
  readonly place: SchemaPlace;
  /** Whether an earlier crawl, or an earlier attempt of this one, has stored tables of it. */
  readonly isKnown: boolean;
  /** How many tables the run's estimate has for it; `null` for none. */
  readonly expected: number | null;
}
