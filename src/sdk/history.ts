import { type EntitySelector } from './entities.ts';
import { eachRecord } from './pages.ts';
import { type CallOptions, type Transport } from './transport.ts';

/** One thing that happened to one asset. */
export interface HistoryEntry {
  guid: string;
  typeName: string;
  /** As it was called then. */
  qualifiedName: string;
  at: Date;
  /** The username of who did it. */
  user: string;
  /** Such as `ENTITY_UPDATE`, `CLASSIFICATION_ADD`, `TERM_DELETE`, `BUSINESS_ATTRIBUTE_UPDATE`. */
  action: string;
  /** Tells it apart from every other entry. */
  key: string;
  /** What has another value now, or the tag, the term, or the set of custom metadata that it is about. */
  detail: Record<string, unknown>;
}

/** An entry as the Atlan wire sends it. */
interface WireEntry {
  entityId: string;
  typeName: string;
  entityQualifiedName: string;
  created: number;
  user: string;
  action: string;
  eventKey: string;
  detail?: Record<string, unknown> | null;
}

const historyPath = '/api/meta/entity/auditSearch';
const pageSize = 300;

function readEntry(wire: WireEntry): HistoryEntry {
  const { entityId: guid, typeName, entityQualifiedName: qualifiedName, user, action, eventKey: key } = wire;
  return { guid, typeName, qualifiedName, at: new Date(wire.created), user, action, key, detail: wire.detail ?? {} };
}

function termsOf(selector: EntitySelector): object[] {
  const term = (field: string, value: string) => ({ term: { [field]: { value } } });
  if ('guid' in selector) return [term('entityId', selector.guid)];
  return [term('entityQualifiedName', selector.qualifiedName), term('typeName', selector.typeName)];
}

/** What happened to an asset, newest first, page by page; leaving the loop stops asking. */
export async function* eachHistoryEntry(
  transport: Transport,
  selector: EntitySelector,
  options: CallOptions & { size?: number } = {},
): AsyncGenerator<HistoryEntry, void, undefined> {
  const { size: limit = pageSize, ...call } = options;
  const sort = [{ created: { order: 'desc' } }];
  yield* eachRecord(limit, async (from, size) => {
    const body = { dsl: { query: { bool: { filter: termsOf(selector) } }, sort, from, size }, attributes: [] };
    const request = { method: 'POST', path: historyPath, body, idempotent: true } as const;
    const answer = await transport.call<{ entityAudits?: WireEntry[] | null }>(request, call);
    return (answer.entityAudits ?? []).map(readEntry);
  });
}
