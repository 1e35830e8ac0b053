import { listAdminEventsFor, listLoginEventsFor } from '../../access/index.ts';
import type { AdminEvent } from '../../audit/index.ts';
import type { AdminEvent as WireAdminEvent } from '../../contract/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { HttpDeps } from '../deps.ts';
import { queryInteger, queryList, queryText, type QueryValues } from '../manners/query-string.ts';
import { serve, type Router } from '../serve.ts';
import { clientIdOf, realmId, renderLoginEvent } from './render-login-event.ts';

const maxDefault = 100;
const maxMax = 1_000;
const dayMs = 24 * 60 * 60 * 1000;

function readDay(query: QueryValues, key: 'dateFrom' | 'dateTo'): Date | undefined {
  const text = queryText(query, key);
  if (text === undefined) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime())) return day;
  throw new CatalogError(
    'field_invalid',
    `query parameter \`${key}\` is \`${text}\`; accepted: a day as \`yyyy-MM-dd\``,
  );
}

/** COMPAT: the Python client sends `KeycloakEventType.LOGIN` for `LOGIN`, and likewise with the other lists. */
function readWords(query: QueryValues, key: string): readonly string[] | undefined {
  const words = queryList(query, key).map((word) => word.slice(word.lastIndexOf('.') + 1));
  return words.length === 0 ? undefined : words;
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

function readSpan(query: QueryValues) {
  const until = readDay(query, 'dateTo');
  const max = queryInteger(query, 'max') ?? 0;
  return {
    ...optional('from', readDay(query, 'dateFrom')),
    // The last day counts whole.
    ...optional('before', until === undefined ? undefined : new Date(until.getTime() + dayMs)),
    first: queryInteger(query, 'first') ?? 0,
    max: Math.min(max === 0 ? maxDefault : max, maxMax),
  };
}

function renderAdminEvent(event: AdminEvent): WireAdminEvent {
  return {
    operationType: event.operation,
    realmId,
    representation: JSON.stringify({ action: event.action, ...event.detail }),
    resourcePath: event.resourcePath,
    resourceType: event.resourceType,
    time: event.at.getTime(),
    authDetails: {
      clientId: clientIdOf(event.actorName),
      ipAddress: event.address,
      realmId,
      userId: event.actorId,
    },
  };
}

/** Login and admin events (Atlan wire, events): plain arrays, newest first; past the end the array is empty. */
export function registerEventRoutes(router: Router, { audit }: Pick<HttpDeps, 'audit'>): void {
  serve(router, 'listLoginEvents', async ({ principal, query }) => {
    const events = await listLoginEventsFor(audit, principal, {
      ...optional('types', readWords(query, 'type')),
      ...optional('user', queryText(query, 'user')),
      ...optional('address', queryText(query, 'ipAddress')),
      ...optional('client', queryText(query, 'client')),
      ...readSpan(query),
    });
    return events.map(renderLoginEvent);
  });

  serve(router, 'listAdminEvents', async ({ principal, query }) => {
    const realm = queryText(query, 'authRealm');
    if (realm !== undefined && realm !== realmId) return [];
    const events = await listAdminEventsFor(audit, principal, {
      ...optional('operations', readWords(query, 'operationTypes')),
      ...optional('resourceTypes', readWords(query, 'resourceTypes')),
      ...optional('resourcePath', queryText(query, 'resourcePath')),
      ...optional('user', queryText(query, 'authUser')),
      ...optional('address', queryText(query, 'authIpAddress')),
      ...optional('client', queryText(query, 'authClient')),
      ...readSpan(query),
    });
    return events.map(renderAdminEvent);
  });
}
