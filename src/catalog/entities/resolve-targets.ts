import { CatalogError, newGuid, type Problem } from '../../foundation/index.ts';
import { mergeRequests } from '../custom-metadata/custom-metadata-request.ts';
import { mergeTagRequests } from '../tags/tag-request.ts';
import type { AssetRow } from './asset-row.ts';
import { findAssetsByGuid, findAssetsByName } from './asset-store.ts';
import { assetNotFound } from './authority.ts';
import type { EntityDraft } from './entity-draft.ts';
import { isRealGuid, type ObjectReference } from './object-reference.ts';
import type { SaveScope, SaveTarget, SaveTargets } from './save-scope.ts';
import { Refusals } from './refusals.ts';
import { isServerNamed } from './server-names.ts';

function referencesOf(draft: EntityDraft): ObjectReference[] {
  return draft.links.flatMap(({ references }) => references);
}

interface StoredAssets {
  readonly byGuid: Map<string, AssetRow>;
  readonly byName: Map<string, AssetRow[]>;
}

async function findStored(scope: SaveScope, drafts: readonly EntityDraft[]): Promise<StoredAssets> {
  const guids = new Set<string>();
  const names = new Set<string>();
  for (const draft of drafts) {
    if (draft.guid !== null) guids.add(draft.guid);
    else if (draft.qualifiedName !== null) names.add(draft.qualifiedName);
    for (const { guid, qualifiedName } of referencesOf(draft)) {
      if (guid !== null && isRealGuid(guid)) guids.add(guid.toLowerCase());
      else if (guid === null && qualifiedName !== null) names.add(qualifiedName);
    }
  }
  const byGuid = new Map<string, AssetRow>();
  const byName = new Map<string, AssetRow[]>();
  for (const row of await findAssetsByName(scope.tx, [...names])) {
    byGuid.set(row.guid, row);
    const alike = byName.get(row.qualifiedName);
    if (alike === undefined) byName.set(row.qualifiedName, [row]);
    else alike.push(row);
  }
  const unseen = [...guids].filter((guid) => !byGuid.has(guid));
  for (const row of await findAssetsByGuid(scope.tx, unseen)) byGuid.set(row.guid, row);
  return { byGuid, byName };
}

function existingOf(scope: SaveScope, stored: StoredAssets, draft: EntityDraft): AssetRow | null {
  if (draft.guid === null) {
    const alike = draft.qualifiedName === null ? [] : (stored.byName.get(draft.qualifiedName) ?? []);
    return alike.find((row) => row.typeName === draft.typeName) ?? null;
  }
  const row = stored.byGuid.get(draft.guid);
  // SECURITY: a guid that the actor may not read answers as one that does not exist.
  if (row === undefined || !scope.authority.may('asset.read', row)) throw assetNotFound(draft.guid);
  if (!scope.types.isA(row.typeName, draft.typeName)) {
    throw new CatalogError('field_invalid', `\`${draft.at}.typeName\`: \`${row.guid}\` is no \`${draft.typeName}\``);
  }
  if (draft.qualifiedName !== null && draft.qualifiedName !== row.qualifiedName && !isServerNamed(row.typeName)) {
    throw new CatalogError(
      'operation_unsupported',
      `\`${draft.at}.attributes.qualifiedName\`: the qualified name of \`${row.guid}\` is \`${row.qualifiedName}\` and never changes`,
    );
  }
  return row;
}

/** What two entities of a server-named type must share to be the same new asset: the placeholder, not the name alone. */
function placeholderKey({ typeName, qualifiedName, placeholder }: EntityDraft): string | null {
  return placeholder === null ? null : `${typeName}\n${qualifiedName}\n${placeholder}`;
}

function missingProblems(draft: EntityDraft): Problem[] {
  const problems: Problem[] = [];
  const path = `${draft.at}.attributes`;
  if (draft.name === null) problems.push({ path: `${path}.name`, message: 'is missing' });
  if (draft.qualifiedName === null && !isServerNamed(draft.typeName)) {
    problems.push({ path: `${path}.qualifiedName`, message: 'is missing' });
  }
  return problems;
}

function startTarget(draft: EntityDraft, existing: AssetRow | null): SaveTarget {
  const serverNamed = isServerNamed(draft.typeName);
  return {
    at: draft.at,
    guid: existing?.guid ?? newGuid(),
    typeName: existing?.typeName ?? draft.typeName,
    existing,
    host: existing?.host ?? null,
    sentName: draft.qualifiedName,
    qualifiedName: existing?.qualifiedName ?? (serverNamed ? '' : (draft.qualifiedName ?? '')),
    name: draft.name ?? existing?.name ?? '',
    values: new Map(draft.values),
    requests: [...draft.links],
    links: [],
    labels: draft.labels,
    customAttributes: draft.customAttributes,
    customMetadata: draft.customMetadata,
    tags: draft.tags,
    restores: draft.restores,
  };
}

/** The later of two entities that are one wins wherever both speak. */
function mergeInto(target: SaveTarget, draft: EntityDraft): void {
  target.name = draft.name ?? target.name;
  for (const [name, value] of draft.values) target.values.set(name, value);
  target.requests.push(...draft.links);
  target.labels = draft.labels ?? target.labels;
  target.customAttributes = draft.customAttributes ?? target.customAttributes;
  target.customMetadata = mergeRequests(target.customMetadata, draft.customMetadata);
  target.tags = mergeTagRequests(target.tags, draft.tags);
  target.restores ||= draft.restores;
}

class TargetList {
  readonly byGuid = new Map<string, SaveTarget>();
  readonly placeholders = new Map<string, string>();
  readonly bySentName = new Map<string, SaveTarget[]>();
  private readonly byPlaceholder = new Map<string, SaveTarget>();

  add(draft: EntityDraft, existing: AssetRow | null): void {
    const same = existing === null ? this.findSameNew(draft) : this.byGuid.get(existing.guid);
    const target = same ?? startTarget(draft, existing);
    if (same !== undefined) mergeInto(target, draft);
    this.byGuid.set(target.guid, target);
    const key = existing === null && isServerNamed(draft.typeName) ? placeholderKey(draft) : null;
    if (key !== null) this.byPlaceholder.set(key, target);
    this.remember(draft, target);
  }

  /** The new asset that an earlier entity of the request has begun and that the draft means too. */
  private findSameNew(draft: EntityDraft): SaveTarget | undefined {
    if (isServerNamed(draft.typeName)) return this.byPlaceholder.get(placeholderKey(draft) ?? '');
    const alike = this.bySentName.get(draft.qualifiedName ?? '') ?? [];
    return alike.find(({ existing, typeName }) => existing === null && typeName === draft.typeName);
  }

  private remember(draft: EntityDraft, target: SaveTarget): void {
    const { placeholder, qualifiedName } = draft;
    if (placeholder !== null) {
      const taken = this.placeholders.get(placeholder);
      if (taken !== undefined && taken !== target.guid) {
        throw new CatalogError(
          'field_invalid',
          `\`${draft.at}.guid\`: \`${placeholder}\` already stands for another entity of this request`,
        );
      }
      this.placeholders.set(placeholder, target.guid);
    }
    if (qualifiedName === null) return;
    const alike = this.bySentName.get(qualifiedName);
    if (alike === undefined) this.bySentName.set(qualifiedName, [target]);
    else if (!alike.includes(target)) alike.push(target);
  }
}

/**
 * Finds out which entities of a request are new and which are stored: a guid names a stored asset (`asset_not_found`
 * otherwise); type and qualified name match one in any state; entities that are the same asset become one. A new asset
 * without `name` or `qualifiedName` is refused: `attribute_missing`. Every problem of every entity is told at once.
 */
export async function resolveTargets(scope: SaveScope, drafts: readonly EntityDraft[]): Promise<SaveTargets> {
  const stored = await findStored(scope, drafts);
  const targets = new TargetList();
  const refusals = new Refusals();
  for (const draft of drafts) {
    refusals.attempt(`${draft.at}.guid`, () => {
      const existing = existingOf(scope, stored, draft);
      // SECURITY: said of a hidden asset as of a free name, or its absence would tell that the name is taken.
      const isKnown = existing !== null && scope.authority.may('asset.read', existing);
      const missing = isKnown ? [] : missingProblems(draft);
      if (missing.length > 0) refusals.add('attribute_missing', missing);
      else targets.add(draft, existing);
    });
  }
  refusals.requireNone();
  const { byGuid, placeholders, bySentName } = targets;
  const list = [...byGuid.values()];
  const { byGuid: rowsByGuid, byName: rowsByName } = stored;
  return { list, byGuid, placeholders, bySentName, rowsByGuid, rowsByName, renamed: new Map(), places: new Map() };
}
