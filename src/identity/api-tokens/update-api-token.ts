import { sql, type Tx } from '../../postgres/index.ts';
import { getApiToken, type ApiTokenRecord } from './api-token.ts';
import { requireTokenTexts } from './token-texts.ts';

/** What is absent stays. Role and expiry cannot be changed: nobody raises their own. */
export interface ApiTokenChanges {
  readonly id: string;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
}

/** Changes the texts of a token inside the caller's transaction. Throws `record_not_found`, `field_invalid`. */
export async function updateApiToken(tx: Tx, changes: ApiTokenChanges): Promise<ApiTokenRecord> {
  requireTokenTexts(changes);
  const { id } = await getApiToken(tx, changes.id);
  await tx
    .updateTable('api_token')
    .set({
      display_name: sql<string>`coalesce(${changes.displayName ?? null}, display_name)`,
      description: sql<string>`coalesce(${changes.description ?? null}, description)`,
    })
    .where('id', '=', id)
    .execute();
  return getApiToken(tx, id);
}
