import { requireCapability } from '../../access/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { getCredentialRow } from './get-credential.ts';

/**
 * Refuses to give out the secrets of a credential (Atlan wire, use). SECURITY: on this server packages work inside it and are handed what
 * their run may use; there is no worker elsewhere, no bearer of a run, and so nobody to whom this may be answered. The refusal is recorded.
 * Throws `permission_denied` always, `record_not_found` for a credential that does not exist or is hidden.
 */
export async function useCredential(
  { db }: Pick<WorkflowsDeps, 'db'>,
  principal: Principal,
  guid: string,
): Promise<never> {
  requireCapability(principal, 'credential.manage');
  await getCredentialRow(db, principal, guid);
  throw new CatalogError(
    'permission_denied',
    'the secrets of a credential are handed to runs inside the server, and to no client',
  );
}
