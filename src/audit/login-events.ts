import { sql, type Db } from '../postgres/index.ts';
import { eventConditions, type EventQuery } from './event-conditions.ts';

/**
 * How a way in, tried or used, is called in the login events of the Atlan wire. INVARIANT: values of the wire's own list only; one
 * other value makes official clients refuse the whole page.
 */
export const loginEventTypes: Readonly<Record<string, string>> = {
  'session.begin': 'LOGIN',
  'session.refuse': 'LOGIN_ERROR',
  'session.end': 'LOGOUT',
  'secret.use': 'CLIENT_LOGIN',
  'secret.retired-use': 'CLIENT_LOGIN_ERROR',
  'request.deny-unknown': 'VALIDATE_ACCESS_TOKEN_ERROR',
  'token.exchange': 'TOKEN_EXCHANGE',
  'user-bearer.create': 'CODE_TO_TOKEN',
  'oauth-token.create': 'CODE_TO_TOKEN',
  'oauth-token.revoke': 'REVOKE_GRANT',
  'oauth-grant.create': 'GRANT_CONSENT',
  'oauth-grant.refuse': 'GRANT_CONSENT_ERROR',
  'oauth-grant.end': 'REVOKE_GRANT',
  'refresh-token.create': 'CODE_TO_TOKEN',
  'refresh-token.regenerate': 'REFRESH_TOKEN',
  'refresh-token.revoke': 'REVOKE_GRANT',
  'refresh-token.revoke-all': 'REVOKE_GRANT',
  'access-token.create': 'REFRESH_TOKEN',
  'access-token.revoke': 'REVOKE_GRANT',
  'password.change': 'UPDATE_PASSWORD',
  'federated-identity.link': 'FEDERATED_IDENTITY_LINK',
  'federated-identity.unlink': 'REMOVE_FEDERATED_IDENTITY',
};

/** One way in that was tried or used. */
export interface LoginEvent {
  readonly sequence: number;
  readonly at: Date;
  /** A value of `loginEventTypes`. */
  readonly type: string;
  readonly action: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly address: string | null;
  readonly client: string | null;
  readonly sessionId: string | null;
}

interface EventRow extends Omit<LoginEvent, 'type'> {
  readonly actorId: string | null;
}

const eventColumns = sql`
  sequence, at, action, actor_id AS "actorId", actor_name AS "actorName",
  origin_address AS address, origin_client AS client, detail ->> 'sessionId' AS "sessionId"`;

function eventFrom(row: EventRow): LoginEvent {
  return { ...row, type: loginEventTypes[row.action] ?? 'CUSTOM_REQUIRED_ACTION' };
}

/**
 * The newest ways in of each of these users, newest first, at most `max` of each; a user without any has no entry.
 * One look into the index per user and kind of event, however much else they did.
 */
export async function findLoginEvents(
  db: Db,
  { userIds, max }: { readonly userIds: readonly string[]; readonly max: number },
): Promise<ReadonlyMap<string, readonly LoginEvent[]>> {
  if (userIds.length === 0 || max <= 0) return new Map();
  const { rows } = await sql<EventRow>`
    SELECT event.* FROM unnest(${userIds}::uuid[]) AS person (id)
    CROSS JOIN LATERAL (
      SELECT event.* FROM unnest(${Object.keys(loginEventTypes)}::text[]) AS kind (action)
      CROSS JOIN LATERAL (
        SELECT ${eventColumns} FROM audit_record
        WHERE audit_record.actor_id = person.id AND audit_record.action = kind.action
        ORDER BY sequence DESC LIMIT ${max}
      ) AS event
      ORDER BY event.sequence DESC LIMIT ${max}
    ) AS event
    ORDER BY event.sequence DESC`.execute(db);
  const events = new Map<string, LoginEvent[]>();
  for (const row of rows) {
    const actorId = row.actorId ?? '';
    const known = events.get(actorId);
    if (known === undefined) events.set(actorId, [eventFrom(row)]);
    else known.push(eventFrom(row));
  }
  return events;
}

/** Which events are wanted; what is absent does not restrict. `types` are values of the wire. */
export interface LoginEventQuery extends EventQuery {
  readonly types?: readonly string[];
}

/** Ways in, newest first. A type that no action of ours stands for has no events. */
export async function listLoginEvents(db: Db, query: LoginEventQuery): Promise<readonly LoginEvent[]> {
  const { types, first, max } = query;
  const actions = Object.keys(loginEventTypes).filter(
    (action) => types === undefined || types.includes(loginEventTypes[action] ?? ''),
  );
  if (actions.length === 0) return [];
  const conditions = [sql`action = ANY(${actions}::text[])`, ...eventConditions(query)];
  const { rows } = await sql<EventRow>`
    SELECT ${eventColumns} FROM audit_record WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY sequence DESC OFFSET ${first} LIMIT ${max}`.execute(db);
  return rows.map(eventFrom);
}
