import { readPolicyEpoch } from '../../identity/index.ts';
import type { HttpDeps } from '../deps.ts';
import { describeApi } from '../openapi/describe-api.ts';
import { serve, type Router } from '../serve.ts';

/**
 * Health, readiness and the description of the API; for probes and tools, without a credential. Ready means that the
 * database answers what every authentication asks; otherwise the store failure answers 503.
 */
export function registerServerRoutes(router: Router, { identity }: Pick<HttpDeps, 'identity'>): void {
  const api = describeApi();
  serve(router, 'getHealth', () => Promise.resolve({ status: 'alive' }));
  serve(router, 'getReadiness', async () => {
    await readPolicyEpoch(identity.db);
    return { status: 'ready' };
  });
  serve(router, 'getOpenApi', () => Promise.resolve(api));
}
