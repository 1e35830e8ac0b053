import type { FastifyInstance } from 'fastify';
import type { Logger } from '../../foundation/index.ts';
import { reactToRetiredUse, type IdentityDeps } from '../../identity/index.ts';

/**
 * Suspends the API token of a retired secret that was presented, where the workspace asks for that. After the answer, which is
 * that of any bad token, so that its time tells nothing either.
 */
export function registerRetiredUseReaction(
  server: FastifyInstance,
  { identity, log }: { readonly identity: IdentityDeps; readonly log: Logger },
): void {
  server.addHook('onResponse', async ({ tokenStatus }) => {
    if (tokenStatus?.status !== 'retired') return;
    try {
      await reactToRetiredUse(identity, tokenStatus);
    } catch (error) {
      log.warn({ err: error }, 'the use of a retired secret was answered, but its token could not be looked at');
    }
  });
}
