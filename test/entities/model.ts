import { linksAfter } from './model-links.ts';
import type { ActorName, DeleteStep, EntityEdit, Metadata, Reference, SaveStep, Step, TagUse } from './requests.ts';
import { keyOf, relations, slotNames, slots, type ModelLink, type SlotName } from './slots.ts';
import { arrivals, type Arrival } from './tag-arrivals.ts';

/** One asset as the contract says that it is. */
export interface ModelAsset {
  readonly state: 'ACTIVE' | 'DELETED';
  readonly values: {
    readonly description: string | null;
    readonly ownerUsers: readonly string[];
    readonly certificateStatus: string | null;
    readonly certificateUpdatedBy: ActorName | null;
    readonly certificateUpdatedAt: number;
  };
  readonly tags: readonly TagUse[];
  readonly metadata: { readonly count?: number; readonly note?: string };
  readonly createdBy: ActorName;
  readonly updatedBy: ActorName;
  readonly createTime: number;
  readonly updateTime: number;
}

export type Failure = 'denied' | 'not found' | 'conflict' | 'invalid';

/** How a request goes. Several failures: the contract does not say which of them is told. */
export type Outcome =
  | { readonly failures: readonly Failure[] }
  | {
      readonly created: readonly SlotName[];
      /** Those of the request in its order, and then the other ends in none. */
      readonly updated: readonly SlotName[];
      readonly deleted: readonly { readonly slot: SlotName; readonly handler: string }[];
      readonly placeholders: Readonly<Record<string, SlotName>>;
    };

export type Assets = ReadonlyMap<SlotName, ModelAsset>;

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]) => (one < other ? -1 : 1);

/**
 * What there is, and what a request makes of it: written from the contract (mutation response; bulk save; delete; restore; custom
 * metadata; tag propagation) and not from the code. The few rules of rights are those of the world it is played in.
 */
export class Model {
  assets: Assets = new Map();
  links: readonly ModelLink[] = [];

  exists(slot: SlotName): boolean {
    return this.assets.has(slot);
  }

  /** Whether the actor may read what is, or would be, there. */
  mayRead(actor: ActorName, slot: SlotName): boolean {
    return actor === 'both' || slots[slot].connection !== 'b';
  }

  /** Whether they may do anything else with it. */
  mayChange(actor: ActorName, slot: SlotName): boolean {
    return actor === 'both' || slots[slot].connection === 'a';
  }

  take(step: Step, now: number): Outcome {
    return step.kind === 'save' ? this.save(step, now) : this.delete(step, now);
  }

  /** Every tag that reaches an asset from another. */
  arrivals(): Arrival[] {
    const ground = {
      links: this.links,
      isActive: (slot: SlotName) => this.assets.get(slot)?.state === 'ACTIVE',
      tagsOf: (slot: SlotName) => this.assets.get(slot)?.tags ?? [],
    };
    return arrivals(ground, slotNames);
  }

  /** Whether an active process reads or writes it. */
  hasLineage(slot: SlotName): boolean {
    const lineage = relations.filter(({ isLineage }) => isLineage).map(({ name }) => name);
    return this.links.some(
      ({ relation, end1, end2 }) =>
        end2 === slot && lineage.includes(relation) && this.assets.get(end1)?.state === 'ACTIVE',
    );
  }

  private save(step: SaveStep, now: number): Outcome {
    const early = [...step.entities.flatMap((edit) => this.earlyFailures(step, edit))];
    if (early.length > 0) return { failures: early };
    const created = step.entities.map(({ slot }) => slot).filter((slot) => !this.exists(slot));
    const { links, changed } = linksAfter(this, step);
    const relinked = new Set(changed.flatMap(({ end1, end2 }) => [end1, end2]));
    const assets = new Map(this.assets);
    const updated: SlotName[] = [];
    const failures: Failure[] = this.deniedLinks(step.actor, { changed, created });
    for (const edit of step.entities) {
      const before = this.assets.get(edit.slot) ?? null;
      const after = before === null ? createdAsset(step.actor, edit, now) : changedAsset(step, edit, { before, now });
      assets.set(edit.slot, after);
      if (before === null) continue;
      const isChanged = JSON.stringify(before) !== JSON.stringify(after);
      if (isChanged && !this.mayChange(step.actor, edit.slot)) failures.push('denied');
      if (isChanged || relinked.has(edit.slot)) updated.push(edit.slot);
    }
    const named = new Set(step.entities.map(({ slot }) => slot));
    const others = [...relinked].filter((slot) => !named.has(slot));
    failures.push(...misplaced(changed, links), ...clashes(assets, links, { before: this.assets, changed }));
    if (failures.length > 0) return { failures };
    const mark = { updatedBy: step.actor, updateTime: now };
    for (const slot of [...updated, ...others]) {
      const asset = assets.get(slot);
      if (asset !== undefined) assets.set(slot, { ...asset, ...mark });
    }
    this.assets = assets;
    this.links = links;
    const placeholders = step.entities.flatMap(({ placeholder, slot }) =>
      placeholder === null ? [] : [[placeholder, slot]],
    );
    return {
      created,
      updated: [...updated, ...others.filter((slot) => this.mayRead(step.actor, slot))],
      deleted: [],
      placeholders: Object.fromEntries(placeholders) as Record<string, SlotName>,
    };
  }

  /** What is wrong with an entity whatever it would change: it is not there, not to be seen, or not to be made. */
  private earlyFailures(step: SaveStep, edit: EntityEdit): Failure[] {
    const { actor } = step;
    const failures: Failure[] = [];
    const isThere = this.exists(edit.slot) && this.mayRead(actor, edit.slot);
    if (edit.address === 'guid' && !isThere) failures.push('not found');
    if (edit.address === 'name' && !isThere && !this.mayChange(actor, edit.slot)) failures.push('denied');
    const { glossary } = slots[edit.slot];
    const anchor: Reference[] = glossary === null || isThere ? [] : [{ slot: glossary, by: 'guid' }];
    for (const reference of [...edit.links.flatMap(({ others }) => others), ...anchor]) {
      if (!this.isKnown(step, reference)) failures.push('not found');
    }
    return failures;
  }

  /** Whether a reference means something: an asset that may be read, or an entity of the request that it can be known by. */
  private isKnown({ actor, entities }: SaveStep, { slot, by }: Reference): boolean {
    if (this.exists(slot)) return this.mayRead(actor, slot);
    const sent = entities.find((edit) => edit.slot === slot && edit.address === 'name');
    if (sent === undefined) return false;
    const { qualifiedName, typeName } = slots[slot];
    const isGlossary = typeName === 'AtlasGlossary' && sent.placeholder !== null;
    return by === 'placeholder' || (by === 'name' && qualifiedName !== null) || isGlossary;
  }

  private deniedLinks(
    actor: ActorName,
    { changed, created }: { changed: readonly ModelLink[]; created: readonly SlotName[] },
  ): Failure[] {
    const may = (slot: SlotName) => created.includes(slot) || this.mayChange(actor, slot);
    const stored = new Set(this.links.map(keyOf));
    return changed.flatMap((link): Failure[] => {
      const { end1, end2 } = link;
      // A term says something of the asset, and nothing of the term.
      if (link.relation === 'AtlasGlossarySemanticAssignment') return may(end2) ? [] : ['denied'];
      const mayDo = stored.has(keyOf(link)) ? may(end1) || may(end2) : may(end1) && may(end2);
      return mayDo ? [] : ['denied'];
    });
  }

  private delete({ actor, slots: asked, deleteType }: DeleteStep, now: number): Outcome {
    const named = asked.filter((slot) => this.exists(slot) && this.mayRead(actor, slot));
    if (named.some((slot) => !this.mayChange(actor, slot))) return { failures: ['denied'] };
    const contents = this.links.filter(
      ({ relation, end1 }) =>
        named.includes(end1) && relations.some(({ name, isComposition }) => isComposition && name === relation),
    );
    const going = new Set([...named, ...contents.map(({ end2 }) => end2)]);
    const assets = new Map(this.assets);
    const deleted: { slot: SlotName; handler: string }[] = [];
    const removed = new Set<SlotName>();
    for (const slot of going) {
      const asset = assets.get(slot);
      const isCategory = slots[slot].typeName === 'AtlasGlossaryCategory';
      if (asset === undefined) continue;
      if (deleteType !== 'SOFT' || isCategory) {
        removed.add(slot);
        assets.delete(slot);
        deleted.push({ slot, handler: deleteType === 'SOFT' ? 'HARD' : deleteType });
      } else if (asset.state === 'ACTIVE') {
        assets.set(slot, { ...asset, state: 'DELETED', updatedBy: actor, updateTime: now });
        deleted.push({ slot, handler: 'SOFT' });
      }
    }
    for (const { at, use } of this.arrivals().filter((it) => removed.has(it.source) && !removed.has(it.at))) {
      const asset = assets.get(at);
      if (asset !== undefined && !use.removePropagationsOnEntityDelete) assets.set(at, withKeptTag(asset, use.tag));
    }
    this.assets = assets;
    this.links = this.links.filter(({ end1, end2 }) => !removed.has(end1) && !removed.has(end2));
    return { created: [], updated: [], deleted, placeholders: {} };
  }
}

function createdAsset(actor: ActorName, edit: EntityEdit, now: number): ModelAsset {
  const { description = null, ownerUsers, certificateStatus = null } = edit.values;
  const uses = new Map<number, TagUse>();
  for (const use of [...(edit.listed ?? []), ...edit.upserted]) {
    if (!edit.removed.includes(use.tag)) uses.set(use.tag, use);
  }
  return {
    state: 'ACTIVE',
    values: {
      description,
      ownerUsers: ownerUsers ?? [],
      certificateStatus,
      certificateUpdatedBy: certificateStatus === null ? null : actor,
      certificateUpdatedAt: certificateStatus === null ? 0 : now,
    },
    tags: sortedTags(uses),
    metadata: mergedMetadata({}, edit.metadata ?? {}),
    ...{ createdBy: actor, updatedBy: actor, createTime: now, updateTime: now },
  };
}

function changedAsset(
  step: SaveStep,
  edit: EntityEdit,
  { before, now }: { readonly before: ModelAsset; readonly now: number },
): ModelAsset {
  const { description, ownerUsers, certificateStatus } = edit.values;
  const isRecorded = certificateStatus !== undefined && certificateStatus !== before.values.certificateStatus;
  return {
    ...before,
    state: edit.restores ? 'ACTIVE' : before.state,
    values: {
      ...before.values,
      ...(description === undefined ? {} : { description }),
      ...(ownerUsers === undefined ? {} : { ownerUsers: ownerUsers ?? [] }),
      ...(isRecorded ? { certificateStatus, certificateUpdatedBy: step.actor, certificateUpdatedAt: now } : {}),
    },
    tags: tagsAfter(step, edit, before.tags),
    metadata: metadataAfter(step, edit, before.metadata),
  };
}

function sortedTags(uses: ReadonlyMap<number, TagUse>): TagUse[] {
  return [...uses].sort(([one], [other]) => one - other).map(([, use]) => use);
}

/** A tag that is to outlast where it came from is the asset's own once that is gone. */
function withKeptTag(asset: ModelAsset, tag: number): ModelAsset {
  if (asset.tags.some((use) => use.tag === tag)) return asset;
  const flags = {
    ...{ propagate: false, removePropagationsOnEntityDelete: true },
    ...{ restrictPropagationThroughLineage: false, restrictPropagationThroughHierarchy: false },
  };
  return { ...asset, tags: sortedTags(new Map([...asset.tags, { tag, ...flags }].map((use) => [use.tag, use]))) };
}

function tagsAfter({ tagFlag }: SaveStep, edit: EntityEdit, before: readonly TagUse[]): readonly TagUse[] {
  if (tagFlag === null) return before;
  if (tagFlag !== 'appendTags') return sortedTags(new Map((edit.listed ?? []).map((use) => [use.tag, use])));
  const uses = new Map([...before, ...edit.upserted].map((use) => [use.tag, use]));
  for (const tag of edit.removed) uses.delete(tag);
  return sortedTags(uses);
}

function mergedMetadata(before: ModelAsset['metadata'], sent: Metadata): ModelAsset['metadata'] {
  const merged = Object.entries({ ...before, ...sent }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged.sort(byName)) as ModelAsset['metadata'];
}

function metadataAfter(
  { metadataFlag }: SaveStep,
  edit: EntityEdit,
  before: ModelAsset['metadata'],
): ModelAsset['metadata'] {
  if (metadataFlag === 'overwrite') return mergedMetadata({}, edit.metadata ?? {});
  if (metadataFlag !== 'merge' || edit.metadata === undefined || edit.metadata === null) return before;
  return Object.keys(edit.metadata).length === 0 ? {} : mergedMetadata(before, edit.metadata);
}

/** Terms and categories lie in places of their own glossary, and a category not in itself. */
function misplaced(changed: readonly ModelLink[], links: readonly ModelLink[]): Failure[] {
  const kept = new Set(links.map(keyOf));
  const added = changed.filter((link) => kept.has(keyOf(link)));
  const nesting = links.filter(({ relation }) => relation === 'AtlasGlossaryCategoryHierarchyLink');
  const above = (slot: SlotName) => nesting.find(({ end2 }) => end2 === slot)?.end1;
  return added.flatMap((link): Failure[] => {
    const isHierarchy = link.relation === 'AtlasGlossaryCategoryHierarchyLink';
    if (!isHierarchy && link.relation !== 'AtlasGlossaryTermCategorization') return [];
    if (slots[link.end1].glossary !== slots[link.end2].glossary) return [isHierarchy ? 'conflict' : 'invalid'];
    if (!isHierarchy) return [];
    let at = above(link.end2);
    for (let steps = 0; at !== undefined && at !== link.end2 && steps < slotNames.length; steps += 1) at = above(at);
    return at === link.end2 ? ['invalid'] : [];
  });
}

/** Active assets of one type and place have different names: whoever comes to have the name of another is refused. */
function clashes(
  assets: Assets,
  links: readonly ModelLink[],
  { before, changed }: { readonly before: Assets; readonly changed: readonly ModelLink[] },
): Failure[] {
  const placeOf = (slot: SlotName) => {
    const { typeName, name, glossary } = slots[slot];
    const parent = links.find(
      ({ relation, end2 }) => relation === 'AtlasGlossaryCategoryHierarchyLink' && end2 === slot,
    )?.end1;
    return [typeName, name, glossary, parent].join(' ');
  };
  const active = [...assets].filter(([slot, { state }]) => slots[slot].qualifiedName === null && state === 'ACTIVE');
  const moved = new Set(changed.map(({ end2 }) => end2));
  return active.flatMap(([slot]): Failure[] => {
    if (before.get(slot)?.state === 'ACTIVE' && !moved.has(slot)) return [];
    return active.some(([other]) => other !== slot && placeOf(other) === placeOf(slot)) ? ['conflict'] : [];
  });
}
