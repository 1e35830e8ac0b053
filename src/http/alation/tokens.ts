import type { FastifyReply, FastifyRequest } from 'fastify';
import type {
  AccessTokenRequest,
  AlationAccessToken,
  AlationDetail,
  AlationRefreshToken,
  RefreshTokenRequest,
} from '../../contract/index.ts';
import { invariant } from '../../foundation/index.ts';
import {
  createAccessToken,
  createRefreshToken,
  findRefreshTokenBySecret,
  getAccessTokenBySecret,
  regenerateRefreshToken,
  revokeAccessTokens,
  type AccessTokenRecord,
  type RefreshTokenRecord,
} from '../../identity/index.ts';
import { originOf } from '../authentication/request-origin.ts';
import type { HttpDeps } from '../deps.ts';
import { serve, type Router } from '../serve.ts';
import { admitPair } from './admit-pair.ts';

function renderRefreshToken(token: RefreshTokenRecord, secret: string): AlationRefreshToken {
  return {
    refresh_token: secret,
    user_id: token.userId,
    created_at: token.createdAt.toISOString(),
    token_expires_at: token.expiresAt.toISOString(),
    // INVARIANT: whatever is not active was answered 401; a body never says `EXPIRED` (Alation wire, validateRefreshToken).
    token_status: 'ACTIVE',
    last_used_at: token.lastUsedAt?.toISOString() ?? null,
    name: token.name,
  };
}

function renderAccessToken({ userId, createdAt, expiresAt }: AccessTokenRecord, secret: string): AlationAccessToken {
  return {
    api_access_token: secret,
    user_id: userId,
    created_at: createdAt.toISOString(),
    token_expires_at: expiresAt.toISOString(),
    token_status: 'ACTIVE',
  };
}

/** When the refresh token ends, in every answer about one: a job that runs every day sees it come. */
function announceExpiry(reply: FastifyReply, { expiresAt }: RefreshTokenRecord): void {
  void reply.headers({ 'token-expires': expiresAt.toUTCString(), 'x-token-expires-at': expiresAt.toISOString() });
}

/** The token endpoints of the Alation wire. */
export function registerAlationTokenRoutes(router: Router, { identity }: HttpDeps): void {
  const admitRefreshToken = (body: RefreshTokenRequest, request: FastifyRequest, reply: FastifyReply) =>
    admitPair(identity, { kind: 'ref', text: body.refresh_token, userId: Number(body.user_id) }, { request, reply });
  const admitAccessToken = (body: AccessTokenRequest, request: FastifyRequest, reply: FastifyReply) =>
    admitPair(identity, { kind: 'acc', text: body.api_access_token, userId: Number(body.user_id) }, { request, reply });

  serve(router, 'createRefreshToken', async ({ body, request, reply }) => {
    const origin = { ...originOf(request), address: request.ip };
    const { token, secret } = await createRefreshToken(identity, { ...body, origin });
    announceExpiry(reply, token);
    return renderRefreshToken(token, secret);
  });

  serve(router, 'regenRefreshToken', async ({ body, request, reply }) => {
    const shown = await admitPair(
      identity,
      { kind: 'ref', text: body.refresh_token, userId: Number(body.user_id), evenExpired: true },
      { request, reply },
    );
    const { token, secret } = await regenerateRefreshToken(identity, shown);
    announceExpiry(reply, token);
    return renderRefreshToken(token, secret);
  });

  serve(router, 'validateRefreshToken', async ({ body, request, reply }) => {
    const { secretId } = await admitRefreshToken(body, request, reply);
    const token = await findRefreshTokenBySecret(identity.db, secretId);
    invariant(token !== null, 'an active refresh token has its row');
    announceExpiry(reply, token);
    return renderRefreshToken(token, body.refresh_token);
  });

  serve(router, 'createApiAccessToken', async ({ body, request, reply }) => {
    const { token, access } = await createAccessToken(identity, await admitRefreshToken(body, request, reply));
    announceExpiry(reply, token);
    return renderAccessToken({ ...access, userId: token.userId }, access.secret);
  });

  serve(router, 'validateApiAccessToken', async ({ body, request, reply }) => {
    const { secretId } = await admitAccessToken(body, request, reply);
    return renderAccessToken(await getAccessTokenBySecret(identity.db, secretId), body.api_access_token);
  });

  serve(router, 'revokeApiAccessTokens', async ({ body, request, reply }): Promise<AlationDetail> => {
    const { id, name } = await revokeAccessTokens(identity, await admitRefreshToken(body, request, reply));
    return { detail: `Revoked active access tokens for refresh token: '${name}' with id: ${String(id)}` };
  });
}
