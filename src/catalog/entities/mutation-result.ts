import type { JsonObject } from '../../foundation/index.ts';
import type { AssetRow } from './asset-row.ts';
import { lineageRelationships } from './lineage-flag.ts';
import { findLinkedAssets, type LinkedAsset } from './link-store.ts';
import type { SavePlan } from './plan-save.ts';
import { renderHeader, type EntityHeader } from './render-entity.ts';
import type { SaveScope, SaveTargets } from './save-scope.ts';

/** What a mutation did (Atlan wire: mutation response). A list without entries is absent, and so is all when nothing changed. */
export interface MutationResult {
  readonly mutatedEntities?: {
    readonly CREATE?: readonly EntityHeader[];
    readonly UPDATE?: readonly EntityHeader[];
    readonly PARTIAL_UPDATE?: readonly EntityHeader[];
    readonly DELETE?: readonly EntityHeader[];
  };
  /** Every placeholder that was sent → the guid it stands for, created or found. */
  readonly guidAssignments?: Readonly<Record<string, string>>;
}

const shownInHeaders = ['AtlasGlossarySemanticAssignment', ...lineageRelationships];

/** Processes show what they read and write among their attributes. */
function lineageAttributes(links: readonly LinkedAsset[]): JsonObject {
  const attributes: Record<string, JsonObject[]> = {};
  for (const { relationship, selfEnd, guid, typeName, qualifiedName } of links) {
    if (selfEnd !== 'end1' || !lineageRelationships.includes(relationship)) continue;
    const name = relationship === 'catalog_process_inputs' ? 'inputs' : 'outputs';
    attributes[name] = [...(attributes[name] ?? []), { typeName, guid, uniqueAttributes: { qualifiedName } }];
  }
  return attributes;
}

/**
 * Headers of rows with the links that headers show; one statement for all, none when no row can have any.
 * SECURITY: a link to what the actor may not read is left out, as everywhere.
 */
export async function renderHeaders(
  { tx, types, authority }: Pick<SaveScope, 'tx' | 'types' | 'authority'>,
  rows: readonly AssetRow[],
  linked: (row: AssetRow) => boolean = () => true,
): Promise<EntityHeader[]> {
  const links = new Map<string, LinkedAsset[]>();
  const guids = rows.filter(linked).map(({ guid }) => guid);
  for (const link of await findLinkedAssets(tx, guids, shownInHeaders)) {
    if (!authority.may('asset.read', link)) continue;
    const known = links.get(link.self);
    if (known === undefined) links.set(link.self, [link]);
    else known.push(link);
  }
  return rows.map((row) => {
    const own = links.get(row.guid) ?? [];
    const header = renderHeader(types, row, own);
    return own.length === 0 ? header : { ...header, attributes: { ...header.attributes, ...lineageAttributes(own) } };
  });
}

/** The rows that a save updated: those the request names in its order, then the ends whose links changed. */
function updatedRows(scope: SaveScope, plan: SavePlan, held: ReadonlyMap<string, AssetRow>): AssetRow[] {
  const touched = plan.touched.flatMap((guid) => {
    const row = held.get(guid);
    // SECURITY: an asset can lose a link to what the actor may not read, and must not learn of it by that.
    if (row === undefined || !scope.authority.may('asset.read', row)) return [];
    return [{ ...row, updatedBy: scope.username, updateTime: scope.now, version: row.version + 1 }];
  });
  return [...plan.updates.map(({ after }) => after), ...touched];
}

/** Renders what a save did: `CREATE` and `UPDATE`, each asset once, those named by the request first. */
export async function renderMutation(
  scope: SaveScope,
  targets: SaveTargets,
  { plan, held }: { plan: SavePlan; held: ReadonlyMap<string, AssetRow> },
): Promise<MutationResult> {
  const fresh = new Set(
    plan.links.added
      .filter(({ typeName }) => shownInHeaders.includes(typeName))
      .flatMap(({ end1, end2 }) => [end1, end2]),
  );
  const created = await renderHeaders(scope, plan.creates, ({ guid }) => fresh.has(guid));
  const updated = await renderHeaders(scope, updatedRows(scope, plan, held));
  const mutated = {
    ...(created.length === 0 ? {} : { CREATE: created }),
    ...(updated.length === 0 ? {} : { UPDATE: updated }),
  };
  return {
    ...(created.length + updated.length === 0 ? {} : { mutatedEntities: mutated }),
    ...(targets.placeholders.size === 0 ? {} : { guidAssignments: Object.fromEntries(targets.placeholders) }),
  };
}
