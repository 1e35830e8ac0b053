import { recordAudit } from '../../audit/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import { endAccessTokensOf, issueAccessToken, requireActive, type IssuedAccessToken } from './issue-access-token.ts';
import type { IssuedRefreshToken } from './issue-refresh-token.ts';
import { readAlationSettings } from './read-alation-settings.ts';
import { holdRefreshToken, type RefreshTokenRecord } from './refresh-token.ts';
import { regenerate } from './regenerate.ts';
import { ownerOf, refreshTokenEntry } from './token-entry.ts';

/** A refresh token that `judgeToken` has found, and where the request came from that showed it. */
export interface ShownRefreshToken {
  readonly actorId: string;
  readonly secretId: string;
  readonly origin: RequestOrigin;
}

/** An access token and the refresh token it was made from. */
export interface MadeAccessToken {
  readonly token: RefreshTokenRecord;
  readonly access: IssuedAccessToken;
}

/** Makes an access token by its refresh token alone (Alation wire, createAPIAccessToken). Throws `refresh_token_ended`. */
export async function createAccessToken(deps: IdentityDeps, shown: ShownRefreshToken): Promise<MadeAccessToken> {
  const { origin } = shown;
  return retryTransaction(deps.db, async (tx) => {
    const settings = await readAlationSettings(tx);
    const token = await holdRefreshToken(tx, shown.secretId);
    const access = await issueAccessToken(tx, { token, settings, origin });
    const { id: accessSecretId, superseded } = access;
    const act = { actor: ownerOf(token), action: 'access-token.create', token, origin } as const;
    await recordAudit(tx, refreshTokenEntry({ ...act, detail: { accessSecretId, superseded } }));
    return { token, access };
  });
}

/** Ends every active access token of a refresh token, which goes on (Alation wire, revokeAPIAccessTokens). Throws `refresh_token_ended`. */
export async function revokeAccessTokens(deps: IdentityDeps, shown: ShownRefreshToken): Promise<RefreshTokenRecord> {
  const { origin } = shown;
  return retryTransaction(deps.db, async (tx) => {
    const token = await holdRefreshToken(tx, shown.secretId);
    requireActive(token);
    const revoked = await endAccessTokensOf(tx, token);
    const act = { actor: ownerOf(token), action: 'access-token.revoke', token, detail: { revoked }, origin } as const;
    if (revoked > 0) await recordAudit(tx, refreshTokenEntry(act));
    return token;
  });
}

/**
 * Puts a new refresh token in the place of one that is shown (Alation wire, regenRefreshToken). Of several at once exactly one succeeds.
 * Throws `refresh_token_ended`.
 */
export async function regenerateRefreshToken(
  deps: IdentityDeps,
  shown: ShownRefreshToken,
): Promise<IssuedRefreshToken> {
  return retryTransaction(deps.db, async (tx) => {
    const settings = await readAlationSettings(tx);
    const issued = await regenerate(tx, { ...shown, settings });
    const { token } = issued;
    const { origin } = shown;
    const act = { actor: ownerOf(token), action: 'refresh-token.regenerate', token, origin } as const;
    await recordAudit(tx, refreshTokenEntry({ ...act, detail: { former: token.regeneratedFrom } }));
    return issued;
  });
}
