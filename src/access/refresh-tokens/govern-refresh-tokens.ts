import { recordAudit } from '../../audit/index.ts';
import { type ListPage, type ListQuery } from '../../foundation/index.ts';
import {
  endAccessTokensOf,
  endRefreshTokensOf,
  findRefreshToken,
  holdPerson,
  holdRefreshToken,
  listRefreshTokens,
  listRefreshTokensOf,
  refreshTokenEntry,
  revokeSecret,
  type Principal,
  type RefreshTokenRecord,
} from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';
import { gatherFacts } from '../gather-facts.ts';
import { getPerson, isSelfOrManager } from '../people/change-user.ts';
import { refreshTokenNotFound } from './refresh-token-not-found.ts';

/** A page of everybody's refresh tokens, never their secrets. Throws `permission_denied` without `user.manage`, `filter_invalid`. */
export async function listAllRefreshTokens(
  deps: AccessDeps,
  principal: Principal,
  query: ListQuery,
): Promise<ListPage<RefreshTokenRecord>> {
  const { principal: current } = await gatherFacts(deps.db, principal);
  requireCapability(current, 'user.manage');
  return listRefreshTokens(deps.db, query);
}

/** The refresh tokens of a person: one's own, or with `user.manage` anybody's. Throws `permission_denied`, `record_not_found`. */
export async function listRefreshTokensFor(
  deps: AccessDeps,
  principal: Principal,
  userId: string,
): Promise<readonly RefreshTokenRecord[]> {
  const { principal: current } = await gatherFacts(deps.db, principal);
  if (current.actorId !== userId) requireCapability(current, 'user.manage');
  const { id } = await getPerson(deps.db, userId);
  return listRefreshTokensOf(deps.db, id);
}

/** A token that the caller may end, held until the commit. */
async function holdManaged(tx: Tx, principal: Principal, id: string): Promise<RefreshTokenRecord> {
  const { principal: current } = await gatherFacts(tx, principal);
  const token = await findRefreshToken(tx, id);
  if (token === null || !isSelfOrManager(current, token.actorId)) throw refreshTokenNotFound();
  return holdRefreshToken(tx, token.secretId);
}

/**
 * Revokes a refresh token with its access tokens: one's own, or with `user.manage` anybody's. Doing it twice changes nothing.
 * Throws `record_not_found`, for a token of somebody else too.
 */
export async function revokeRefreshToken(
  deps: AccessDeps,
  principal: Principal,
  id: string,
): Promise<RefreshTokenRecord> {
  return retryTransaction(deps.db, async (tx) => {
    const token = await holdManaged(tx, principal, id);
    const revoked = await revokeSecret(tx, { id: token.secretId });
    if (revoked === null) return token;
    const after = (await findRefreshToken(tx, id)) ?? token;
    await recordAudit(tx, refreshTokenEntry({ actor: principal, action: 'refresh-token.revoke', token }));
    return after;
  });
}

/**
 * Revokes the access tokens of a refresh token, which goes on: of one's own, or with `user.manage` of anybody's; gives how many were active.
 * Throws `record_not_found`, for a token of somebody else too.
 */
export async function revokeAccessTokensOf(deps: AccessDeps, principal: Principal, id: string): Promise<number> {
  return retryTransaction(deps.db, async (tx) => {
    const token = await holdManaged(tx, principal, id);
    const revoked = await endAccessTokensOf(tx, token);
    const act = { actor: principal, action: 'access-token.revoke', token, detail: { revoked } } as const;
    if (revoked > 0) await recordAudit(tx, refreshTokenEntry(act));
    return revoked;
  });
}

/**
 * Revokes every refresh and access token of a person; gives how many refresh tokens. Throws `permission_denied` for somebody else's without
 * `user.manage`, `record_not_found`.
 */
export async function revokeRefreshTokensOf(deps: AccessDeps, principal: Principal, userId: string): Promise<number> {
  return retryTransaction(deps.db, async (tx) => {
    const { principal: current } = await gatherFacts(tx, principal);
    if (current.actorId !== userId) requireCapability(current, 'user.manage');
    const person = await holdPerson(tx, userId);
    const refreshTokensRevoked = await endRefreshTokensOf(tx, person.id);
    const detail = { username: person.username, refreshTokensRevoked };
    const object = { objectKind: 'actor', objectId: person.id };
    await recordAudit(tx, { actor: principal, action: 'refresh-token.revoke-all', ...object, detail });
    return refreshTokensRevoked;
  });
}
