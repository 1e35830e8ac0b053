import { CatalogError } from '../../foundation/index.ts';
import type { Tx } from '../../postgres/index.ts';
import type { WorkflowRow } from '../run-row.ts';

/**
 * Throws `operation_unsupported` for a workflow of the app surface, which is changed there only: its inputs would not be what runs any more.
 * To run, stop, search, give away and archive it there is one way for both surfaces.
 */
export async function requireNoApp(tx: Tx, { id, name }: WorkflowRow): Promise<void> {
  const app = await tx.selectFrom('app_workflow').select('app_id').where('workflow_id', '=', id).executeTakeFirst();
  if (app === undefined) return;
  throw new CatalogError(
    'operation_unsupported',
    `workflow \`${name}\` is of the app \`${app.app_id}\`; change it with PUT /api/service/v1/app/${name}`,
  );
}
