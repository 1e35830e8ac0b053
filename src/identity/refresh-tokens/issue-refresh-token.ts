import { CatalogError, invariant, requireNoProblems, secretInText } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { insertSecret } from '../secrets/insert-secret.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import { findRefreshTokenBySecret, type RefreshTokenRecord } from './refresh-token.ts';

const nameCharactersMax = 255;
const daySeconds = 24 * 60 * 60;

/**
 * The name of a refresh token without the blanks around it. Throws `field_invalid` unless it has 1 to 255 characters.
 * SECURITY: names are listed and recorded; a token that is pasted into the wrong field must not stay there.
 */
export function readTokenName(text: string): string {
  const name = text.trim();
  // As code units first, so that a body's worth of text is not taken apart into characters.
  const isShort = name.length <= 2 * nameCharactersMax && [...name].length <= nameCharactersMax;
  const message = `must be a text of 1 to ${String(nameCharactersMax)} characters, not only blanks and not with a secret in it`;
  const isFit = name !== '' && isShort && !name.includes('\u0000') && name.search(secretInText) === -1;
  requireNoProblems('field_invalid', isFit ? [] : [{ path: 'name', message }]);
  return name;
}

export interface NewRefreshToken {
  readonly actorId: string;
  /** As `readTokenName` gives it. */
  readonly name: string;
  readonly lifespanDays: number;
  readonly regeneratedFrom?: number;
  readonly origin: RequestOrigin;
  /** What to throw for who is no active person. */
  readonly refuse?: () => CatalogError;
}

export interface IssuedRefreshToken {
  readonly token: RefreshTokenRecord;
  /** Shown to the caller once. */
  readonly secret: string;
}

function refusePerson(): CatalogError {
  return new CatalogError('permission_denied', 'only an active person has refresh tokens');
}

/**
 * Keeps a person as they are until the commit: one who is shut out at this moment must not come out of it with a token that outlives that.
 * Throws `permission_denied`, or what `refuse` makes, unless it is an active person.
 */
export async function keepActivePerson(tx: Tx, actorId: string, refuse = refusePerson): Promise<void> {
  const { rows } = await sql`
    SELECT FROM actor WHERE id = ${actorId} AND kind = 'user' AND state = 'active' FOR SHARE`.execute(tx);
  if (rows.length === 0) throw refuse();
}

/** Makes a refresh token of a person inside the caller's transaction, which records it. Throws as `keepActivePerson` does. */
export async function issueRefreshToken(tx: Tx, input: NewRefreshToken): Promise<IssuedRefreshToken> {
  const { actorId, name, lifespanDays, regeneratedFrom = null, origin, refuse } = input;
  await keepActivePerson(tx, actorId, refuse);
  const lifetimeSeconds = lifespanDays * daySeconds;
  const { id: secretId, text } = await insertSecret(tx, { actorId, kind: 'ref', lifetimeSeconds, origin });
  await tx
    .insertInto('refresh_token')
    .values({ actor_id: actorId, secret_id: secretId, name, regenerated_from: regeneratedFrom })
    .execute();
  const token = await findRefreshTokenBySecret(tx, secretId);
  invariant(token !== null, 'a refresh token just inserted is found');
  return { token, secret: text };
}
