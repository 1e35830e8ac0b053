import { newGuid } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { Tx } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import type { PayloadItem } from '../workflow-body.ts';
import { mergeCredential, openRow, originColumns, sealRow, type CredentialRow } from './credential-row.ts';

export interface PayloadInput {
  readonly principal: Principal;
  readonly workflowId: string;
  readonly payload: readonly PayloadItem[];
  readonly at: Date;
}

/** The guids that stand for the placeholders of a workflow, and the act of storing the credentials behind them. */
export interface PayloadGuids {
  readonly replacements: ReadonlyMap<string, string>;
  /** Call it once the row of the workflow is there. */
  store(): Promise<void>;
}

/**
 * Finds or makes the guid of every credential in the payload. Submitting a workflow again keeps the guids, so that connections
 * which name one as their default go on working; a payload without credentials keeps those the workflow has.
 */
export async function upsertPayload(
  { tx, vault }: Pick<WorkflowsDeps, 'vault'> & { readonly tx: Tx },
  { principal, workflowId, payload, at }: PayloadInput,
): Promise<PayloadGuids> {
  const rows = await tx.selectFrom('credential').selectAll().where('workflow_id', '=', workflowId).execute();
  const before = new Map<string, CredentialRow>(rows.map((row) => [row.parameter ?? '', row]));
  const replacements = new Map(rows.map((row) => [row.parameter ?? '', row.id]));
  for (const { parameter } of payload) if (!replacements.has(parameter)) replacements.set(parameter, newGuid());
  const storeItem = async ({ parameter, credential: input }: PayloadItem): Promise<void> => {
    const old = before.get(parameter) ?? null;
    const guid = replacements.get(parameter) ?? newGuid();
    const credential = mergeCredential(guid, input, old === null ? null : openRow(vault, old));
    const columns = sealRow(vault, { input, credential, before: old, at });
    const query =
      old === null
        ? tx.insertInto('credential').values({
            ...columns,
            ...originColumns(guid, principal, at),
            ...{ workflow_id: workflowId, parameter },
          })
        : tx.updateTable('credential').set(columns).where('id', '=', guid);
    await query.execute();
  };
  return {
    replacements,
    store: async () => {
      for (const item of payload) await storeItem(item);
    },
  };
}
