import { recordAudit } from '../../audit/index.ts';
import { isGuid } from '../../foundation/index.ts';
import { transact, type Tx } from '../../postgres/index.ts';
import type { IdentityDeps } from '../deps.ts';
import { findPrincipal } from '../find-principal.ts';
import type { PersonRole } from '../people/person.ts';
import type { Principal, Role } from '../principal.ts';
import { findSecret } from '../secrets/find-secret.ts';
import type { RequestOrigin } from '../secrets/request-origin.ts';
import type { AuthenticatedClient } from './authenticate-client.ts';
import { insertClientToken, type IssuedAccessToken } from './issue-client-token.ts';
import { OauthRefusal } from './oauth-refusal.ts';

/** What a client asks: to act as a person, on the strength of its own access token. */
export interface TokenExchange {
  readonly client: AuthenticatedClient;
  /** The client's own access token, as text. */
  readonly subjectToken: string;
  /** The guid of the person. */
  readonly requestedSubject: string;
  readonly scope: string;
  readonly origin: RequestOrigin;
}

/** From the least to the most. */
const personRoles: readonly Role[] = ['guest', 'member', 'admin'];

function isWithin(role: Role, most: PersonRole): boolean {
  return personRoles.includes(role) && personRoles.indexOf(role) <= personRoles.indexOf(most);
}

/**
 * SECURITY: the subject token must be the client's own and nobody else's: neither a person's bearer that the client came by, nor one
 * that was itself exchanged, so the chain is never longer than one.
 */
async function requireOwnToken(deps: IdentityDeps, exchange: TokenExchange): Promise<void> {
  const { client, subjectToken: text, origin } = exchange;
  const status = await findSecret(deps, { text, kinds: ['usr'], origin });
  const isOwn =
    status.status === 'valid' &&
    status.principal.actorId === client.principal.actorId &&
    status.principal.act === undefined;
  if (!isOwn) throw new OauthRefusal('invalid_grant', 'subject_token is not a live access token of this client');
}

/** Holds the client's right to act until the transaction ends; whoever takes it away later finds the bearer and ends it. */
async function readRoleMax(tx: Tx, client: AuthenticatedClient): Promise<PersonRole> {
  const row = await tx
    .selectFrom('oauth_client')
    .where('actor_id', '=', client.principal.actorId)
    .select('exchange_role_max')
    .forShare()
    .executeTakeFirst();
  if (!row?.exchange_role_max) throw new OauthRefusal('unauthorized_client', 'this client may not act for people');
  return row.exchange_role_max;
}

/** One answer for unknown, switched off, not a person and too high: a client learns nothing about whom it may not act for. */
async function getSubject(tx: Tx, guid: string, roleMax: PersonRole): Promise<Principal> {
  // Holds the person's role and state: a change of either waits, and then ends the bearer.
  const held = isGuid(guid)
    ? await tx.selectFrom('actor').where('id', '=', guid).select('id').forShare().executeTakeFirst()
    : undefined;
  const found = held === undefined ? null : await findPrincipal(tx, held.id);
  const isFit =
    found !== null &&
    found.principal.kind === 'user' &&
    found.state === 'active' &&
    isWithin(found.principal.role, roleMax);
  if (!isFit) throw new OauthRefusal('invalid_target', 'this client may not act for the requested subject');
  return found.principal;
}

/**
 * Token exchange (RFC 8693): a bearer of ten minutes with which a client acts as a person. Every record of what it does names both.
 * Only for clients that an admin has given the right, only for active people up to the role that came with it.
 * Throws `OauthRefusal`.
 */
export async function exchangeToken(deps: IdentityDeps, exchange: TokenExchange): Promise<IssuedAccessToken> {
  await requireOwnToken(deps, exchange);
  const { client, requestedSubject, scope } = exchange;
  const { principal: acting, clientId, secretId: presentedId } = client;
  return transact(deps.db, async (tx) => {
    const subject = await getSubject(tx, requestedSubject, await readRoleMax(tx, client));
    const act = { actorId: acting.actorId, username: acting.username };
    const token = { actorId: subject.actorId, clientId, scope, presentedId, act };
    const { id, ...issued } = await insertClientToken(tx, token);
    await recordAudit(tx, {
      actor: acting,
      onBehalfOf: subject,
      action: 'token.exchange',
      objectKind: 'secret',
      objectId: id,
      detail: { clientId, subject: subject.username },
    });
    return issued;
  });
}
