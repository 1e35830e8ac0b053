import { isDeepStrictEqual } from 'node:util';
import { sql, type Tx } from '../../postgres/index.ts';
import { getApiToken, lockApiToken, type ApiTokenRecord } from './api-token.ts';
import { termColumns, type TokenTerms } from './term-columns.ts';
import { requireTokenTexts } from './token-texts.ts';

/** What is absent stays. Role and expiry cannot be changed: nobody raises their own. */
export interface ApiTokenChanges extends TokenTerms {
  readonly id: string;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly responsibleActorId?: string;
  /** The caller has changed the token's links in the same transaction, which is a change of the token. */
  readonly hasNewLinks?: boolean;
}

function isChanged(token: ApiTokenRecord, changes: ApiTokenChanges): boolean {
  const { id: _id, responsibleActorId, hasNewLinks = false, ...own } = changes;
  const differs = (Object.keys(own) as (keyof typeof own)[]).some(
    (key) => own[key] !== undefined && !isDeepStrictEqual(own[key], token[key]),
  );
  const hasNewPerson = responsibleActorId !== undefined && responsibleActorId !== token.responsible?.id;
  return differs || hasNewPerson || hasNewLinks;
}

/**
 * Changes a token inside the caller's transaction and holds its row until the end of it. Its version grows, unless everything
 * is as it was. Throws `record_not_found`, `field_invalid`.
 */
export async function updateApiToken(tx: Tx, changes: ApiTokenChanges): Promise<ApiTokenRecord> {
  requireTokenTexts(changes);
  const token = await lockApiToken(tx, changes.id);
  if (!isChanged(token, changes)) return token;
  const { displayName, description, responsibleActorId } = changes;
  await tx
    .updateTable('api_token')
    .set({
      version: sql<number>`version + 1`,
      display_name: displayName ?? token.displayName,
      description: description ?? token.description,
      ...(responsibleActorId === undefined ? {} : { responsible_actor_id: responsibleActorId }),
      ...termColumns(changes),
    })
    .where('id', '=', token.id)
    .execute();
  return getApiToken(tx, token.id);
}
