import { CatalogError, invariant, newGuid } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { findApiToken, type ApiTokenRecord } from './api-token.ts';
import { insertSecret } from '../secrets/insert-secret.ts';
import { serviceAccountPrefix, type Role, type TokenScopes } from '../principal.ts';
import { requireTokenTexts } from './token-texts.ts';
import { termColumns } from './term-columns.ts';
import { parseValiditySeconds } from './token-validity.ts';

export interface NewApiToken {
  readonly displayName: string;
  readonly description: string;
  readonly role: Role;
  /** As on the wire; see `parseValiditySeconds`. */
  readonly validitySeconds?: number | null | undefined;
  /** The name of who made it. History only. */
  readonly createdBy: string;
  /** The person who answers for it; nobody when absent. */
  readonly responsibleActorId?: string | null;
  readonly scopes?: TokenScopes | null;
  /** In CIDR form, host bits clear. */
  readonly allowedNetworks?: readonly string[] | null;
  readonly requestsPerMinute?: number | null;
  readonly mayRotateItself?: boolean;
}

export interface InsertedApiToken {
  readonly token: ApiTokenRecord;
  /** The bearer. Shown to the caller once. */
  readonly secret: string;
}

function requireTokenRole(role: Role): void {
  if (role !== 'member' && role !== 'guest') return;
  throw new CatalogError(
    'field_invalid',
    `an API token cannot have role \`${role}\`; accepted: none, read, default, admin`,
  );
}

/**
 * Makes actor, token and secret together inside the caller's transaction. Whether the caller may, and may give this role,
 * is `access`'s to decide before. Throws `field_invalid`.
 */
export async function insertApiToken(tx: Tx, input: NewApiToken): Promise<InsertedApiToken> {
  requireTokenTexts(input);
  requireTokenRole(input.role);
  const validitySeconds = parseValiditySeconds(input.validitySeconds);
  const id = newGuid();
  const actorId = newGuid();
  const clientId = `apikey-${newGuid()}`;
  const username = serviceAccountPrefix + clientId;
  await tx
    .insertInto('actor')
    .values({ id: actorId, kind: 'token', username, role: input.role, created_by: input.createdBy })
    .execute();
  await tx
    .insertInto('api_token')
    .values({
      id,
      actor_id: actorId,
      client_id: clientId,
      display_name: input.displayName,
      description: input.description,
      validity_seconds: validitySeconds,
      expires_at: sql<Date | null>`now() + make_interval(secs => ${validitySeconds})`,
      responsible_actor_id: input.responsibleActorId ?? null,
      ...termColumns(input),
    })
    .execute();
  // The expiry is the token's, not the secret's: a secret that replaces this one inherits it.
  const { text } = await insertSecret(tx, { actorId, kind: 'api', lifetimeSeconds: null });
  const token = await findApiToken(tx, id);
  invariant(token !== null, 'a token just inserted is found');
  return { token, secret: text };
}
