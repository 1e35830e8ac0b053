import { newGuid, requireNoProblems, type Problem } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { Tx } from '../../postgres/index.ts';
import type { WorkflowsDeps } from '../deps.ts';
import type { Credential } from '../package.ts';
import type { PayloadItem } from '../workflow-body.ts';
import { mergeCredential, openRow, originColumns, sealRow, type CredentialRow } from './credential-row.ts';
import { requireSecretsAnew } from './require-secrets-anew.ts';

export interface PayloadInput {
  readonly principal: Principal;
  readonly workflowId: string;
  readonly payload: readonly PayloadItem[];
  readonly at: Date;
}

/** The guids that stand for the placeholders of a workflow, the credentials behind them, and the act of storing these. */
export interface PayloadGuids {
  readonly replacements: ReadonlyMap<string, string>;
  /** The credentials of the payload as they will be stored. */
  readonly credentials: readonly Credential[];
  /** Call it once the row of the workflow is there. */
  store(): Promise<void>;
}

/**
 * Finds or makes the guid of every credential in the payload. Submitting a workflow again keeps the guids, so that connections
 * which name one as their default go on working; a payload without credentials keeps those the workflow has.
 * Throws `field_invalid` for one that is to go elsewhere with its stored secrets.
 */
export async function upsertPayload(
  { tx, vault }: Pick<WorkflowsDeps, 'vault'> & { readonly tx: Tx },
  { principal, workflowId, payload, at }: PayloadInput,
): Promise<PayloadGuids> {
  const rows = await tx
    .selectFrom('credential')
    .selectAll()
    .where('workflow_id', '=', workflowId)
    .orderBy('id')
    // A secret that is changed or wrapped anew meanwhile must not be undone by what was read before.
    .forNoKeyUpdate()
    .execute();
  const before = new Map<string, CredentialRow>(rows.map((row) => [row.parameter ?? '', row]));
  const replacements = new Map(rows.map((row) => [row.parameter ?? '', row.id]));
  for (const { parameter } of payload) if (!replacements.has(parameter)) replacements.set(parameter, newGuid());
  const problems: Problem[] = [];
  const items = payload.map(({ parameter, credential: input }, index) => {
    const old = before.get(parameter) ?? null;
    const guid = replacements.get(parameter) ?? newGuid();
    const stored = old === null ? null : openRow(vault, old);
    if (stored !== null) requireSecretsAnew(stored, input, { path: `payload[${index}].body`, problems });
    return { parameter, input, old, credential: mergeCredential(guid, input, stored) };
  });
  requireNoProblems('field_invalid', problems);
  const storeItem = async ({ parameter, input, old, credential }: (typeof items)[number]): Promise<void> => {
    const columns = sealRow(vault, { input, credential, before: old, at });
    const query =
      old === null
        ? tx.insertInto('credential').values({
            ...columns,
            ...originColumns(credential.guid, principal, at),
            ...{ workflow_id: workflowId, parameter },
          })
        : tx.updateTable('credential').set(columns).where('id', '=', credential.guid);
    await query.execute();
  };
  return {
    replacements,
    credentials: items.map(({ credential }) => credential),
    store: async () => {
      for (const item of items) await storeItem(item);
    },
  };
}
