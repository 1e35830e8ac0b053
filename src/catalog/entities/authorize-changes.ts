import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import type { Action } from '../../policy/index.ts';
import type { AssetRow } from './asset-row.ts';
import { actionDenied } from './authority.ts';
import { isSameJson } from './compare-json.ts';
import { linkRightsOf, type EndRight } from './link-rights.ts';
import type { Link } from './link-store.ts';
import { isSameContent, type SavePlan } from './plan-save.ts';
import type { SaveScope } from './save-scope.ts';

/** An end of a link as it is now, or as it will be when the save creates it; `null` when it has gone meanwhile. */
interface End {
  readonly row: AssetRow | null;
  readonly isNew: boolean;
}

/** What every asset of a plan is looked up by. */
type Ends = (guid: string) => End;

/** SECURITY: what the actor may not read is not named, not even to say that it may not be changed. */
function linkDenied(scope: SaveScope, { row }: End, action: Action): CatalogError {
  if (row !== null && scope.authority.may('asset.read', row)) return actionDenied(scope.authority, action, row);
  const { username } = scope.authority.facts.principal;
  return new CatalogError('permission_denied', `\`${username}\` may not change what these assets are linked to`);
}

function holds({ authority }: SaveScope, { row }: End, right: EndRight): boolean {
  return right.length === 0 || (row !== null && right.some((action) => authority.may(action, row)));
}

function requireMayDraw(scope: SaveScope, link: Link, endOf: Ends): void {
  const rights = linkRightsOf(scope.types, link.typeName);
  const [end1, end2] = [endOf(link.end1), endOf(link.end2)];
  const needed: readonly (readonly [End, EndRight])[] = [
    [end1, end2.isNew ? rights.end1OfNew : rights.end1],
    [end2, rights.end2],
  ];
  for (const [end, right] of needed) {
    if ((end.isNew && !rights.alsoOfNew) || holds(scope, end, right)) continue;
    throw linkDenied(scope, end, right[0] ?? 'asset.update');
  }
}

function requireMayCut(scope: SaveScope, link: Link, endOf: Ends): void {
  const { end1: one, end2: other, removal } = linkRightsOf(scope.types, link.typeName);
  const [end1, end2] = [endOf(link.end1), endOf(link.end2)];
  if (removal !== 'either') {
    if (!holds(scope, end2, removal)) throw linkDenied(scope, end2, removal[0] ?? 'asset.update');
    return;
  }
  const mayCut = [
    { end: end1, right: one },
    { end: end2, right: other },
  ].some(({ end, right }) => right.length > 0 && holds(scope, end, right));
  if (!mayCut) throw linkDenied(scope, end2, other[0] ?? 'asset.update');
}

function isEmptyObject(value: JsonObject): boolean {
  return Object.keys(value).length === 0;
}

/** The actions that turning one row into the other takes, its links and tags apart. */
function actionsOf(before: AssetRow | null, after: AssetRow): Action[] {
  const metadata: readonly Action[] = ['asset.update-custom-metadata'];
  if (before === null) return isEmptyObject(after.businessAttributes) ? [] : [...metadata];
  return [
    ...(isSameContent(before, after) ? [] : (['asset.update'] as const)),
    ...(isSameJson(before.businessAttributes, after.businessAttributes) ? [] : metadata),
  ];
}

/**
 * Throws `permission_denied` unless the actor holds what each change of the plan takes: `asset.update` for an asset that will say
 * something else, an action of its own for custom metadata, and for links what `link-rights` says of either end. Terms alone
 * therefore need no right to change the asset, and the right to change it brings no terms. What does not change takes nothing.
 * `held` are the rows of the plan as they are now, locked.
 */
export function authorizeChanges(scope: SaveScope, plan: SavePlan, held: ReadonlyMap<string, AssetRow>): void {
  const created = new Map(plan.creates.map((row) => [row.guid, row]));
  const changes = [
    ...plan.creates.map((after) => ({ before: null, after })),
    ...plan.updates.map(({ before, after }) => ({ before, after })),
  ];
  for (const { before, after } of changes) {
    const row = before ?? after;
    const denied = actionsOf(before, after).find((action) => !scope.authority.may(action, row));
    if (denied !== undefined) throw actionDenied(scope.authority, denied, row);
  }
  const endOf: Ends = (guid) => ({ row: created.get(guid) ?? held.get(guid) ?? null, isNew: created.has(guid) });
  // A link whose own attributes change is in both lists: that takes what drawing it takes.
  const added = new Set(plan.links.added.map(({ guid }) => guid));
  for (const link of plan.links.added) requireMayDraw(scope, link, endOf);
  for (const link of plan.links.removed) if (!added.has(link.guid)) requireMayCut(scope, link, endOf);
}
