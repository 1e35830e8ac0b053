import { getEntities, getEntityByGuid, searchAssets, type CatalogDeps } from '../../src/catalog/index.ts';
import { isCatalogError, type JsonObject, type JsonValue } from '../../src/foundation/index.ts';
import type { Principal } from '../../src/identity/index.ts';
import { byText, sorted, type AssetView, type SearchView, type ShownTag, type View } from './expected-view.ts';
import { sidesOf, slotNames, slots, type SlotName } from './slots.ts';
import type { Wire } from './wire.ts';

type Entity = Awaited<ReturnType<typeof getEntities>>['entities'][number];

/** Where to look, and who looks. */
export interface Looking {
  readonly deps: CatalogDeps;
  readonly principal: Principal;
  readonly wire: Wire;
}

function linksOf(wire: Wire, slot: SlotName, entity: Entity): Record<string, string[]> {
  const sides = sidesOf(slots[slot].typeName);
  return Object.fromEntries(
    sides.map(({ relation, self }) => {
      const { attribute } = relation[self];
      const value: JsonValue = entity.relationshipAttributes?.[attribute] ?? [];
      const references = (Array.isArray(value) ? value : [value]) as readonly JsonObject[];
      const shown = references
        .filter((it) => it['relationshipType'] === relation.name)
        .map((it) => `${wire.slotOf(String(it['guid']))} ${String(it['entityStatus'])}`);
      return [`${attribute} of ${relation.name}`, sorted(shown)];
    }),
  );
}

function tagsOf(wire: Wire, entity: Entity): ShownTag[] {
  const shown = entity.classifications.map((tag): ShownTag => ({
    use: {
      tag: wire.definitions.tags.indexOf(String(tag['typeName'])),
      propagate: tag['propagate'] === true,
      removePropagationsOnEntityDelete: tag['removePropagationsOnEntityDelete'] === true,
      restrictPropagationThroughLineage: tag['restrictPropagationThroughLineage'] === true,
      restrictPropagationThroughHierarchy: tag['restrictPropagationThroughHierarchy'] === true,
    },
    source: wire.slotOf(String(tag['entityGuid'])),
    sourceState: String(tag['entityStatus']),
  }));
  return shown.sort(byText);
}

function metadataOf({ definitions }: Wire, entity: Entity): JsonObject {
  const set = (entity.businessAttributes[definitions.metadataSet] ?? {}) as JsonObject;
  const { count, note } = definitions.metadataIds;
  return {
    ...(count in set ? { count: set[count] ?? null } : {}),
    ...(note in set ? { note: set[note] ?? null } : {}),
  };
}

function assetView(wire: Wire, slot: SlotName, entity: Entity): AssetView {
  const { attributes, createdBy, updatedBy, createTime, updateTime } = entity;
  return {
    state: entity.status,
    values: {
      description: attributes['description'] ?? null,
      ownerUsers: attributes['ownerUsers'],
      certificateStatus: attributes['certificateStatus'] ?? null,
      certificateUpdatedBy: attributes['certificateUpdatedBy'] ?? null,
      certificateUpdatedAt: attributes['certificateUpdatedAt'] ?? 0,
      hasLineage: attributes['__hasLineage'] ?? false,
    },
    links: linksOf(wire, slot, entity),
    tags: tagsOf(wire, entity),
    terms: sorted(entity.meanings.map((it) => wire.slotOf(String(it['termGuid'])))),
    metadata: metadataOf(wire, entity),
    authors: { createdBy, updatedBy, createTime, updateTime },
  };
}

async function isAbsent({ deps, principal, wire }: Looking, slot: SlotName): Promise<boolean> {
  try {
    await getEntityByGuid(deps, principal, { guid: wire.guidOf(slot) });
    return false;
  } catch (error) {
    if (isCatalogError(error) && error.code === 'asset_not_found') return true;
    throw error;
  }
}

const counted = {
  type: '__typeName.keyword',
  state: '__state',
  tag: '__traitNames',
  propagatedTag: '__propagatedTraitNames',
  term: '__meanings',
};

interface Buckets {
  readonly buckets: readonly { readonly key: string; readonly doc_count: number }[];
}

async function searchView({ deps, principal, wire }: Looking): Promise<SearchView> {
  const typeNames = [...new Set(slotNames.map((slot) => slots[slot].typeName))];
  const aggs = Object.entries(counted).map(([name, field]) => [name, { terms: { field, size: 100 } }]);
  const query = { bool: { filter: [{ terms: { '__typeName.keyword': typeNames } }] } };
  const found = await searchAssets(deps, principal, {
    dsl: { from: 0, size: 100, query, aggregations: Object.fromEntries(aggs) as JsonObject },
    attributes: [],
  });
  const named = (name: string, key: string): string => {
    if (name === 'type') return key.toLowerCase();
    if (name === 'tag' || name === 'propagatedTag') return String(wire.definitions.tags.indexOf(key));
    return name === 'term' ? wire.slotOfName(key) : key;
  };
  const counts = Object.keys(counted).map((name) => {
    const { buckets } = (found.aggregations?.[name] ?? { buckets: [] }) as unknown as Buckets;
    const entries = buckets.map(({ key, doc_count }): [string, number] => [named(name, key), doc_count]);
    return [name, Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)))] as const;
  });
  const hits = (found.entities ?? []).map(({ guid, meanings }) =>
    [wire.slotOf(guid), ...sorted(meanings.map((it) => wire.slotOf(String(it['termGuid']))))].join(' '),
  );
  return { hits: sorted(hits), counts: Object.fromEntries(counts) };
}

/** What the actor really sees. `expected` are the slots where there should be something: they are read at once, the others one by one. */
export async function seenView(looking: Looking, expected: readonly SlotName[]): Promise<View> {
  const { deps, principal, wire } = looking;
  const guids = expected.map((slot) => wire.guidOf(slot));
  const { entities } = guids.length === 0 ? { entities: [] } : await getEntities(deps, principal, { guids });
  const views = new Map<string, AssetView | null>();
  for (const entity of entities) {
    const slot = slotNames.find((it) => wire.guidOf(it) === entity.guid);
    if (slot !== undefined) views.set(slot, assetView(wire, slot, entity));
  }
  for (const slot of slotNames.filter((it) => !expected.includes(it))) {
    if (!(await isAbsent(looking, slot))) throw new Error(`\`${slot}\` is there, or to be seen`);
    views.set(slot, null);
  }
  const assets = slotNames.map((slot) => [slot, views.get(slot) ?? null] as const);
  return { assets: Object.fromEntries(assets), search: await searchView(looking) };
}
