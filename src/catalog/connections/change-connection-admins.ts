import {
  findNamedAdmins,
  getNamedAdmins,
  isWorkspaceOwner,
  listConnectionAdmins,
  recordConnectionAdmins,
  requireConnectionAdmin,
  requireConnectionChange,
  type AdminNames,
  type ConnectionAdmin,
  type ConnectionAdmins,
  type ExpectedVersions,
} from '../../access/index.ts';
import { recordAudit } from '../../audit/index.ts';
import { requireNoProblems } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import type { CatalogDeps, CatalogTxDeps } from '../deps.ts';
import { updateAssets } from '../entities/asset-store.ts';
import { actionDenied } from '../entities/authority.ts';
import { adminsOf } from '../entities/governed-writes.ts';
import { recordChanges } from '../history/entries-of-change.ts';
import { adminEntries } from './admin-entries.ts';
import { holdConnection, requireConnectionVersion, type HeldConnection } from './hold-connection.ts';

/** Who is to become, or to cease to be, admin of which connection. */
export interface AdminsChange {
  readonly kind: 'add' | 'remove';
  /** The guid or the qualified name of the connection. */
  readonly connection: string;
  readonly names: AdminNames;
  /** Where somebody is added, users, tokens and clients that no longer exist are taken off the list. */
  readonly dropsFormer?: true;
  /** Versions of the connection that the caller has seen; `null` when any will do. */
  readonly expected?: ExpectedVersions;
  /** In whose name it is done: who has asked for it. */
  readonly onBehalfOf?: Pick<Principal, 'actorId' | 'username'>;
}

/** What a change came to. `untouched` were there already, or were not there. */
export interface ChangedAdmins {
  readonly changed: readonly ConnectionAdmin[];
  readonly untouched: readonly ConnectionAdmin[];
  /** Taken off since nobody is behind them any more. */
  readonly dropped: readonly ConnectionAdmin[];
  /** Of the connection now; `null` when who changed it may not read it. */
  readonly version: number | null;
  readonly connection: { readonly guid: string; readonly qualifiedName: string };
}

const listOf = {
  user: 'adminUsers',
  token: 'adminUsers',
  client: 'adminUsers',
  group: 'adminGroups',
  role: 'adminRoles',
} as const;

function isListed(admins: ConnectionAdmins, { kind, name }: ConnectionAdmin): boolean {
  return admins[listOf[kind]].includes(name);
}

function changedLists(before: ConnectionAdmins, { change, changed, dropped }: Writing) {
  const namesIn = (list: (typeof listOf)[keyof typeof listOf], admins: readonly ConnectionAdmin[]): string[] =>
    admins.filter((admin) => listOf[admin.kind] === list).map(({ name }) => name);
  const listAfter = (list: (typeof listOf)[keyof typeof listOf]): string[] => {
    const [names, former] = [namesIn(list, changed), namesIn(list, dropped)];
    const gone = change.kind === 'add' ? former : names;
    return [...before[list].filter((name) => !gone.includes(name)), ...(change.kind === 'add' ? names : [])];
  };
  return {
    adminUsers: listAfter('adminUsers'),
    adminGroups: listAfter('adminGroups'),
    adminRoles: listAfter('adminRoles'),
  };
}

/**
 * Whether or not there is anything to change.
 * SECURITY: a removal hands nothing on, but takes the right to change the connection all the same: a guest never writes.
 */
function requireMayChange({ row, authority }: HeldConnection): void {
  if (isWorkspaceOwner(authority.facts)) return;
  requireConnectionAdmin(authority.facts, row.qualifiedName);
  if (!authority.may('asset.update', row)) throw actionDenied(authority, 'asset.update', row);
}

function requireSomebody(names: AdminNames): void {
  if (Object.values(names).some((list: readonly string[]) => list.length > 0)) return;
  const message = 'name somebody in `users`, `groups`, `roles` or `tokens`';
  requireNoProblems('field_invalid', [{ path: '', message }]);
}

interface Writing {
  readonly held: HeldConnection;
  readonly change: AdminsChange;
  readonly changed: readonly ConnectionAdmin[];
  readonly dropped: readonly ConnectionAdmin[];
}

/** Users, tokens and clients in the list behind whom nobody is; groups and roles may be filled again. */
async function findFormer({ tx }: CatalogTxDeps, { row }: HeldConnection): Promise<readonly ConnectionAdmin[]> {
  const admins = await listConnectionAdmins(tx, row.guid);
  return admins.filter(({ kind, isLiving }) => listOf[kind] === 'adminUsers' && !isLiving);
}

/** INVARIANT: the asset shows the admins that decisions are made from; both change here, together. */
async function write(deps: CatalogTxDeps, principal: Principal, writing: Writing): Promise<number> {
  const { tx, clock } = deps;
  const { held, change, changed } = writing;
  const { row, authority } = held;
  const before = adminsOf(row);
  const lists = changedLists(before, writing);
  await requireConnectionChange({ tx }, authority.facts, { ...before, ...lists });
  if (changed.length === 0) return row.version;
  const version = row.version + 1;
  const author = { username: principal.username, now: clock.now().getTime() };
  const mark = { updatedBy: author.username, updateTime: author.now, version };
  const after = { ...row, ...mark, attributes: { ...row.attributes, ...lists } };
  await updateAssets(tx, [after]);
  await recordChanges(tx, author, [{ before: row, after }]);
  await recordConnectionAdmins({ tx }, { ...before, ...lists });
  const asked = change.onBehalfOf === undefined ? {} : { onBehalfOf: change.onBehalfOf };
  for (const entry of adminEntries(principal, { before: row, after })) await recordAudit(tx, { ...entry, ...asked });
  return version;
}

/**
 * Adds admins to a connection, or removes some, and leaves all others alone: of two that do so at one moment neither loses anything. To be
 * there already, or not to be there, is no fault. The owner of the workspace may do it to a connection that is hidden from them.
 * Throws `asset_not_found`, `asset_unique_attribute_not_found`; `precondition_failed`; `field_invalid` for nobody, and for
 * every name that nobody has; `connection_admin_required`; `permission_denied` (no right to change the connection or, to add, to
 * all beneath it; an API token itself); `admins_empty` when no living admin would be left.
 */
export async function changeConnectionAdmins(
  deps: CatalogDeps,
  principal: Principal,
  change: AdminsChange,
): Promise<ChangedAdmins> {
  const { clock, types } = deps;
  return retryTransaction(deps.db, (tx) => changeConnectionAdminsIn({ tx, clock, types }, principal, change));
}

/** The same inside the caller's transaction; it writes the audit record, so call it late. */
export async function changeConnectionAdminsIn(
  deps: CatalogTxDeps,
  principal: Principal,
  change: AdminsChange,
): Promise<ChangedAdmins> {
  const held = await holdConnection(deps, principal, change.connection);
  requireMayChange(held);
  requireConnectionVersion(held, change.connection, change.expected ?? null);
  requireSomebody(change.names);
  const named = await (change.kind === 'add' ? getNamedAdmins : findNamedAdmins)(deps.tx, change.names);
  const before = adminsOf(held.row);
  const [changed, untouched] = [false, true].map((there) =>
    named.filter((admin) => isListed(before, admin) === (change.kind === 'add' ? there : !there)),
  );
  const isDropping = change.kind === 'add' && change.dropsFormer === true && changed?.length !== 0;
  const dropped = isDropping ? await findFormer(deps, held) : [];
  const version = await write(deps, principal, { held, change, changed: changed ?? [], dropped });
  const { guid, qualifiedName } = held.row;
  return {
    dropped,
    changed: changed ?? [],
    untouched: untouched ?? [],
    version: held.isReadable ? version : null,
    connection: { guid, qualifiedName },
  };
}
