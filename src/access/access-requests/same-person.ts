import { type Principal } from '../../identity/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { type AccessRequestRecord } from './access-request.ts';

/** An actor and who answers for it, by their ids: one person as far as approvals go. */
export type PersonIds = ReadonlySet<string>;

/**
 * Who decides when this principal does: the actor, the person who answers for it if it is an API token, and the same of a client that acts in
 * its name.
 */
export async function findPersonIds(db: Db | Tx, { actorId, act }: Principal): Promise<PersonIds> {
  const actors = act === undefined ? [actorId] : [actorId, act.actorId];
  const { rows } = await sql<{ id: string }>`
    SELECT responsible_actor_id AS id FROM api_token
    WHERE actor_id = ANY(${actors}::uuid[]) AND responsible_actor_id IS NOT NULL`.execute(db);
  return new Set([...actors, ...rows.map(({ id }) => id)]);
}

/**
 * Whether deciding would be deciding on one's own request.
 * SECURITY: a token, the person who answers for it and every other token of that person are one; who answered for it when it asked still
 * counts, so that naming somebody else first is no way round.
 */
export function isSamePerson(ids: PersonIds, { requester, responsibleIds }: AccessRequestRecord): boolean {
  return [requester.actorId, ...responsibleIds].some((id) => ids.has(id));
}
