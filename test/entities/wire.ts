import type { SaveRequest } from '../../src/catalog/index.ts';
import { newGuid, type JsonObject, type JsonValue } from '../../src/foundation/index.ts';
import type { EntityEdit, LinkEdit, Reference, SaveStep, TagUse } from './requests.ts';
import { anchorLink, anchorOf, slotNames, slots, type SlotName } from './slots.ts';

/** What clients know of an asset. */
export interface KnownAsset {
  readonly guid: string;
  readonly qualifiedName: string;
}

/** Internal names that the definitions have in this database. */
export interface Definitions {
  readonly tags: readonly string[];
  readonly metadataSet: string;
  readonly metadataIds: { readonly count: string; readonly note: string };
}

/** Turns requests into what clients send, with what they have learnt of guids and names so far. */
export class Wire {
  private readonly known = new Map<SlotName, KnownAsset>();
  private readonly gone = new Set<SlotName>();
  /** Of slots that never held anything: looks like a guid and is nobody's. */
  private readonly unknown = new Map(slotNames.map((slot) => [slot, newGuid()]));

  readonly definitions: Definitions;

  constructor(definitions: Definitions) {
    this.definitions = definitions;
  }

  learn(slot: SlotName, asset: KnownAsset): void {
    this.known.set(slot, asset);
    this.gone.delete(slot);
  }

  /** What is removed keeps the guid and the name that references to it go by; what is made there anew is sent under another. */
  forget(guid: string): void {
    for (const [slot, asset] of this.known) if (asset.guid === guid) this.gone.add(slot);
  }

  guidOf(slot: SlotName): string {
    return this.known.get(slot)?.guid ?? this.unknown.get(slot) ?? '';
  }

  /** What a guid was last seen on. */
  slotOf(guid: string): string {
    const found = [...this.known].find(([, asset]) => asset.guid === guid);
    return found?.[0] ?? (guid === nobody ? 'nobody' : `unknown ${guid}`);
  }

  slotOfName(qualifiedName: string): string {
    const found = [...this.known].find(([, asset]) => asset.qualifiedName === qualifiedName);
    return found?.[0] ?? `unknown ${qualifiedName}`;
  }

  requestOf(step: SaveStep): SaveRequest {
    const entities = step.entities.flatMap((edit) => {
      const sent = this.entityOf(step, edit);
      return edit.isTwice ? [sent, sent] : [sent];
    });
    return {
      entities,
      ...(step.tagFlag === null ? {} : { [step.tagFlag]: true }),
      ...(step.metadataFlag === 'merge' ? { replaceBusinessAttributes: true } : {}),
      ...(step.metadataFlag === 'overwrite'
        ? { replaceBusinessAttributes: true, overwriteBusinessAttributes: true }
        : {}),
      ...(step.metadataFlag === 'overwriteAlone' ? { overwriteBusinessAttributes: true } : {}),
    };
  }

  private entityOf(step: SaveStep, edit: EntityEdit): JsonObject {
    const { typeName, name } = slots[edit.slot];
    const isNew = slots[edit.slot].qualifiedName === null && this.gone.has(edit.slot);
    const qualifiedName = (isNew ? null : this.nameOf(edit.slot)) ?? `sent-${edit.slot}`;
    const identity: JsonObject =
      edit.address === 'guid' ? {} : { name, qualifiedName, ...this.anchorOf(step, edit.slot) };
    const linksIn = (member: LinkEdit['member']): JsonObject =>
      Object.fromEntries(
        edit.links.flatMap((link): [string, JsonValue][] => {
          const { mode } = link;
          const isHere = mode === 'replace' ? link.member === member : nullMember[mode] === member;
          return isHere ? [[link.relation[link.self].attribute, this.endsOf(step, link)]] : [];
        }),
      );
    const linkList = (mode: LinkEdit['mode']): JsonObject =>
      Object.fromEntries(
        edit.links
          .filter((link) => link.mode === mode)
          .map((link) => [link.relation[link.self].attribute, this.endsOf(step, link)]),
      );
    return {
      typeName,
      ...(edit.address === 'guid' ? { guid: this.guidOf(edit.slot) } : {}),
      ...(edit.placeholder === null ? {} : { guid: edit.placeholder }),
      attributes: { ...identity, ...(edit.values as JsonObject), ...linksIn('attributes') },
      relationshipAttributes: linksIn('relationshipAttributes'),
      appendRelationshipAttributes: linkList('append'),
      removeRelationshipAttributes: linkList('remove'),
      ...(edit.restores ? { status: 'ACTIVE' } : {}),
      ...(edit.listed === null ? {} : { classifications: edit.listed.map((use) => this.tagOf(use)) }),
      addOrUpdateClassifications: edit.upserted.map((use) => this.tagOf(use)),
      removeClassifications: edit.removed.map((tag) => ({ typeName: this.definitions.tags[tag] ?? '' })),
      ...this.metadataOf(edit),
    };
  }

  /** A name that is there already, or that the client gives. */
  private nameOf(slot: SlotName): string | null {
    return slots[slot].qualifiedName ?? this.known.get(slot)?.qualifiedName ?? null;
  }

  private anchorOf(step: SaveStep, slot: SlotName): JsonObject {
    const link = anchorLink(slot);
    const anchor = anchorOf(slots[slot].typeName);
    if (link === null || anchor === null) return {};
    // Of something that is stored already, the anchor is said again and changes nothing.
    const isSent = step.entities.some((edit) => edit.slot === link.end1 && edit.placeholder !== null);
    return {
      [anchor.end2.attribute]: this.referenceOf(step, { slot: link.end1, by: isSent ? 'placeholder' : 'guid' }),
    };
  }

  private endsOf(step: SaveStep, { relation, self, mode, others }: LinkEdit): JsonValue {
    if (mode === 'silence' || mode === 'clear') return null;
    const references = others.map((other) => this.referenceOf(step, other));
    const [first] = references;
    return self === 'end2' && relation.isSingle && first !== undefined ? first : references;
  }

  private referenceOf(step: SaveStep, { slot, by }: Reference): JsonObject {
    const { typeName } = slots[slot];
    const placeholder = step.entities.find((edit) => edit.slot === slot)?.placeholder ?? null;
    if (by === 'placeholder' && placeholder !== null) return { typeName, guid: placeholder };
    const qualifiedName = this.nameOf(slot) ?? `nothing-${slot}`;
    return by === 'name' ? { typeName, uniqueAttributes: { qualifiedName } } : { guid: this.guidOf(slot) };
  }

  private tagOf({ tag, ...flags }: TagUse): JsonObject {
    return { typeName: this.definitions.tags[tag] ?? '', ...flags };
  }

  private metadataOf({ metadata }: EntityEdit): JsonObject {
    if (metadata === undefined) return {};
    if (metadata === null) return { businessAttributes: null };
    const { metadataSet, metadataIds } = this.definitions;
    const values = Object.entries(metadata).map(([name, value]) => [metadataIds[name as 'count' | 'note'], value]);
    return { businessAttributes: { [metadataSet]: Object.fromEntries(values) as JsonObject } };
  }
}

/** Where a null stands: among the attributes it says nothing, among the relationships it clears. */
const nullMember: Readonly<Partial<Record<LinkEdit['mode'], LinkEdit['member']>>> = {
  silence: 'attributes',
  clear: 'relationshipAttributes',
};

/** Stands for a source of a tag that the actor may not read. */
const nobody = '00000000-0000-0000-0000-000000000000';
