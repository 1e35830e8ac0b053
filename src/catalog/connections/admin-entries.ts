import { kindOfUsername, type ConnectionAdmin } from '../../access/index.ts';
import type { AuditEntry } from '../../audit/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { textsOf } from '../entities/texts-of.ts';

interface ConnectionChange {
  readonly before: AssetRow | null;
  readonly after: AssetRow;
}

function adminsIn(row: AssetRow | null): readonly ConnectionAdmin[] {
  if (row === null) return [];
  const { attributes } = row;
  return [
    ...textsOf(attributes, 'adminUsers').map((name) => ({ kind: kindOfUsername(name), name })),
    ...textsOf(attributes, 'adminGroups').map((name) => ({ kind: 'group' as const, name })),
    ...textsOf(attributes, 'adminRoles').map((name) => ({ kind: 'role' as const, name })),
  ];
}

function without(
  some: readonly ConnectionAdmin[],
  others: readonly ConnectionAdmin[],
): { kind: string; name: string }[] {
  const known = new Set(others.map(({ kind, name }) => `${kind} ${name}`));
  return some.filter(({ kind, name }) => !known.has(`${kind} ${name}`)).map(({ kind, name }) => ({ kind, name }));
}

/**
 * What the audit record says of a connection whose admins changed, by whichever way: one entry for those who came, one for those who
 * went. A record that told of the asset alone would not say to whom rights were given.
 */
export function adminEntries(principal: Principal, { before, after }: ConnectionChange): AuditEntry[] {
  const [was, is] = [adminsIn(before), adminsIn(after)];
  const about = { actor: principal, objectKind: 'connection', objectId: after.guid };
  const { qualifiedName } = after;
  const [added, removed] = [without(is, was), without(was, is)];
  return [
    ...(added.length === 0 ? [] : [{ ...about, action: 'connection.add-admins', detail: { qualifiedName, added } }]),
    ...(removed.length === 0
      ? []
      : [{ ...about, action: 'connection.remove-admins', detail: { qualifiedName, removed } }]),
  ];
}
