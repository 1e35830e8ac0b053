import type { JsonObject } from '../../foundation/index.ts';
import { copyRows, sql, type CopyTarget, type Tx } from '../../postgres/index.ts';

/** What can happen to an asset (Atlan wire: audit search). COMPAT: one word more, and official clients refuse the whole page. */
export type HistoryAction =
  | 'ENTITY_CREATE'
  | 'ENTITY_UPDATE'
  | 'ENTITY_DELETE'
  | 'CLASSIFICATION_ADD'
  | 'CLASSIFICATION_UPDATE'
  | 'CLASSIFICATION_DELETE'
  | 'PROPAGATED_CLASSIFICATION_ADD'
  | 'PROPAGATED_CLASSIFICATION_DELETE'
  | 'TERM_ADD'
  | 'TERM_DELETE'
  | 'BUSINESS_ATTRIBUTE_UPDATE';

/** Who changed something, and when. */
export interface Author {
  readonly username: string;
  /** Epoch milliseconds; what the assets will show as their time of update. */
  readonly now: number;
}

/** The asset that an entry is about, as it is called at that time. */
export interface HistorySubject {
  readonly guid: string;
  readonly typeName: string;
  readonly qualifiedName: string;
}

/** One thing that happened to one asset. */
export interface HistoryEntry {
  readonly subject: HistorySubject;
  readonly action: HistoryAction;
  /** What `renderDetail` does not know without it; see there. */
  readonly detail?: JsonObject;
  /** The term, when one was put on or taken off. */
  readonly termGuid?: string;
  /** Whether there may be an entry of that asset at that moment already. */
  readonly further?: boolean;
}

function newEntries({ username, now }: Author): CopyTarget<HistoryEntry> {
  const known = new Set<string>();
  const isFurther = (guid: string): boolean => {
    if (known.has(guid)) return true;
    known.add(guid);
    return false;
  };
  return {
    table: 'asset_history',
    columns: {
      guid: ({ subject }) => subject.guid,
      created: () => now,
      action: ({ action }) => action,
      username: () => username,
      type_name: ({ subject }) => subject.typeName,
      qualified_name: ({ subject }) => subject.qualifiedName,
      further: ({ subject, further }) => (isFurther(subject.guid) || further === true ? 't' : 'f'),
      term_guid: ({ termGuid }) => termGuid ?? null,
      detail: ({ detail }) => detail ?? null,
    },
  };
}

/** Adds to the history, in the transaction of what happened and in one statement however much that was. */
export async function writeHistory(tx: Tx, author: Author, entries: readonly HistoryEntry[]): Promise<void> {
  await copyRows(tx, newEntries(author), entries);
}

/** Forgets what happened to these assets. */
export async function forgetHistory(tx: Tx, guids: readonly string[]): Promise<void> {
  if (guids.length === 0) return;
  await sql`DELETE FROM asset_history WHERE guid = ANY(${guids}::uuid[])`.execute(tx);
}
