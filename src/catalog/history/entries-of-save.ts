import type { JsonObject } from '../../foundation/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import type { Link } from '../entities/link-store.ts';
import type { AssetChange, SavePlan } from '../entities/plan-save.ts';
import type { DirectTag } from '../tags/tag-store.ts';
import type { TypeRegistry } from '../types/type-registry.ts';
import { entriesOfChange, entriesOfMetadata } from './entries-of-change.ts';
import type { HistoryEntry, HistorySubject } from './history-entry.ts';

/** What a save has written; `held` are the stored rows as they were before. */
export interface SavedAssets {
  readonly plan: SavePlan;
  /** What went along with a folder that moved. */
  readonly moved: readonly AssetChange[];
  readonly held: ReadonlyMap<string, AssetRow>;
}

const termAssignment = 'AtlasGlossarySemanticAssignment';

/**
 * What an asset was created with, except of catalog assets: crawls make those by the thousand, their values are the source's, and to
 * write them twice takes half as long again as to write the assets.
 */
function entryOfCreation(types: TypeRegistry, row: AssetRow): HistoryEntry {
  if (types.isA(row.typeName, 'Catalog')) return { subject: row, action: 'ENTITY_CREATE' };
  return { subject: row, action: 'ENTITY_CREATE', detail: { attributes: { ...row.attributes, name: row.name } } };
}

/** What the changed links say of each asset: terms put on and taken off, and that it is linked to others now. */
interface LinkNews {
  readonly relinked: ReadonlySet<string>;
  readonly terms: ReadonlyMap<string, readonly { readonly termGuid: string; readonly isAdded: boolean }[]>;
}

/** A link whose own attributes change is in both lists, and nothing is put on or taken off by it. */
function newsOf({ added, removed }: SavePlan['links']): LinkNews {
  const relinked = new Set<string>();
  const terms = new Map<string, { termGuid: string; isAdded: boolean }[]>();
  const read = (links: readonly Link[], others: readonly Link[], isAdded: boolean) => {
    const kept = new Set(others.map(({ guid }) => guid));
    for (const { guid, typeName, end1, end2 } of links) {
      relinked.add(end1);
      if (typeName !== termAssignment || kept.has(guid)) relinked.add(end2);
      else terms.set(end2, [...(terms.get(end2) ?? []), { termGuid: end1, isAdded }]);
    }
  };
  read(removed, added, false);
  read(added, removed, true);
  return { relinked, terms };
}

function entriesOfTerms({ terms }: LinkNews, subject: HistorySubject): HistoryEntry[] {
  return (terms.get(subject.guid) ?? []).map(({ termGuid, isAdded }) => ({
    ...{ subject, termGuid, action: isAdded ? 'TERM_ADD' : 'TERM_DELETE' },
  }));
}

function entriesOfUpdate(news: LinkNews, change: AssetChange): HistoryEntry[] {
  const entries = entriesOfChange(change);
  const isSaid = entries.some(({ action }) => action === 'ENTITY_UPDATE') || !news.relinked.has(change.after.guid);
  // SECURITY: that its links changed, and not to what, which not everybody may know who reads the asset.
  const linked: HistoryEntry[] = isSaid ? [] : [{ subject: change.after, action: 'ENTITY_UPDATE' }];
  return [...entries, ...linked, ...entriesOfTerms(news, change.after)];
}

/** A tag as it was put on, in the words of the wire. */
function detailOfTag({ name, assetGuid, flags, attributes }: DirectTag): JsonObject {
  const values = Object.keys(attributes).length === 0 ? {} : { attributes };
  return { typeName: name, entityGuid: assetGuid, entityStatus: 'ACTIVE', ...flags, ...values };
}

function entriesOfTags({ tags, creates, updates }: SavePlan): HistoryEntry[] {
  if (tags.length === 0) return [];
  const rows = new Map([...creates, ...updates.map(({ after }) => after)].map((row) => [row.guid, row]));
  return tags.flatMap(({ guid, written, added, removed }): HistoryEntry[] => {
    const subject = rows.get(guid);
    if (subject === undefined) return [];
    const put = written.map((tag): HistoryEntry => ({
      ...{ subject, detail: detailOfTag(tag) },
      action: added.includes(tag.name) ? 'CLASSIFICATION_ADD' : 'CLASSIFICATION_UPDATE',
    }));
    const taken = removed.map((name): HistoryEntry => ({
      ...{ subject, action: 'CLASSIFICATION_DELETE', detail: { typeName: name, entityGuid: guid } },
    }));
    return [...put, ...taken];
  });
}

/**
 * What a save did to each asset, as entries of its history: every asset whose time of update changes has one at least. Tags that reach
 * others by it are recorded where they are carried on. Reads nothing.
 */
export function entriesOfSave(types: TypeRegistry, { plan, moved, held }: SavedAssets): HistoryEntry[] {
  const news = newsOf(plan.links);
  const taken = new Set(moved.map(({ after }) => after.guid));
  const touched = plan.touched.flatMap((guid): AssetChange[] => {
    const row = taken.has(guid) ? undefined : held.get(guid);
    return row === undefined ? [] : [{ before: row, after: row }];
  });
  return [
    ...plan.creates.flatMap((row) => [
      entryOfCreation(types, row),
      ...entriesOfMetadata({}, row),
      ...entriesOfTerms(news, row),
    ]),
    ...[...plan.updates, ...moved, ...touched].flatMap((change) => entriesOfUpdate(news, change)),
    ...entriesOfTags(plan),
  ];
}
