import { recordAudit } from '../../audit/index.ts';
import {
  findRefreshToken,
  holdRefreshToken,
  issueAccessToken,
  issueRefreshToken,
  listRefreshTokensOf,
  readAlationSettings,
  readTokenName,
  refreshTokenEntry,
  regenerate,
  requireOwnHand,
  type IssuedRefreshToken,
  type MadeAccessToken,
  type Principal,
  type RefreshTokenRecord,
  type RequestOrigin,
} from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import { type AccessDeps } from '../deps.ts';
import { refreshTokenNotFound } from './refresh-token-not-found.ts';

/** The refresh tokens of the caller itself, the newest first; who is no person has none. */
export function listOwnRefreshTokens(deps: AccessDeps, principal: Principal): Promise<readonly RefreshTokenRecord[]> {
  return listRefreshTokensOf(deps.db, principal.actorId);
}

/** A token of one's own, by its id, and where the request came from. */
export interface OwnRefreshTokenInput {
  readonly id: string;
  readonly origin: RequestOrigin;
}

/**
 * Makes a refresh token for who is signed in, without their password.
 * SECURITY: the transport lets only browser sessions in: a bearer in a script or a log would make itself good for two months.
 * Throws `field_invalid` for the name, `feature_disabled`, `permission_denied` for who is no person or acts for one.
 */
export async function createOwnRefreshToken(
  deps: AccessDeps,
  principal: Principal,
  input: { readonly name: string; readonly origin: RequestOrigin },
): Promise<IssuedRefreshToken> {
  requireOwnHand(principal);
  const name = readTokenName(input.name);
  return retryTransaction(deps.db, async (tx) => {
    const { refreshTokenDays: lifespanDays } = await readAlationSettings(tx);
    const { actorId } = principal;
    const issued = await issueRefreshToken(tx, { actorId, name, lifespanDays, origin: input.origin });
    const act = { actor: principal, action: 'refresh-token.create', token: issued.token } as const;
    await recordAudit(tx, refreshTokenEntry({ ...act, detail: { by: 'session' } }));
    return issued;
  });
}

/** Throws `record_not_found`, for a token of somebody else too: that there is one is not everybody's business. */
async function getOwn(tx: Tx, principal: Principal, id: string): Promise<RefreshTokenRecord> {
  requireOwnHand(principal);
  const token = await findRefreshToken(tx, id);
  if (token === null || token.actorId !== principal.actorId) throw refreshTokenNotFound();
  return token;
}

/**
 * Makes an access token from one of the own refresh tokens, which must be active. Throws `record_not_found`, `refresh_token_ended`,
 * `feature_disabled`.
 */
export async function createOwnAccessToken(
  deps: AccessDeps,
  principal: Principal,
  { id, origin }: OwnRefreshTokenInput,
): Promise<MadeAccessToken> {
  return retryTransaction(deps.db, async (tx) => {
    const settings = await readAlationSettings(tx);
    const { secretId } = await getOwn(tx, principal, id);
    const token = await holdRefreshToken(tx, secretId);
    const access = await issueAccessToken(tx, { token, settings, origin });
    const detail = { accessSecretId: access.id, superseded: access.superseded };
    await recordAudit(tx, refreshTokenEntry({ actor: principal, action: 'access-token.create', token, detail }));
    return { token, access };
  });
}

/**
 * Puts a new refresh token in the place of one of the own, active or expired within the grace. Throws `record_not_found`,
 * `refresh_token_ended`, `feature_disabled`.
 */
export async function regenerateOwnRefreshToken(
  deps: AccessDeps,
  principal: Principal,
  { id, origin }: OwnRefreshTokenInput,
): Promise<IssuedRefreshToken> {
  return retryTransaction(deps.db, async (tx) => {
    const settings = await readAlationSettings(tx);
    const { actorId, secretId } = await getOwn(tx, principal, id);
    const issued = await regenerate(tx, { actorId, secretId, settings, origin });
    const detail = { former: issued.token.regeneratedFrom };
    const act = { actor: principal, action: 'refresh-token.regenerate', token: issued.token, detail } as const;
    await recordAudit(tx, refreshTokenEntry(act));
    return issued;
  });
}
