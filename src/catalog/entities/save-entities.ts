import { recordAudit } from '../../audit/index.ts';
import { CatalogError, requireNoProblems, type JsonValue } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction, sql } from '../../postgres/index.ts';
import type { CatalogDeps, CatalogTxDeps } from '../deps.ts';
import type { AssetRow } from './asset-row.ts';
import { insertAssets, lockAssets, touchAssets, updateAssets } from './asset-store.ts';
import { gatherAuthority } from './authority.ts';
import { authorizeNamed, authorizeServerNamed } from './authorize-save.ts';
import { readEntities, type EntityDraft } from './entity-draft.ts';
import { governWrites } from './governed-writes.ts';
import { findLineageEnds, lineageRelationships, refreshLineageFlags } from './lineage-flag.ts';
import { deleteLinks, findLinks, insertLinks } from './link-store.ts';
import { renderMutation, type MutationResult } from './mutation-result.ts';
import { linkProbes } from './plan-links.ts';
import { isEmptyPlan, planSave, type SavePlan } from './plan-save.ts';
import { resolveLinks } from './resolve-links.ts';
import { resolveTargets } from './resolve-targets.ts';
import type { SaveScope, SaveTargets } from './save-scope.ts';
import { nameTargets, requireParentsKept } from './server-names.ts';
import { applyTypeRules } from './type-rules.ts';
import { holdNaming, requireUniqueNames } from './unique-names.ts';

/** A bulk save as the wire sends it (Atlan wire: bulk create, update, restore). */
export interface SaveRequest {
  /** Entities in their wire form. */
  readonly entities: readonly JsonValue[];
  readonly replaceTags?: boolean;
  readonly replaceClassifications?: boolean;
  readonly appendTags?: boolean;
  readonly replaceBusinessAttributes?: boolean;
  readonly overwriteBusinessAttributes?: boolean;
}

const attemptsMax = 8;

interface Planned {
  readonly targets: SaveTargets;
  readonly plan: SavePlan;
  /** Stored assets on whose links the plan rests although the request does not name them. */
  readonly singles: ReadonlySet<string>;
}

async function plan(scope: SaveScope, drafts: readonly EntityDraft[]): Promise<Planned> {
  const targets = await resolveTargets(scope, drafts);
  authorizeNamed(scope, targets);
  resolveLinks(scope, targets);
  nameTargets(scope, targets);
  authorizeServerNamed(scope, targets);
  applyTypeRules(scope, targets);
  const { probes, singles } = linkProbes(targets.list, (guid) => targets.byGuid.get(guid)?.existing === null);
  const made = planSave(scope, targets, await findLinks(scope.tx, probes));
  requireParentsKept(scope, targets, made.links);
  return { targets, plan: made, singles };
}

/**
 * Takes every stored row that will be written and says whether the plan still holds: rows it was computed from must not have
 * changed meanwhile. A container that only gains or loses a member must merely exist, so that many saves beneath one
 * schema need not plan again because of each other. `null` when it does not hold.
 */
async function hold(
  scope: SaveScope,
  { plan: made, targets, singles }: Planned,
): Promise<Map<string, AssetRow> | null> {
  const known = new Map(made.updates.map(({ before }) => [before.guid, before.version]));
  for (const guid of singles) known.set(guid, targets.rowsByGuid.get(guid)?.version ?? 0);
  const wanted = new Set([...made.updates.map(({ before }) => before.guid), ...made.touched]);
  const held = await lockAssets(scope.tx, [...wanted]);
  for (const guid of wanted) {
    const row = held.get(guid);
    if (row === undefined || (known.has(guid) && known.get(guid) !== row.version)) return null;
  }
  return held;
}

/** PostgreSQL's code for a key that is already taken. */
function isKeyTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}

async function writeRows(
  { tx, username, now }: SaveScope,
  { creates, updates, links, touched }: SavePlan,
): Promise<void> {
  await insertAssets(tx, creates);
  await updateAssets(
    tx,
    updates.map(({ after }) => after),
  );
  await deleteLinks(tx, links.removed);
  await insertLinks(tx, links.added);
  await touchAssets(tx, touched, { updatedBy: username, updateTime: now });
}

/** Writes the plan; `false`, with nothing written, when someone else has created one of its assets meanwhile. */
async function write(scope: SaveScope, made: SavePlan): Promise<boolean> {
  await sql`SAVEPOINT catalog_save`.execute(scope.tx);
  try {
    await writeRows(scope, made);
  } catch (error) {
    if (!isKeyTaken(error)) throw error;
    await sql`ROLLBACK TO SAVEPOINT catalog_save`.execute(scope.tx);
    return false;
  }
  await sql`RELEASE SAVEPOINT catalog_save`.execute(scope.tx);
  return true;
}

/** The assets whose lineage a save may begin or end: by a link of a process, or by the process coming back. */
async function findLineageChanges({ tx, types }: SaveScope, made: SavePlan): Promise<string[]> {
  const changed = [...made.links.added, ...made.links.removed].filter((link) =>
    lineageRelationships.includes(link.typeName),
  );
  const restored = made.updates.filter(({ before, after }) => before.state !== after.state).map(({ after }) => after);
  const processes = restored.filter(({ typeName }) => types.isA(typeName, 'Process')).map(({ guid }) => guid);
  return [...new Set([...changed.map(({ end2 }) => end2), ...(await findLineageEnds(tx, processes))])];
}

/** What the new state entails beyond the rows that were asked for. */
async function settle(scope: SaveScope, made: SavePlan): Promise<void> {
  await requireUniqueNames(scope.tx, made);
  await refreshLineageFlags(scope.tx, await findLineageChanges(scope, made));
  await governWrites(scope, made);
}

async function audit(scope: SaveScope, principal: Principal, made: SavePlan): Promise<void> {
  const created = made.creates.map(({ guid }) => guid);
  const updated = made.updates.map(({ after }) => after.guid);
  const restored = made.updates
    .filter(({ before, after }) => before.state !== after.state)
    .map(({ after }) => after.guid);
  await recordAudit(scope.tx, {
    actor: principal,
    action: 'asset.save',
    objectKind: 'asset',
    objectId: created[0] ?? updated[0] ?? '',
    detail: {
      ...{ created, updated, restored },
      linksAdded: made.links.added.length,
      linksRemoved: made.links.removed.length,
    },
  });
}

async function attempt(
  scope: SaveScope,
  drafts: readonly EntityDraft[],
  principal: Principal,
): Promise<MutationResult | null> {
  const planned = await plan(scope, drafts);
  if (isEmptyPlan(planned.plan)) return renderMutation(scope, planned.targets, { plan: planned.plan, held: new Map() });
  await holdNaming(scope.tx, planned.plan);
  const held = await hold(scope, planned);
  if (held === null || !(await write(scope, planned.plan))) return null;
  await settle(scope, planned.plan);
  const result = await renderMutation(scope, planned.targets, { plan: planned.plan, held });
  await audit(scope, principal, planned.plan);
  return result;
}

function requireOneTagMode(request: SaveRequest): void {
  const modes = [request.replaceTags, request.replaceClassifications, request.appendTags].filter(Boolean);
  if (modes.length < 2) return;
  requireNoProblems('field_invalid', [
    { path: '', message: 'only one of `replaceTags`, `replaceClassifications` and `appendTags` can be true' },
  ]);
}

/**
 * Creates, updates and restores assets inside the caller's transaction; see `saveEntities` for what it does and throws.
 * The audit record it writes holds the end of the audit chain until that transaction ends: call it once per transaction,
 * and take no further locks on assets after it.
 */
export async function saveEntitiesIn(
  deps: CatalogTxDeps,
  principal: Principal,
  request: SaveRequest,
): Promise<MutationResult> {
  requireOneTagMode(request);
  const authority = await gatherAuthority(deps, deps.tx, principal);
  const drafts = readEntities(deps.types, request.entities);
  for (let made = 0; made < attemptsMax; made += 1) {
    // The time is read anew: what is planned again is written later than what it waited for.
    const now = deps.clock.now().getTime();
    const scope: SaveScope = { tx: deps.tx, types: deps.types, authority, username: principal.username, now };
    const result = await attempt(scope, drafts, principal);
    if (result !== null) return result;
  }
  throw new CatalogError(
    'state_conflict',
    'the assets kept changing while they were being saved; send the request again',
  );
}

/**
 * Creates, updates and restores assets in one transaction (Atlan wire: POST of `entity/bulk`).
 * An asset is found by its guid, or by type and qualified name in any state; otherwise it is created. Only what is sent
 * changes; what does not really change is not reported. Links show on both ends, and the other ends whose links change
 * are reported as updated, once.
 * Throws `field_invalid`, `attribute_missing`, `type_unknown`, `tag_unknown`, `too_many_entities`, `reference_unresolved`,
 * `asset_not_found`, `asset_unique_attribute_not_found`, `permission_denied`, `connection_admin_required`, `admins_empty`,
 * `already_exists`, `operation_unsupported`, `state_conflict`. Then nothing is saved.
 */
export async function saveEntities(
  deps: CatalogDeps,
  principal: Principal,
  request: SaveRequest,
): Promise<MutationResult> {
  const { clock, types } = deps;
  return retryTransaction(deps.db, (tx) => saveEntitiesIn({ tx, clock, types }, principal, request));
}
