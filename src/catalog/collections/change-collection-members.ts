import {
  findNamedAdmins,
  getNamedAdmins,
  listCollectionMembers,
  memberListNames,
  memberLists,
  recordCollectionMembers,
  requireCollectionChange,
  type AdminNames,
  type CollectionEntry,
  type CollectionMembers,
  type ExpectedVersions,
  type MemberList,
} from '../../access/index.ts';
import { recordAudit } from '../../audit/index.ts';
import { CatalogError, isCatalogError, requireNoProblems, type Problem } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import type { CatalogDeps, CatalogTxDeps } from '../deps.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { updateAssets } from '../entities/asset-store.ts';
import { actionDenied } from '../entities/authority.ts';
import { collectionMembersOf, membershipEntries } from '../entities/govern-collection.ts';
import { recordChanges } from '../history/entries-of-change.ts';
import { holdCollection, type HeldCollection } from './hold-collection.ts';

/** People by username, groups by name or id, API tokens and OAuth clients by username, client id or guid. */
export type MemberNames = Omit<AdminNames, 'roles'>;

/** Who is to become, or to cease to be, editor or viewer of which collection. */
export interface MembersChange {
  readonly kind: 'add' | 'remove';
  /** The guid or the qualified name of the collection. */
  readonly collection: string;
  readonly editors: MemberNames;
  readonly viewers: MemberNames;
  /** Versions of the collection that the caller has seen; `null` when any will do. */
  readonly expected: ExpectedVersions;
}

/** What a change came to. `untouched` were there already, or were not there. */
export interface ChangedMembers {
  readonly changed: readonly CollectionEntry[];
  readonly untouched: readonly CollectionEntry[];
  /** Of the collection now. */
  readonly version: number;
}

const levels = { editors: 'editor', viewers: 'viewer' } as const;

function listOf({ level, kind }: CollectionEntry): MemberList {
  const subject = kind === 'group' ? 'group' : 'actor';
  return (
    memberListNames.find((list) => memberLists[list].level === level && memberLists[list].kind === subject) ??
    'viewerUsers'
  );
}

/** Whom the change names; names of nobody are told all at once when they are to be added. */
async function resolveNamed(tx: Tx, change: MembersChange): Promise<CollectionEntry[]> {
  const problems: Problem[] = [];
  const named: CollectionEntry[] = [];
  const resolve = change.kind === 'add' ? getNamedAdmins : findNamedAdmins;
  for (const at of ['editors', 'viewers'] as const) {
    const found = await resolve(tx, { ...change[at], roles: [] }).catch((error: unknown) => {
      if (!isCatalogError(error) || error.details.length === 0) throw error;
      problems.push(...error.details.map(({ path, message }) => ({ path: `${at}.${path}`, message })));
      return [];
    });
    named.push(...found.map((it) => ({ ...it, level: levels[at] })));
  }
  requireNoProblems('field_invalid', problems);
  return named;
}

function requireMayChange({ row, authority }: HeldCollection, { collection, expected }: MembersChange): void {
  if (!authority.may('asset.update', row)) throw actionDenied(authority, 'asset.update', row);
  if (expected === null || expected === 'any' || expected.includes(row.version)) return;
  throw new CatalogError('precondition_failed', `collection \`${collection}\` was changed meanwhile; read it again`);
}

function requireSomebody({ editors, viewers }: MembersChange): void {
  const named = [editors, viewers].flatMap(({ users, groups, tokens }) => [...users, ...groups, ...tokens]);
  if (named.length > 0) return;
  requireNoProblems('field_invalid', [{ path: '', message: 'name somebody in `editors` or `viewers`' }]);
}

/** Whoever made a collection reaches it by its path; their entry goes only once they are gone themselves. */
async function requireCreatorKept(tx: Tx, row: AssetRow, removed: readonly CollectionEntry[]): Promise<void> {
  const isCreator = ({ level, kind, name }: CollectionEntry) =>
    level === 'editor' && kind !== 'group' && name === row.createdBy;
  if (!removed.some(isCreator)) return;
  const listed = (await listCollectionMembers(tx, row.guid)).find(isCreator);
  if (listed?.isLiving !== true) return;
  const message = `\`${row.createdBy}\` made the collection and stays its editor`;
  requireNoProblems('field_invalid', [{ path: 'editors', message }]);
}

function listsAfter(
  row: AssetRow,
  kind: MembersChange['kind'],
  changed: readonly CollectionEntry[],
): CollectionMembers {
  const before = collectionMembersOf(row);
  const after = (list: MemberList): readonly string[] => {
    const names = changed.filter((entry) => listOf(entry) === list).map(({ name }) => name);
    return kind === 'add' ? [...before[list], ...names] : before[list].filter((name) => !names.includes(name));
  };
  const [adminUsers, adminGroups] = [after('adminUsers'), after('adminGroups')];
  return { ...before, adminUsers, adminGroups, viewerUsers: after('viewerUsers'), viewerGroups: after('viewerGroups') };
}

/** INVARIANT: the asset shows the members that decisions are made from; both change here, together. */
async function write(
  { tx, clock }: CatalogTxDeps,
  { row, authority }: HeldCollection,
  { members, principal }: { readonly members: CollectionMembers; readonly principal: Principal },
): Promise<number> {
  await requireCollectionChange({ tx }, authority.facts, members);
  const { adminUsers, adminGroups, viewerUsers, viewerGroups } = members;
  const attributes = { ...row.attributes, adminUsers, adminGroups, viewerUsers, viewerGroups };
  const version = row.version + 1;
  const author = { username: principal.username, now: clock.now().getTime() };
  const mark = { updatedBy: author.username, updateTime: author.now, version };
  const after = { ...row, ...mark, attributes };
  await updateAssets(tx, [after]);
  await recordChanges(tx, author, [{ before: row, after }]);
  await recordCollectionMembers({ tx }, members, (list) => `${memberLists[list].level}s`);
  for (const entry of membershipEntries(principal, { before: row, after })) await recordAudit(tx, entry);
  return version;
}

/**
 * Adds members to a collection, or removes some, and leaves all others alone: of two that do so at one moment neither loses anything. To be
 * there already, or not to be there, is no fault; editor and viewer are two lists, and who is in both is an editor.
 * Throws `asset_not_found`, `asset_unique_attribute_not_found`; `precondition_failed`; `field_invalid` for nobody, for every name that
 * nobody has, and for taking its maker out; `permission_denied` (not an editor, adding what one does not hold, an API token itself);
 * `admins_empty` when no living editor would be left.
 */
export async function changeCollectionMembers(
  { db, clock, types }: CatalogDeps,
  principal: Principal,
  change: MembersChange,
): Promise<ChangedMembers> {
  return retryTransaction(db, async (tx) => {
    const deps = { tx, clock, types };
    const held = await holdCollection(deps, principal, change.collection);
    requireMayChange(held, change);
    requireSomebody(change);
    const named = await resolveNamed(tx, change);
    const before = collectionMembersOf(held.row);
    const isThere = (entry: CollectionEntry) => before[listOf(entry)].includes(entry.name);
    const changed = named.filter((entry) => isThere(entry) === (change.kind === 'remove'));
    const untouched = named.filter((entry) => !changed.includes(entry));
    if (change.kind === 'remove') await requireCreatorKept(tx, held.row, changed);
    if (changed.length === 0) return { changed, untouched, version: held.row.version };
    const members = listsAfter(held.row, change.kind, changed);
    return { changed, untouched, version: await write(deps, held, { members, principal }) };
  });
}
