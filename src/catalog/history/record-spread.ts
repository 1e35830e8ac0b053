import type { Tx } from '../../postgres/index.ts';
import type { Arrival, KeptTag, TaggedAsset } from '../tags/tag-store.ts';
import { writeHistory, type Author, type HistoryAction, type HistoryEntry } from './history-entry.ts';

/** Tags that have reached assets from others, and that no longer do. */
export interface TagSpread {
  readonly added: readonly Arrival[];
  readonly removed: readonly Arrival[];
  /** Those that have become the asset's own, because what they came from is gone. */
  readonly kept: readonly KeptTag[];
  /** The assets, as they are held. */
  readonly held: ReadonlyMap<string, TaggedAsset>;
  /** Assets that are gone for good, of which nothing is recorded here. */
  readonly gone: ReadonlySet<string>;
}

/** Writes what tags that were carried on did to each asset they reached, by the source they came from. */
export async function recordSpread(tx: Tx, author: Author, spread: TagSpread): Promise<void> {
  const { added, removed, kept, held, gone } = spread;
  const entryOf = (action: HistoryAction, { guid, name }: KeptTag, source: string): HistoryEntry[] => {
    const subject = gone.has(guid) ? undefined : held.get(guid);
    if (subject === undefined) return [];
    return [{ subject, action, detail: { typeName: name, entityGuid: source }, further: true }];
  };
  await writeHistory(tx, author, [
    ...added.flatMap((it) => entryOf('PROPAGATED_CLASSIFICATION_ADD', it, it.source)),
    ...removed.flatMap((it) => entryOf('PROPAGATED_CLASSIFICATION_DELETE', it, it.source)),
    ...kept.flatMap((it) => entryOf('CLASSIFICATION_ADD', it, it.guid)),
  ]);
}
