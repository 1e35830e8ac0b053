export { createHttpServer } from './create-http-server.ts';
export type { HttpDeps } from './deps.ts';
