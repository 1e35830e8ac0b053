import type { Db, Tx } from '../postgres/index.ts';
import { principalFrom, type Principal } from './principal.ts';

/** An actor as it is at this moment. `state` other than `active` means that nothing may be done in its name. */
export interface PrincipalNow {
  readonly principal: Principal;
  readonly email: string | null;
  readonly state: 'active' | 'disabled' | 'deleted' | 'expired';
}

function principalsNow(db: Db | Tx) {
  return db
    .selectFrom('actor')
    .leftJoin('api_token', 'api_token.actor_id', 'actor.id')
    .leftJoin('local_account', 'local_account.actor_id', 'actor.id')
    .crossJoin('policy_epoch')
    .select(['actor.id as actorId', 'actor.kind', 'actor.username', 'actor.role', 'actor.state'])
    .select(['api_token.id as tokenId', 'api_token.scopes', 'local_account.email', 'policy_epoch.epoch'])
    .select((build) => build('api_token.expires_at', '<=', build.fn<Date>('clock_timestamp', [])).as('isExpired'));
}

type PrincipalRow = Awaited<ReturnType<ReturnType<typeof principalsNow>['executeTakeFirstOrThrow']>>;

function presentFrom(row: PrincipalRow): PrincipalNow {
  const state = row.state === 'active' && row.isExpired === true ? 'expired' : row.state;
  return { principal: principalFrom(row), email: row.email, state };
}

/** Reads an actor anew, for work that goes on without the request that asked for it; `null` when there never was one. */
export async function findPrincipal(db: Db | Tx, actorId: string): Promise<PrincipalNow | null> {
  const row = await principalsNow(db).where('actor.id', '=', actorId).executeTakeFirst();
  return row === undefined ? null : presentFrom(row);
}

/** The same by username, deleted actors included. */
export async function findPrincipalByUsername(db: Db | Tx, username: string): Promise<PrincipalNow | null> {
  // PostgreSQL refuses a text with NUL as a fault of the statement; no actor has one.
  if (username.includes('\u0000')) return null;
  const row = await principalsNow(db).where('actor.username', '=', username).executeTakeFirst();
  return row === undefined ? null : presentFrom(row);
}
