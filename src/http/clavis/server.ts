import { readPolicyEpoch } from '../../identity/index.ts';
import type { HttpDeps } from '../deps.ts';
import { describeApi } from '../openapi/describe-api.ts';
import { serve, type Router } from '../serve.ts';

/**
 * Health, readiness and the description of the API; for probes and tools, without a credential. Ready means that the
 * database answers what every authentication asks; otherwise the store failure answers 503. The database is the first durable place
 * of audit records: sinks and anchors that fall behind are told here, but keep nobody waiting.
 */
export function registerServerRoutes(router: Router, { identity, audit }: Pick<HttpDeps, 'identity' | 'audit'>): void {
  const api = describeApi();
  serve(router, 'getHealth', () => Promise.resolve({ status: 'alive' }));
  serve(router, 'getReadiness', async () => {
    await readPolicyEpoch(identity.db);
    const sinks = await audit.sinks.readOwnStates();
    const { sequence, lastError } = audit.anchors.state;
    return {
      status: 'ready',
      sinks: sinks.map(({ name, behind, lastError }) => ({ name, behind, lastError })),
      anchor: { sequence, lastError },
    };
  });
  serve(router, 'getOpenApi', () => Promise.resolve(api));
}
