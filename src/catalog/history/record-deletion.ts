import type { Tx } from '../../postgres/index.ts';
import type { AssetRow, DeleteType } from '../entities/asset-row.ts';
import { forgetHistory, writeHistory, type Author } from './history-entry.ts';

/** Assets that are archived or gone, as they were before. */
export interface Deletion {
  readonly rows: readonly AssetRow[];
  /** As it was asked for. COMPAT: `HARD` is `PURGE` without a trace in the history. */
  readonly deleteType: DeleteType;
}

/** Writes that assets were archived or purged. Call it after everything else that the deletion writes of them. */
export async function recordDeletion(tx: Tx, author: Author, { rows, deleteType }: Deletion): Promise<void> {
  if (deleteType === 'HARD') {
    await forgetHistory(
      tx,
      rows.map(({ guid }) => guid),
    );
    return;
  }
  await writeHistory(
    tx,
    author,
    rows.map((row) => ({
      ...{ subject: row, action: 'ENTITY_DELETE', detail: { status: 'DELETED', attributes: { name: row.name } } },
    })),
  );
}
