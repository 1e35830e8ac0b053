import type { FastifyRequest } from 'fastify';
import { listApiTokenSecrets, retireApiTokenSecret, rotateApiToken, type RotatedApiToken } from '../../access/index.ts';
import type { RotatedApiToken as WireRotatedApiToken, TokenSecretList } from '../../contract/index.ts';
import { reportLeak, type TokenSecret } from '../../identity/index.ts';
import { requireFreshSignIn } from '../authentication/require-fresh-sign-in.ts';
import { originOf } from '../authentication/request-origin.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';
import { renderTokenSecret } from './render-native-token.ts';

function renderSecrets(secrets: readonly TokenSecret[]): TokenSecretList {
  return { secrets: secrets.map(renderTokenSecret) };
}

function renderRotated({ token, secretId, text, predecessor }: RotatedApiToken): WireRotatedApiToken {
  return {
    id: token.id,
    secretId,
    secret: text,
    predecessor: predecessor === null ? null : { id: predecessor.id, retiresAt: predecessor.retiresAt.toISOString() },
    expiresAt: token.expiresAt?.toISOString() ?? null,
  };
}

function presentedSecretId({ tokenStatus }: FastifyRequest): string | null {
  return tokenStatus?.status === 'valid' ? tokenStatus.secretId : null;
}

/** The secrets of API tokens: rotation, early ends, and leaks of secrets of any kind. */
export function registerTokenSecretRoutes(router: Router, { access, identity }: HttpDeps): void {
  serve(router, 'rotateApiToken', async ({ principal, params, body, request }) => {
    await requireFreshSignIn(access, request);
    const input = { id: params.id, ...body, presentedSecretId: presentedSecretId(request) };
    return renderRotated(await rotateApiToken(access, principal, input));
  });

  serve(router, 'listApiTokenSecrets', async ({ principal, params }) =>
    renderSecrets(await listApiTokenSecrets(access, principal, params.id)),
  );

  serve(router, 'retireApiTokenSecret', async ({ principal, params }) =>
    renderSecrets(await retireApiTokenSecret(access, principal, params)),
  );

  serve(router, 'reportLeak', async ({ body, request }) => {
    await reportLeak(identity, { secret: body.secret, source: body.source ?? null, origin: originOf(request) });
    return {};
  });
}
