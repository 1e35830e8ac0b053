import type { Principal } from '../identity/index.ts';
import type { Db, Tx } from '../postgres/index.ts';

/** An actor as it is at this moment. `state` other than `active` means that nothing may be done in its name. */
export interface ActorNow {
  readonly principal: Principal;
  readonly email: string | null;
  readonly state: 'active' | 'disabled' | 'deleted' | 'expired';
}

function actorsNow(db: Db | Tx) {
  return db
    .selectFrom('actor')
    .leftJoin('api_token', 'api_token.actor_id', 'actor.id')
    .leftJoin('local_account', 'local_account.actor_id', 'actor.id')
    .crossJoin('policy_epoch')
    .select([
      'actor.id',
      'actor.kind',
      'actor.username',
      'actor.role',
      'actor.state',
      'api_token.id as token_id',
      'api_token.client_id',
      'local_account.email',
      'policy_epoch.epoch',
    ])
    .select((build) => build('api_token.expires_at', '<=', build.fn<Date>('clock_timestamp', [])).as('is_expired'));
}

type ActorRow = Awaited<ReturnType<ReturnType<typeof actorsNow>['executeTakeFirstOrThrow']>>;

function actorFrom(row: ActorRow): ActorNow {
  const { id, kind, username, role, epoch, token_id: tokenId, client_id: clientId } = row;
  const token = tokenId === null || clientId === null ? {} : { tokenId, clientId };
  const state = row.state === 'active' && row.is_expired === true ? 'expired' : row.state;
  return { principal: { actorId: id, kind, username, role, epoch, ...token }, email: row.email, state };
}

/** Reads an actor anew, for work that goes on without the request that asked for it. The foreign keys to `actor` promise a row. */
export async function readActor(db: Db | Tx, actorId: string): Promise<ActorNow> {
  return actorFrom(await actorsNow(db).where('actor.id', '=', actorId).executeTakeFirstOrThrow());
}

/** The actor of that username, or `null`. */
export async function findActorByUsername(db: Db | Tx, username: string): Promise<ActorNow | null> {
  const row = await actorsNow(db).where('actor.username', '=', username).executeTakeFirst();
  return row === undefined ? null : actorFrom(row);
}
