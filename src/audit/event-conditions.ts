import { sql, type RawBuilder } from '../postgres/index.ts';

/** What both kinds of events of the Atlan wire are restricted by; what is absent does not restrict. */
export interface EventQuery {
  /** The id or the name of whoever acted. */
  readonly user?: string;
  readonly address?: string;
  /** The client id of an API token or OAuth client. */
  readonly client?: string;
  readonly from?: Date;
  /** Exclusive. */
  readonly before?: Date;
  readonly first: number;
  readonly max: number;
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Who acted, by id or by name; a text that is no id is a name. */
export function actorCondition(actor: string): RawBuilder<unknown> {
  return uuidForm.test(actor) ? sql`actor_id = ${actor}::uuid` : sql`actor_name = ${actor}`;
}

/** The restrictions as conditions on `audit_record`. */
export function eventConditions({ user, address, client, from, before }: EventQuery): RawBuilder<unknown>[] {
  return [
    ...(user === undefined ? [] : [actorCondition(user)]),
    ...(address === undefined ? [] : [sql`origin_address = ${address}`]),
    ...(client === undefined ? [] : [sql`actor_name IN (${client}, ${`service-account-${client}`})`]),
    ...(from === undefined ? [] : [sql`at >= ${from}`]),
    ...(before === undefined ? [] : [sql`at < ${before}`]),
  ];
}
