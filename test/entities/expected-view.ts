import type { Model, ModelAsset } from './model.ts';
import type { ActorName, TagUse } from './requests.ts';
import { sidesOf, slotNames, slots, type SlotName } from './slots.ts';

/** A tag as it shows on an asset. */
export interface ShownTag {
  readonly use: TagUse;
  readonly source: string;
  readonly sourceState: string;
}

/** All that an actor sees of one asset; other assets by their slots, lists in the order of their texts. */
export interface AssetView {
  readonly state: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly links: Readonly<Record<string, readonly string[]>>;
  readonly tags: readonly ShownTag[];
  readonly terms: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly authors: Readonly<Record<string, unknown>>;
}

/** What a search for everything answers. */
export interface SearchView {
  /** Slots with the terms that show. */
  readonly hits: readonly string[];
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What an actor sees: each slot, `null` where there is nothing or nothing to be seen, and one search. */
export interface View {
  readonly assets: Readonly<Record<string, AssetView | null>>;
  readonly search: SearchView;
}

export function sorted(texts: Iterable<string>): string[] {
  return [...texts].sort();
}

export function countsOf(keys: Iterable<string>): Record<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

export function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

function linksOf(model: Model, actor: ActorName, slot: SlotName): Record<string, string[]> {
  const sides = sidesOf(slots[slot].typeName);
  return Object.fromEntries(
    sides.map(({ relation, self }) => {
      const others = model.links
        .filter((link) => link.relation === relation.name && link[self] === slot)
        .map((link) => link[self === 'end1' ? 'end2' : 'end1'])
        .filter((other) => model.mayRead(actor, other));
      const shown = others.map((other) => `${other} ${model.assets.get(other)?.state ?? ''}`);
      return [`${relation[self].attribute} of ${relation.name}`, sorted(shown)];
    }),
  );
}

function tagsOf(model: Model, actor: ActorName, slot: SlotName): ShownTag[] {
  const own = (model.assets.get(slot)?.tags ?? []).map((use) => ({ use, source: slot }));
  const arrived = model.arrivals().filter(({ at }) => at === slot);
  const shown = [...own, ...arrived].map(({ use, source }): ShownTag => {
    if (!model.mayRead(actor, source)) return { use, source: 'nobody', sourceState: 'ACTIVE' };
    return { use, source, sourceState: model.assets.get(source)?.state ?? '' };
  });
  // Of sources out of sight no more is said than that the tag is there.
  const distinct = shown.filter(
    (it, index) =>
      it.source !== 'nobody' ||
      shown.findIndex(({ use, source }) => source === 'nobody' && use.tag === it.use.tag) === index,
  );
  return distinct.sort(byText);
}

function termsOf(model: Model, slot: SlotName): SlotName[] {
  const assigned = model.links.filter(
    ({ relation, end2 }) => relation === 'AtlasGlossarySemanticAssignment' && end2 === slot,
  );
  return assigned.map(({ end1 }) => end1).filter((term) => model.assets.get(term)?.state === 'ACTIVE');
}

function assetView(model: Model, actor: ActorName, { slot, asset }: { slot: SlotName; asset: ModelAsset }): AssetView {
  const { createdBy, updatedBy, createTime, updateTime } = asset;
  return {
    state: asset.state,
    values: { ...asset.values, hasLineage: model.hasLineage(slot) },
    links: linksOf(model, actor, slot),
    tags: tagsOf(model, actor, slot),
    terms: sorted(termsOf(model, slot)),
    metadata: asset.metadata,
    authors: { createdBy, updatedBy, createTime, updateTime },
  };
}

/** What the contract lets the actor see of what the model holds. */
export function expectedView(model: Model, actor: ActorName): View {
  const readable = slotNames.filter((slot) => model.exists(slot) && model.mayRead(actor, slot));
  const arrived = model.arrivals();
  const own = readable.flatMap((slot) => (model.assets.get(slot)?.tags ?? []).map(({ tag }) => String(tag)));
  const reached = new Set(arrived.map(({ at, use }) => `${at} ${String(use.tag)}`));
  const propagated = [...reached].map((it) => it.split(' ')).filter(([at]) => readable.some((slot) => slot === at));
  const assets = slotNames.map((slot): [string, AssetView | null] => {
    const asset = model.assets.get(slot);
    const isShown = asset !== undefined && readable.includes(slot);
    return [slot, isShown ? assetView(model, actor, { slot, asset }) : null];
  });
  return {
    assets: Object.fromEntries(assets),
    search: {
      hits: sorted(readable.map((slot) => [slot, ...sorted(termsOf(model, slot))].join(' '))),
      counts: {
        type: countsOf(readable.map((slot) => slots[slot].typeName.toLowerCase())),
        state: countsOf(readable.map((slot) => model.assets.get(slot)?.state ?? '')),
        tag: countsOf(own),
        propagatedTag: countsOf(propagated.map(([, tag]) => tag ?? '')),
        term: countsOf(readable.flatMap((slot) => termsOf(model, slot))),
      },
    },
  };
}
