import { requireCapability } from '../../access/index.ts';
import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { Db, Tx } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { renderCredential, type CredentialRow } from './credential-row.ts';

/** The row of a credential, or `record_not_found`. */
export async function getCredentialRow(
  db: Db | Tx,
  guid: string,
): Promise<CredentialRow & { readonly creator: string }> {
  const row = /^[0-9a-f-]{36}$/i.test(guid)
    ? await db
        .selectFrom('credential')
        .innerJoin('actor', 'actor.id', 'credential.created_by')
        .selectAll('credential')
        .select('actor.username as creator')
        .where((build) => build(build.cast<string>('credential.id', 'text'), '=', guid.toLowerCase()))
        .executeTakeFirst()
    : undefined;
  if (row === undefined) throw new CatalogError('record_not_found', `credential \`${guid}\` does not exist`);
  return row;
}

/** One credential without its secrets (Atlan wire, get). Throws `permission_denied`, `record_not_found`. */
export async function getCredential(
  { db, vault }: Pick<WorkflowsDeps, 'db' | 'vault'>,
  principal: Principal,
  guid: string,
): Promise<JsonObject> {
  requireCapability(principal, 'credential.manage');
  const row = await getCredentialRow(db, guid);
  return renderCredential(vault, row, row.creator);
}
