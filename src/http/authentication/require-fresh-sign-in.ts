import type { FastifyRequest } from 'fastify';
import { requireFreshSession, type AccessDeps } from '../../access/index.ts';

/**
 * For operations that answer with the secret of an API token: throws `confirmation_required` where the workspace wants a browser session to
 * have proved its password lately and this one has not.
 */
export async function requireFreshSignIn(access: AccessDeps, request: FastifyRequest): Promise<void> {
  if (request.session === null || request.tokenStatus?.status !== 'valid') return;
  await requireFreshSession(access, request.tokenStatus.secretId);
}
