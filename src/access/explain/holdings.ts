import { type ActorKind, type Role, type TokenScopes } from '../../identity/index.ts';
import { sql, type Db, type RawBuilder, type Tx } from '../../postgres/index.ts';
import { subjectsOf, type FactSources } from '../gather-facts.ts';

/** One thing that an actor holds, and the list entry by which it does. */
export interface Holding {
  readonly kind: 'connection-admin' | 'persona' | 'policy' | 'collection-editor' | 'collection-viewer';
  /** Of the connection, the persona, the purpose's policy or the collection. */
  readonly guid: string;
  /** `actor ada`, `group data_team`, `role <id>`. */
  readonly via: string;
}

/** Everything that tells one actor from another in decisions about assets, but for its own name. */
export interface ActorHoldings {
  readonly actorId: string;
  readonly username: string;
  readonly kind: ActorKind;
  readonly role: Role;
  readonly scopes: TokenScopes | null;
  /** Switched on and not expired; what is not holds nothing. */
  readonly alive: boolean;
  readonly holdings: readonly Holding[];
}

/** By list entry; `user`, `token` and `client` name the actor itself, as `actor` does. */
const viaText = sql`CASE subject.kind WHEN 'group' THEN 'group ' WHEN 'role' THEN 'role ' ELSE 'actor ' END || subject.name`;

/**
 * What actors hold, as guids: all actors that were not removed, or those chosen by a condition on `actor`. Set by set and not actor by
 * actor, so that it also answers for everybody.
 */
export async function readHoldings(
  db: Db | Tx,
  sources: FactSources,
  chosen: RawBuilder<unknown> = sql`actor.state <> 'deleted'`,
): Promise<readonly ActorHoldings[]> {
  const { rows } = await sql<ActorHoldings>`
    ${subjectsOf(sources, chosen)}, held AS (
      SELECT subject.actor_id, 'connection-admin' AS kind, listed.connection_guid AS guid, ${viaText} AS via
      FROM connection_admin AS listed JOIN subject ON subject.kind = listed.subject_kind AND subject.name = listed.subject
      UNION SELECT subject.actor_id, 'persona', listed.persona_guid, ${viaText}
      FROM persona_member AS listed JOIN subject ON subject.kind = listed.subject_kind AND subject.name = listed.subject
      UNION SELECT subject.actor_id, 'policy', listed.policy_guid, ${viaText}
      FROM policy_audience AS listed JOIN subject ON subject.kind = listed.subject_kind AND subject.name = listed.subject
      UNION SELECT subject.actor_id, 'collection-' || listed.level, listed.collection_guid, ${viaText}
      FROM collection_member AS listed JOIN subject ON subject.kind = listed.subject_kind AND subject.name = listed.subject
    )
    SELECT me.id AS "actorId", me.username, me.kind, me.role, me.scopes, me.alive, (coalesce(
      jsonb_agg(jsonb_build_object('kind', held.kind, 'guid', held.guid, 'via', held.via) ORDER BY held.kind, held.guid, held.via)
        FILTER (WHERE held.guid IS NOT NULL), '[]')) AS holdings
    FROM me LEFT JOIN held ON held.actor_id = me.id
    GROUP BY me.id, me.username, me.kind, me.role, me.scopes, me.alive
    ORDER BY me.username`.execute(db);
  return rows;
}

/** Actors of one key decide alike about every asset, but for collections below `default/collection/<username>`. */
export function holdingsKey({ kind, role, scopes, alive, holdings }: ActorHoldings): string {
  const held = [...new Set(holdings.map((one) => `${one.kind} ${one.guid}`))];
  return JSON.stringify(alive ? [kind, role, scopes, held] : 'nothing');
}
