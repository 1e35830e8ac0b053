import { hasCapability } from '../../access/index.ts';
import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { sql, transact, type Tx } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import type { Credential } from '../package.ts';
import { openRow, type CredentialRow } from './credential-row.ts';

/** Who wants to use a credential, in which run of which workflow. */
export interface CredentialReader {
  readonly principal: Principal;
  readonly workflowId: string;
  readonly runId: string;
  readonly runName: string;
}

/**
 * Every use is counted, and the first in a run is recorded: a crawl opens its credential in each of its thousands of steps, and as many
 * records would say no more.
 */
async function recordUse(tx: Tx, { principal, runId, runName }: CredentialReader, row: CredentialRow): Promise<void> {
  const { rows } = await sql<{ times: number }>`
    INSERT INTO credential_use (credential_id, run_id, first_at, last_at) VALUES (${row.id}, ${runId}, now(), now())
    ON CONFLICT (credential_id, run_id) DO UPDATE SET times = credential_use.times + 1, last_at = now()
    RETURNING times`.execute(tx);
  if (rows[0]?.times !== 1) return;
  const object = { objectKind: 'credential', objectId: row.id } as const;
  const detail = { name: row.name, run: runName };
  await recordAudit(tx, { actor: principal, action: 'credential.use', ...object, detail });
}

/**
 * The credential with its secrets, for the package that runs; as it is now, so that a changed secret counts from the next step on.
 * SECURITY: a parameter may name any guid, so the guid alone opens nothing: the credential has to come with the workflow, be the
 * actor's own, or the actor has to hold `workflow.read-all`. Otherwise it is not found, like one that does not exist.
 * No secret is given out before its use is on record.
 */
export async function openCredential(
  { db, vault }: Pick<WorkflowsDeps, 'db' | 'vault'>,
  reader: CredentialReader,
  guid: string,
): Promise<Credential> {
  const { principal, workflowId } = reader;
  const isGuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(guid);
  return transact(db, async (tx) => {
    const row = isGuid
      ? await tx.selectFrom('credential').selectAll().where('id', '=', guid).forKeyShare().executeTakeFirst()
      : undefined;
    const mayUse =
      row?.workflow_id === workflowId ||
      row?.created_by === principal.actorId ||
      hasCapability(principal, 'workflow.read-all');
    if (row === undefined || !mayUse || !row.is_active) {
      throw new CatalogError('record_not_found', `credential \`${guid}\` does not exist`);
    }
    const credential = openRow(vault, row);
    await recordUse(tx, reader, row);
    return credential;
  });
}
