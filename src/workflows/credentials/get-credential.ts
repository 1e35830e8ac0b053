import { hasCapability, requireCapability } from '../../access/index.ts';
import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { Db, Tx } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { credentialVisibility, gatherSight } from '../gather-sight.ts';
import { renderCredential, type CredentialRow } from './credential-row.ts';

/**
 * The row of a credential. SECURITY: one that is hidden from the actor is not found, in the words of one that does not exist:
 * `record_not_found`.
 */
export async function getCredentialRow(
  db: Db | Tx,
  principal: Principal,
  guid: string,
): Promise<CredentialRow & { readonly creator: string }> {
  const row = /^[0-9a-f-]{36}$/i.test(guid)
    ? await db
        .selectFrom('credential')
        .innerJoin('actor', 'actor.id', 'credential.created_by')
        .selectAll('credential')
        .select('actor.username as creator')
        .where(credentialVisibility(await gatherSight(db, principal)))
        .where((build) => build(build.cast<string>('credential.id', 'text'), '=', guid.toLowerCase()))
        .executeTakeFirst()
    : undefined;
  if (row === undefined) throw new CatalogError('record_not_found', `credential \`${guid}\` does not exist`);
  return row;
}

/**
 * The same, for who will change it or use its secrets: its maker, and who may read all. The admins of the connection only see it.
 * Throws `permission_denied`, `record_not_found`.
 */
export async function getOwnCredentialRow(
  db: Db | Tx,
  principal: Principal,
  guid: string,
): Promise<CredentialRow & { readonly creator: string }> {
  const row = await getCredentialRow(db, principal, guid);
  if (row.created_by === principal.actorId || hasCapability(principal, 'workflow.read-all')) return row;
  throw new CatalogError('permission_denied', `credential \`${guid}\` is for its maker or a workspace admin only`);
}

/**
 * The same, held until the transaction ends: as it is now, whoever changed it or wrapped it anew meanwhile.
 * Throws `permission_denied`, `record_not_found`.
 */
export async function holdOwnCredentialRow(
  tx: Tx,
  principal: Principal,
  guid: string,
): Promise<CredentialRow & { readonly creator: string }> {
  const { id, creator } = await getOwnCredentialRow(tx, principal, guid);
  const row = await tx.selectFrom('credential').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  if (row === undefined) throw new CatalogError('record_not_found', `credential \`${guid}\` does not exist`);
  return { ...row, creator };
}

/** One credential without its secrets (Atlan wire, get). Throws `permission_denied`, `record_not_found`. */
export async function getCredential(
  { db, vault }: Pick<WorkflowsDeps, 'db' | 'vault'>,
  principal: Principal,
  guid: string,
): Promise<JsonObject> {
  requireCapability(principal, 'credential.manage');
  const row = await getCredentialRow(db, principal, guid);
  return renderCredential(vault, row, row.creator);
}
