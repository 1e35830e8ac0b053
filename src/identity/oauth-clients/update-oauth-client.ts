import { sql, type Tx } from '../../postgres/index.ts';
import { requireTokenTexts } from '../api-tokens/token-texts.ts';
import type { PersonRole } from '../people/person.ts';
import { lockOauthClient, type OauthClientRecord } from './oauth-client.ts';

/** What is absent stays. */
export interface OauthClientChanges {
  readonly clientId: string;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  /** `null`: may act for nobody. */
  readonly exchangeRoleMax?: PersonRole | null | undefined;
  /** Holds for tokens that are issued from then on. */
  readonly signedTokenSeconds?: number | undefined;
  /** The name of who changes it. */
  readonly updatedBy: string;
}

/** Changes a client inside the caller's transaction, which holds it from then on. Throws `record_not_found`, `field_invalid`. */
export async function updateOauthClient(tx: Tx, changes: OauthClientChanges): Promise<OauthClientRecord> {
  const before = await lockOauthClient(tx, changes.clientId);
  const { displayName = before.displayName, description = before.description, updatedBy } = changes;
  const { exchangeRoleMax = before.exchangeRoleMax, signedTokenSeconds = before.signedTokenSeconds } = changes;
  requireTokenTexts({ displayName, description });
  await tx
    .updateTable('oauth_client')
    .set({
      ...{ display_name: displayName, description, updated_by: updatedBy },
      ...{ exchange_role_max: exchangeRoleMax, signed_token_seconds: signedTokenSeconds },
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', before.id)
    .execute();
  if (exchangeRoleMax !== before.exchangeRoleMax) await endDelegation(tx, before.actorId);
  return {
    ...before,
    displayName,
    description,
    exchangeRoleMax,
    signedTokenSeconds,
    updatedBy,
    updatedAt: await readUpdatedAt(tx, before.id),
  };
}

async function readUpdatedAt(tx: Tx, id: string): Promise<Date> {
  const row = await tx.selectFrom('oauth_client').where('id', '=', id).select('updated_at').executeTakeFirstOrThrow();
  return row.updated_at;
}

/** Ends every bearer with which a client acts for somebody. */
export async function endDelegation(tx: Tx, actorId: string): Promise<void> {
  await tx
    .updateTable('secret')
    .set({ retired_at: sql<Date>`now()` })
    .where('act_actor_id', '=', actorId)
    .where('retired_at', 'is', null)
    .execute();
}
