import type { LoginEvent } from '../../audit/index.ts';
import type { LoginEvent as WireLoginEvent } from '../../contract/index.ts';
import { serviceAccountPrefix } from '../../identity/index.ts';

/** The one realm there is. */
export const realmId = 'default';

/** The client of an event: an API token's or OAuth client's own id; people come by this server's page. */
export function clientIdOf(actorName: string): string {
  return actorName.startsWith(serviceAccountPrefix) ? actorName.slice(serviceAccountPrefix.length) : 'clavis';
}

/** A login event as the wire has it (Atlan wire, events). */
export function renderLoginEvent(event: LoginEvent): WireLoginEvent {
  const { actorId, actorName, address, client, sessionId, type } = event;
  return {
    clientId: clientIdOf(actorName),
    details: { username: actorName, ...(client === null ? {} : { user_agent: client }) },
    ipAddress: address,
    realmId,
    sessionId,
    time: event.at.getTime(),
    type,
    userId: actorId,
  };
}
