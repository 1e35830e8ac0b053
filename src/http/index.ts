export { createHttpServer } from './create-http-server.ts';
export type { HttpDeps } from './deps.ts';
export { describeApi } from './openapi/describe-api.ts';
