import type { JsonObject } from '../../foundation/index.ts';
import { findShownTags } from '../tags/show-tags.ts';
import { carriesTags, type AssetRow } from './asset-row.ts';
import { lineageRelationships } from './lineage-flag.ts';
import { findLinkedAssets, type LinkedAsset } from './link-store.ts';
import { relocated, type Relocation } from './move-contents.ts';
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

/** What is known of rows beforehand: which can have links at all, and whose tags are others than they say. */
interface HeaderHints {
  readonly linked?: (row: AssetRow) => boolean;
  readonly retagged?: ReadonlySet<string>;
}

/**
 * Headers of rows with the links and tags that headers show; one statement for all links and one for all tags, none when no row can
 * have any.
 * SECURITY: a link to what the actor may not read is left out, as everywhere.
 */
export async function renderHeaders(
  { tx, types, authority }: Pick<SaveScope, 'tx' | 'types' | 'authority'>,
  rows: readonly AssetRow[],
  { linked = () => true, retagged = new Set() }: HeaderHints = {},
): Promise<EntityHeader[]> {
  const links = new Map<string, LinkedAsset[]>();
  const guids = rows.filter(linked).map(({ guid }) => guid);
  for (const link of await findLinkedAssets(tx, guids, shownInHeaders)) {
    if (!authority.may('asset.read', link)) continue;
    const known = links.get(link.self);
    if (known === undefined) links.set(link.self, [link]);
    else known.push(link);
  }
  const tagged = rows.filter((row) => carriesTags(row) || retagged.has(row.guid)).map(({ guid }) => guid);
  const tagsOf = await findShownTags(tx, authority, tagged);
  return rows.map((row) => {
    const own = links.get(row.guid) ?? [];
    const header = { ...renderHeader(types, row, own), ...tagsOf(row.guid) };
    return own.length === 0 ? header : { ...header, attributes: { ...header.attributes, ...lineageAttributes(own) } };
  });
}

/** What a save wrote; `held` are the stored rows as they were before. */
interface Written {
  readonly plan: SavePlan;
  readonly relocations: readonly Relocation[];
  readonly held: ReadonlyMap<string, AssetRow>;
  /** Assets whose tags are others than before. */
  readonly retagged: ReadonlySet<string>;
}

/** The rows that a save updated: those the request names in its order, the ends whose links changed, what went along with a move. */
function updatedRows(scope: SaveScope, { plan, relocations, held }: Written): AssetRow[] {
  const moved = new Set(relocations.map(({ guid }) => guid));
  const touched = plan.touched.flatMap((guid) => {
    const row = held.get(guid);
    // SECURITY: an asset can lose a link to what the actor may not read, and must not learn of it by that.
    if (row === undefined || moved.has(guid) || !scope.authority.may('asset.read', row)) return [];
    return [{ ...row, updatedBy: scope.username, updateTime: scope.now, version: row.version + 1 }];
  });
  const taken = relocations.flatMap((it) => {
    const row = held.get(it.guid);
    return row === undefined ? [] : [relocated(row, it, scope)];
  });
  return [...plan.updates.map(({ after }) => after), ...touched, ...taken];
}

/** Renders what a save did: `CREATE` and `UPDATE`, each asset once, those named by the request first. */
export async function renderMutation(
  scope: SaveScope,
  targets: SaveTargets,
  written: Written,
): Promise<MutationResult> {
  const { plan, retagged } = written;
  const fresh = new Set(
    plan.links.added
      .filter(({ typeName }) => shownInHeaders.includes(typeName))
      .flatMap(({ end1, end2 }) => [end1, end2]),
  );
  const created = await renderHeaders(scope, plan.creates, { linked: ({ guid }) => fresh.has(guid), retagged });
  const updated = await renderHeaders(scope, updatedRows(scope, written), { retagged });
  const mutated = {
    ...(created.length === 0 ? {} : { CREATE: created }),
    ...(updated.length === 0 ? {} : { UPDATE: updated }),
  };
  return {
    ...(created.length + updated.length === 0 ? {} : { mutatedEntities: mutated }),
    ...(targets.placeholders.size === 0 ? {} : { guidAssignments: Object.fromEntries(targets.placeholders) }),
  };
}
