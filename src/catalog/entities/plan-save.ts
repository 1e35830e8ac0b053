import type { JsonObject, JsonValue } from '../../foundation/index.ts';
import type { AttributeDef } from '../types/type-def.ts';
import { connectionOf, type AssetRow } from './asset-row.ts';
import { attributeDefaults } from './attribute-value.ts';
import { isSameJson, isSameSet } from './compare-json.ts';
import type { Link } from './link-store.ts';
import { planLinks, type LinkPlan } from './plan-links.ts';
import type { SaveScope, SaveTarget, SaveTargets } from './save-scope.ts';
import { mergeCustomMetadata, type TypedCustomMetadata } from '../custom-metadata/merge-custom-metadata.ts';
import type { TagPlan } from '../tags/plan-tags.ts';

/** One asset before and after. */
export interface AssetChange {
  readonly before: AssetRow;
  readonly after: AssetRow;
}

/** Everything a save writes. Empty when nothing really changes. */
export interface SavePlan {
  readonly creates: readonly AssetRow[];
  readonly updates: readonly AssetChange[];
  /** Stored assets that were not named by the request and whose links change. */
  readonly touched: readonly string[];
  readonly links: LinkPlan;
  /** Of assets that are created or updated. */
  readonly tags: readonly TagPlan[];
}

/** Setting one of the attributes on the left records who did and when (`autoUpdateAttributes` of the type definitions). */
const recorded: readonly { readonly when: readonly string[]; readonly by: string; readonly at: string }[] = [
  {
    when: ['certificateStatus', 'certificateStatusMessage'],
    by: 'certificateUpdatedBy',
    at: 'certificateUpdatedAt',
  },
  {
    when: ['announcementTitle', 'announcementMessage', 'announcementType'],
    by: 'announcementUpdatedBy',
    at: 'announcementUpdatedAt',
  },
  { when: ['isPinned'], by: 'pinnedBy', at: 'pinnedAt' },
];

function isListShaped(attribute: AttributeDef | undefined): boolean {
  return attribute?.shape === 'list' || attribute?.shape === 'set';
}

function isEmptyList(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A list that was never set and an empty one are the same. */
function isSameValue(
  attribute: AttributeDef | undefined,
  stored: JsonValue | undefined,
  wanted: JsonValue | undefined,
): boolean {
  const empty = (value: JsonValue | undefined) => value === undefined || isEmptyList(value);
  if (isListShaped(attribute) && empty(stored) && empty(wanted)) return true;
  return attribute?.shape === 'set' ? isSameSet(stored, wanted) : isSameJson(stored, wanted);
}

/** The attributes of a new asset: crawls make them by the thousand, so they are copied once and not compared. */
function initialAttributes(scope: SaveScope, target: SaveTarget): JsonObject {
  const set = [...target.values].filter(([, value]) => value !== null);
  for (const { when, by, at } of recorded) {
    if (when.some((name) => (target.values.get(name) ?? null) !== null))
      set.push([by, scope.username], [at, scope.now]);
  }
  return Object.fromEntries(set);
}

/** The attributes after the save; the very same object when none changes. */
function mergeAttributes(scope: SaveScope, target: SaveTarget, stored: JsonObject): JsonObject {
  const known = scope.types.attributesOf(target.typeName);
  const changes = new Map<string, JsonValue | undefined>();
  for (const [name, value] of target.values) {
    const attribute = known.get(name);
    // A cleared list stays as an empty one, which is what clients expect to read back.
    const wanted = value === null ? (isListShaped(attribute) && name in stored ? [] : undefined) : value;
    const current = stored[name] ?? (wanted === undefined ? undefined : attributeDefaults[name]);
    if (!isSameValue(attribute, current, wanted)) changes.set(name, wanted);
  }
  if (changes.size === 0) return stored;
  for (const { when, by, at } of recorded) {
    if (when.some((name) => changes.has(name))) changes.set(by, scope.username).set(at, scope.now);
  }
  const merged = new Map(Object.entries(stored));
  for (const [name, wanted] of changes) {
    if (wanted === undefined) merged.delete(name);
    else merged.set(name, wanted);
  }
  return Object.fromEntries(merged);
}

function createdRow(scope: SaveScope, target: SaveTarget, asked: TypedCustomMetadata | null): AssetRow {
  const { guid, typeName, qualifiedName, name } = target;
  const attributes = initialAttributes(scope, target);
  return {
    ...{ guid, typeName, qualifiedName, name, attributes },
    state: 'ACTIVE',
    connectionQualifiedName: connectionOf(scope.types, { typeName, qualifiedName, attributes }),
    host: target.host,
    customAttributes: target.customAttributes ?? {},
    businessAttributes: mergeCustomMetadata({}, asked, 'overwrite'),
    labels: target.labels ?? [],
    directTagNames: [],
    propagatedTagNames: [],
    createdBy: scope.username,
    updatedBy: scope.username,
    createTime: scope.now,
    updateTime: scope.now,
    version: 1,
    deleteHandler: null,
  };
}

/** The row as the request wants it, not yet marked as changed. */
function wantedRow(
  scope: SaveScope,
  target: SaveTarget,
  { before, asked }: { before: AssetRow; asked: TypedCustomMetadata | null },
): AssetRow {
  const attributes = mergeAttributes(scope, target, before.attributes);
  const { typeName, qualifiedName } = target;
  const restored = target.restores && before.state === 'DELETED';
  return {
    ...before,
    qualifiedName,
    name: target.name,
    attributes,
    connectionQualifiedName: connectionOf(scope.types, { typeName, qualifiedName, attributes }),
    customAttributes: target.customAttributes ?? before.customAttributes,
    businessAttributes: mergeCustomMetadata(before.businessAttributes, asked, scope.customMetadataMode),
    labels: target.labels ?? before.labels,
    state: restored ? 'ACTIVE' : before.state,
    deleteHandler: restored ? null : before.deleteHandler,
  };
}

/** Whether an asset will say the same of itself as before, its links, tags and custom metadata apart. */
export function isSameContent(before: AssetRow, after: AssetRow): boolean {
  return (
    before.attributes === after.attributes &&
    before.qualifiedName === after.qualifiedName &&
    before.name === after.name &&
    before.state === after.state &&
    isSameJson(before.customAttributes, after.customAttributes) &&
    isSameSet(before.labels, after.labels)
  );
}

/** What a plan is made from beside the targets: what is stored of their links, and what is asked of their tags and custom metadata. */
interface PlanMatter {
  readonly stored: readonly Link[];
  readonly tags: readonly TagPlan[];
  /** By the guids of targets. */
  readonly customMetadata: ReadonlyMap<string, TypedCustomMetadata>;
}

/** Works out what a save writes, from what is stored and what was asked for. Reads nothing and changes nothing. */
export function planSave(
  scope: SaveScope,
  targets: SaveTargets,
  { stored, tags, customMetadata }: PlanMatter,
): SavePlan {
  const links = planLinks(targets.list, stored);
  const retagged = new Set(tags.map(({ guid }) => guid));
  const relinked = new Set([...links.added, ...links.removed].flatMap(({ end1, end2 }) => [end1, end2]));
  const creates: AssetRow[] = [];
  const updates: AssetChange[] = [];
  for (const target of targets.list) {
    const before = target.existing;
    const asked = customMetadata.get(target.guid) ?? null;
    if (before === null) {
      creates.push(createdRow(scope, target, asked));
      continue;
    }
    const after = wantedRow(scope, target, { before, asked });
    const isSame = isSameContent(before, after) && before.businessAttributes === after.businessAttributes;
    if (isSame && !relinked.has(before.guid) && !retagged.has(before.guid)) continue;
    const mark = { updatedBy: scope.username, updateTime: scope.now, version: before.version + 1 };
    updates.push({ before, after: { ...after, ...mark } });
  }
  return { creates, updates, touched: [...relinked].filter((guid) => !targets.byGuid.has(guid)), links, tags };
}

export function isEmptyPlan({ creates, updates, links }: SavePlan): boolean {
  return creates.length === 0 && updates.length === 0 && links.added.length === 0 && links.removed.length === 0;
}
