import { recordAudit } from '../../audit/index.ts';
import { CatalogError, requireNoProblems, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction, sql } from '../../postgres/index.ts';
import { adminEntries } from '../connections/admin-entries.ts';
import { readContractDrafts } from '../contracts/read-contract-drafts.ts';
import type { CatalogDeps, CatalogTxDeps } from '../deps.ts';
import { recordSave } from '../history/record-save.ts';
import type { AssetRow } from './asset-row.ts';
import { insertAssets, lockAssets, touchAssets, updateAssets } from './asset-store.ts';
import { gatherAuthority } from './authority.ts';
import { authorizeChanges } from './authorize-changes.ts';
import { authorizeNamed, authorizeServerNamed } from './authorize-save.ts';
import { readEntities, type EntityDraft } from './entity-draft.ts';
import { findMoves, type Moves } from './find-moves.ts';
import { authorizePlaces, describePlaces, findPlaces } from './find-places.ts';
import { rankNewGlossaries, requireOneGlossary } from './glossary-rules.ts';
import { hangOnAssets, requireHostsKept } from './hang-on-asset.ts';
import { membershipEntries } from './govern-collection.ts';
import { governWrites } from './governed-writes.ts';
import { keepEdits, type KeptEdits } from './keep-edits.ts';
import { findLineageEnds, lineageRelationships, refreshLineageFlags } from './lineage-flag.ts';
import { deleteLinks, findLinks, insertLinks } from './link-store.ts';
import { withoutHiddenLinks } from './keep-hidden-links.ts';
import { renderMutation, type MutationResult } from './mutation-result.ts';
import { holdNesting, requireNoCircles } from './require-no-circles.ts';
import { authorizeMoves, listRelocations, placeMoved, relocateAssets, type Relocation } from './move-contents.ts';
import { linkProbes } from './plan-links.ts';
import { isEmptyPlan, planSave, type SavePlan } from './plan-save.ts';
import { resolveLinks } from './resolve-links.ts';
import { resolveTargets } from './resolve-targets.ts';
import type { SaveScope, SaveTargets } from './save-scope.ts';
import { nameTargets, requireParentsKept } from './server-names.ts';
import { customMetadataEntries } from '../custom-metadata/custom-metadata-entries.ts';
import { judgeCustomMetadata } from '../custom-metadata/judge-custom-metadata.ts';
import type { CustomMetadataMode } from '../custom-metadata/merge-custom-metadata.ts';
import { findTagPlans } from '../tags/find-tag-plans.ts';
import type { TagMode, TagPlan } from '../tags/plan-tags.ts';
import { requireKnownTags } from '../tags/require-known-tags.ts';
import { requireTagPlans, settleSavedTags } from '../tags/settle-saved-tags.ts';
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
  /** Of what speaks for a source, never of the wire: see `keepEdits`. */
  readonly keptEdits?: KeptEdits;
}

const attemptsMax = 8;
/** Further ones keep what they have: under steady changes somebody else would always be first. */
const lettingGoMax = 4;

interface Planned {
  readonly targets: SaveTargets;
  readonly plan: SavePlan;
  /** Stored assets on whose links the plan rests although the request does not name them. */
  readonly singles: ReadonlySet<string>;
  /** What lies beneath folders that move, with the names it gets. */
  readonly relocations: readonly Relocation[];
  readonly moves: Moves;
}

async function plan(scope: SaveScope, drafts: readonly EntityDraft[]): Promise<Planned> {
  const named = await resolveTargets(scope, await readContractDrafts(scope, drafts));
  authorizeNamed(scope, named);
  resolveLinks(scope, named);
  const targets = await findPlaces(scope, named);
  const moves = await findMoves(scope, targets);
  nameTargets(scope, targets, moves);
  hangOnAssets(scope, targets);
  authorizeServerNamed(scope, targets);
  authorizeMoves(scope, targets, moves);
  authorizePlaces(scope, targets);
  applyTypeRules(scope, targets);
  keepEdits(targets, scope.keptEdits);
  await rankNewGlossaries(scope.tx, targets);
  placeMoved(targets, moves);
  describePlaces(targets);
  const { probes, singles } = linkProbes(targets.list, (guid) => targets.byGuid.get(guid)?.existing === null);
  const stored = await withoutHiddenLinks(scope, targets, await findLinks(scope.tx, probes));
  const customMetadata = await judgeCustomMetadata(scope, targets.list);
  const made = planSave(scope, targets, { stored, tags: await findTagPlans(scope, targets), customMetadata });
  requireParentsKept(scope, targets, { links: made.links, moves });
  requireHostsKept(targets, made.links);
  requireOneGlossary(targets, made.links);
  return { targets, plan: made, singles, moves, relocations: listRelocations(targets, moves) };
}

/** The stored rows that a plan writes, or that must stay as they are for it. */
function rowsToHold({ plan: made, moves }: Pick<Planned, 'plan' | 'moves'>): Set<string> {
  return new Set([...made.updates.map(({ before }) => before.guid), ...moves.contents.keys(), ...made.touched]);
}

/**
 * Takes every stored row that will be written and says whether the plan still holds: rows it was computed from must not have
 * changed meanwhile. A container that only gains or loses a member must merely exist under its name, so that many saves beneath one
 * schema need not plan again because of each other. What lies in a folder that moves must be as it was found, down to the last
 * query: whoever puts something there, or moves a folder into one of those, changes one of their versions. `null` when it does not hold.
 */
async function hold(
  scope: SaveScope,
  { plan: made, targets, singles, moves }: Planned,
): Promise<Map<string, AssetRow> | null> {
  const known = new Map(made.updates.map(({ before }) => [before.guid, before.version]));
  for (const guid of singles) known.set(guid, targets.rowsByGuid.get(guid)?.version ?? 0);
  const contents = [...moves.contents.values()].filter(({ guid }) => !known.has(guid));
  for (const { guid, version } of contents) known.set(guid, version);
  const wanted = rowsToHold({ plan: made, moves });
  const held = await lockAssets(scope.tx, [...wanted]);
  for (const guid of wanted) {
    const row = held.get(guid);
    if (row === undefined || (known.has(guid) && known.get(guid) !== row.version)) return null;
    const planned = targets.rowsByGuid.get(guid);
    if (planned !== undefined && planned.qualifiedName !== row.qualifiedName) return null;
  }
  return held;
}

/** PostgreSQL's code for a key that is already taken. */
function isKeyTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}

async function writeRows(scope: SaveScope, { plan: made, relocations }: Planned): Promise<void> {
  const { tx, username, now } = scope;
  const { creates, updates, links, touched } = made;
  await insertAssets(tx, creates);
  await updateAssets(
    tx,
    updates.map(({ after }) => after),
  );
  await deleteLinks(tx, links.removed);
  await insertLinks(tx, links.added);
  const taken = new Set(relocations.map(({ guid }) => guid));
  const marked = touched.filter((guid) => !taken.has(guid));
  await touchAssets(tx, marked, { updatedBy: username, updateTime: now });
  await relocateAssets(tx, relocations, scope);
}

/** Writes the plan; `false` when someone else has created one of its assets meanwhile, and then the savepoint is to be gone back to. */
async function write(scope: SaveScope, planned: Planned): Promise<boolean> {
  try {
    await writeRows(scope, planned);
  } catch (error) {
    if (!isKeyTaken(error)) throw error;
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

/** What the new state entails beyond the rows that were asked for. Gives the assets whose tags are others than before. */
async function settle(
  scope: SaveScope,
  made: SavePlan,
  held: ReadonlyMap<string, AssetRow>,
): Promise<ReadonlySet<string>> {
  await requireNoCircles(scope.tx, scope.types, made);
  await requireUniqueNames(scope.tx, made);
  const retagged = await settleSavedTags(scope, made, held);
  await refreshLineageFlags(scope.tx, await findLineageChanges(scope, made));
  await governWrites(scope, made);
  return retagged;
}

/** What the record says of the tags of one asset: internal names. */
function tagEntry({ guid, added, updated, removed }: TagPlan): JsonObject {
  return { guid, added, updated, removed };
}

async function audit(scope: SaveScope, principal: Principal, { plan: made, relocations }: Planned): Promise<void> {
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
      ...(relocations.length === 0 ? {} : { relocated: relocations.map(({ guid }) => guid) }),
      linksAdded: made.links.added.length,
      linksRemoved: made.links.removed.length,
      ...(made.tags.length === 0 ? {} : { tags: made.tags.map(tagEntry) }),
      ...customMetadataEntries(made),
    },
  });
  const changed = [...made.creates.map((after) => ({ before: null, after })), ...made.updates];
  for (const change of changed.filter(({ after }) => after.typeName === 'Collection')) {
    for (const entry of membershipEntries(principal, change)) await recordAudit(scope.tx, entry);
  }
  for (const change of changed.filter(({ after }) => after.typeName === 'Connection')) {
    for (const entry of adminEntries(principal, change)) await recordAudit(scope.tx, entry);
  }
}

async function beginWriting({ tx }: SaveScope): Promise<void> {
  await sql`SAVEPOINT catalog_save`.execute(tx);
}

/** Undoes what was written since, and lets go of the rows that were taken since. */
async function goBack({ tx }: SaveScope): Promise<null> {
  await sql`ROLLBACK TO SAVEPOINT catalog_save`.execute(tx);
  return null;
}

interface Attempt {
  readonly drafts: readonly EntityDraft[];
  readonly principal: Principal;
  /** The rows that earlier attempts wanted: this one takes them before it plans, and adds what it wants beyond them. */
  readonly ahead: Set<string>;
  /** Whether a plan that does not hold lets go of every row. Who kept them would wait for others out of order, and end in a deadlock. */
  readonly letsGo: boolean;
}

/** `null`, with nothing written, when the plan did not hold. */
async function attempt(
  scope: SaveScope,
  { drafts, principal, ahead, letsGo }: Attempt,
): Promise<MutationResult | null> {
  const isAgain = ahead.size > 0;
  if (isAgain && letsGo) await beginWriting(scope);
  if (isAgain) await lockAssets(scope.tx, [...ahead]);
  const planned = await plan(scope, drafts);
  if (isEmptyPlan(planned.plan))
    return renderMutation(scope, planned.targets, { ...planned, held: new Map(), retagged: new Set() });
  const further = [...rowsToHold(planned)].filter((guid) => !ahead.has(guid));
  for (const guid of further) ahead.add(guid);
  if (isAgain && letsGo && further.length > 0) return goBack(scope);
  await holdNaming(scope.tx, planned.plan);
  await holdNesting(scope.tx, scope.types, planned.plan);
  if (!isAgain) await beginWriting(scope);
  const held = await hold(scope, planned);
  if (held === null) return letsGo ? goBack(scope) : null;
  authorizeChanges(scope, planned.plan, held);
  await requireTagPlans(scope, planned.plan, held);
  if (!letsGo) await beginWriting(scope);
  if (!(await write(scope, planned))) return goBack(scope);
  await recordSave(scope, planned, held);
  const retagged = await settle(scope, planned.plan, held);
  const result = await renderMutation(scope, planned.targets, { ...planned, held, retagged });
  await audit(scope, principal, planned);
  return result;
}

function requireOneTagMode(request: SaveRequest): void {
  const modes = [request.replaceTags, request.replaceClassifications, request.appendTags].filter(Boolean);
  if (modes.length < 2) return;
  requireNoProblems('field_invalid', [
    { path: '', message: 'only one of `replaceTags`, `replaceClassifications` and `appendTags` can be true' },
  ]);
}

function tagModeOf({ replaceTags, replaceClassifications, appendTags }: SaveRequest): TagMode {
  if (appendTags === true) return 'append';
  return replaceTags === true || replaceClassifications === true ? 'replace' : 'ignore';
}

function customMetadataModeOf(request: SaveRequest): CustomMetadataMode {
  if (request.replaceBusinessAttributes !== true) return 'ignore';
  return request.overwriteBusinessAttributes === true ? 'overwrite' : 'merge';
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
  await requireKnownTags(
    deps.tx,
    drafts.map(({ tags }) => tags),
  );
  const { tx, types } = deps;
  const { username } = principal;
  const tagMode = tagModeOf(request);
  const customMetadataMode = customMetadataModeOf(request);
  const { keptEdits = {} } = request;
  const ahead = new Set<string>();
  for (let made = 0; made < attemptsMax; made += 1) {
    // The time is read anew: what is planned again is written later than what it waited for.
    const now = deps.clock.now().getTime();
    const scope: SaveScope = { tx, types, authority, username, now, tagMode, customMetadataMode, keptEdits };
    const result = await attempt(scope, { drafts, principal, ahead, letsGo: made < lettingGoMax });
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
 * Throws `field_invalid`, `attribute_missing`, `type_unknown`, `tag_unknown`, `custom_metadata_unknown`,
 * `custom_metadata_attribute_unknown`, `too_many_entities`, `reference_unresolved`,
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
