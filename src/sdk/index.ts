export type { RunPhase, SetUpRequest, SignedIn, SignInRequest } from '../contract/index.ts';
export { AssetQuery, assetQuery, type Clause } from './asset-query.ts';
export { type Asset } from './assets.ts';
export { ClavisClient, type ClavisClientOptions } from './client.ts';
export { type DeleteType, type EntityInput, type EntitySelector, type Mutation } from './entities.ts';
export { ClavisError, isClavisError, type LocalErrorCode, type Problem } from './error.ts';
export { GlueCrawler, type GlueConnection } from './glue-crawler.ts';
export { collectAll } from './pages.ts';
export { type Persona, type PersonaInput, type ReadPolicyInput } from './personas.ts';
export { type RunLogLine, type RunProgress, type RunSummary } from './runs.ts';
export { type AssetPage, type PageOptions, type SearchAnswer } from './search.ts';
export {
  type ApiToken,
  type CreatedToken,
  type TokenChange,
  type TokenInput,
  type TokenListOptions,
  type TokenRole,
  type TokenSelector,
} from './tokens.ts';
export { type CallOptions } from './transport.ts';
export { type CurrentUser, type WhoAmI } from './users.ts';
export { isOver, type Run, type Workflow, type WorkflowDocument } from './workflow-documents.ts';
export { type MonitorOptions, type RerunOptions } from './workflows.ts';
