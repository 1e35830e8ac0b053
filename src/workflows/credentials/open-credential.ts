import { hasCapability } from '../../access/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import type { Credential } from '../package.ts';
import { openRow } from './credential-row.ts';

/** Who wants to use a credential, in a run of which workflow. */
export interface CredentialReader {
  readonly principal: Principal;
  readonly workflowId: string;
}

/**
 * The credential with its secrets, for the package that runs.
 * SECURITY: a parameter may name any guid, so the guid alone opens nothing: the credential has to come with the workflow, be the
 * actor's own, or the actor has to hold `workflow.read-all`. Otherwise it is not found, like one that does not exist.
 */
export async function openCredential(
  { db, vault }: Pick<WorkflowsDeps, 'db' | 'vault'>,
  { principal, workflowId }: CredentialReader,
  guid: string,
): Promise<Credential> {
  const isGuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(guid);
  const row = isGuid
    ? await db.selectFrom('credential').selectAll().where('id', '=', guid).executeTakeFirst()
    : undefined;
  const mayUse =
    row?.workflow_id === workflowId ||
    row?.created_by === principal.actorId ||
    hasCapability(principal, 'workflow.read-all');
  if (row === undefined || !mayUse || !row.is_active) {
    throw new CatalogError('record_not_found', `credential \`${guid}\` does not exist`);
  }
  return openRow(vault, row);
}
