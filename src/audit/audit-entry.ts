import { canonicalJson } from '../chain/index.ts';
import type { JsonObject } from '../foundation/index.ts';
import { guardDetail, guardText } from './guard-detail.ts';

/** Where a request came from: the client's address as the transport trusts it, and what the client calls itself. */
export interface AuditOrigin {
  readonly address: string | null;
  readonly client: string | null;
}

/** Who acted. A `Principal` is one. */
export interface AuditActor {
  readonly actorId: string | null;
  readonly username: string;
  /** The client that acts in this actor's name (RFC 8693): the record then names it as who acted, on behalf of the actor. */
  readonly act?: AuditActor;
  /** Of the request the actor was authenticated for. */
  readonly origin?: AuditOrigin;
}

/** The server itself, for what no caller asked for. The `$` keeps it apart from every username. */
export const systemActor: AuditActor = { actorId: null, username: '$system' };

/** One thing that was done. `action` is a dotted name such as `api-token.create`. */
export interface AuditEntry {
  readonly actor: AuditActor;
  /** The person in whose name a token acted, when it used theirs. */
  readonly onBehalfOf?: AuditActor;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly detail?: JsonObject;
  /** Where from; the actor's own when absent. */
  readonly origin?: AuditOrigin;
}

/** An entry as it will be stored, before it has a place in the chain. */
export interface GuardedEntry {
  readonly actorId: string | null;
  readonly actorName: string;
  readonly onBehalfOfActorId: string | null;
  readonly onBehalfOfActorName: string | null;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly detailText: string;
  readonly originAddress: string | null;
  readonly originClient: string | null;
}

/** What a client calls itself may be as long as a header. */
const clientCharactersMax = 200;

/**
 * The entry without secrets, as text. Throws `internal` for a detail that may not be recorded, see `guardDetail`; the change it
 * belongs to must fail with it.
 */
export function guardEntry(entry: AuditEntry): GuardedEntry {
  const acting = entry.actor.act ?? entry.actor;
  const onBehalfOf = entry.actor.act === undefined ? entry.onBehalfOf : entry.actor;
  const origin = entry.origin ?? entry.actor.origin;
  const client = origin?.client ?? null;
  return {
    actorId: acting.actorId,
    actorName: acting.username,
    onBehalfOfActorId: onBehalfOf?.actorId ?? null,
    onBehalfOfActorName: onBehalfOf?.username ?? null,
    action: entry.action,
    objectKind: entry.objectKind,
    objectId: guardText(entry.objectId),
    detailText: canonicalJson(guardDetail(entry.detail ?? {})),
    originAddress: origin?.address ?? null,
    // Cut after guarding: half a secret would not be recognised.
    originClient: client === null ? null : guardText(client).slice(0, clientCharactersMax).toWellFormed(),
  };
}
