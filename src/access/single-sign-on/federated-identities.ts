import { recordAudit } from '../../audit/index.ts';
import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import {
  deleteFederatedIdentity,
  federatedIdentityProblems,
  findPerson,
  holdPerson,
  insertFederatedIdentity,
  listFederatedIdentities as listIdentities,
  type FederatedIdentity,
  type Principal,
} from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { type AccessDeps } from '../deps.ts';
import { governProviders, governSingleSignOn } from './govern-single-sign-on.ts';

/** A subject of an issuer, and the person that it is to be. */
export interface IdentityLink {
  /** The id of the person. */
  readonly userId: string;
  readonly issuer: string;
  readonly subject: string;
}

/** What providers know a person as. Throws `permission_denied`, `record_not_found`. */
export async function listFederatedIdentities(
  deps: AccessDeps,
  principal: Principal,
  userId: string,
): Promise<readonly FederatedIdentity[]> {
  await governSingleSignOn(deps.db, principal);
  const person = await findPerson(deps.db, userId);
  if (person === null) throw new CatalogError('record_not_found', `there is no user \`${userId}\``);
  return listIdentities(deps.db, person.id);
}

/**
 * Lets who is this subject at this issuer sign in as this person. Throws `permission_denied`, `record_not_found`, `field_invalid`,
 * `already_exists`.
 */
export async function linkFederatedIdentity(
  deps: AccessDeps,
  principal: Principal,
  { userId, issuer, subject }: IdentityLink,
): Promise<FederatedIdentity> {
  return retryTransaction(deps.db, async (tx) => {
    await governProviders(tx, principal);
    requireNoProblems('field_invalid', federatedIdentityProblems({ issuer, subject }));
    const person = await holdPerson(tx, userId);
    const identity = await insertFederatedIdentity(tx, {
      issuer,
      subject,
      actorId: person.id,
      createdBy: principal.username,
    });
    await recordAudit(tx, {
      actor: principal,
      action: 'federated-identity.link',
      objectKind: 'actor',
      objectId: person.id,
      detail: { username: person.username, issuer, subject },
    });
    return identity;
  });
}

/** The subject is nobody here any more; sessions that it began go on. Throws `permission_denied`, `record_not_found`. */
export async function unlinkFederatedIdentity(
  deps: AccessDeps,
  principal: Principal,
  { userId, issuer, subject }: IdentityLink,
): Promise<void> {
  await retryTransaction(deps.db, async (tx) => {
    await governProviders(tx, principal);
    const person = await holdPerson(tx, userId);
    const isGone = await deleteFederatedIdentity(tx, { issuer, subject, actorId: person.id });
    if (!isGone)
      throw new CatalogError('record_not_found', `\`${person.username}\` is not that subject of that issuer`);
    await recordAudit(tx, {
      actor: principal,
      action: 'federated-identity.unlink',
      objectKind: 'actor',
      objectId: person.id,
      detail: { username: person.username, issuer, subject },
    });
  });
}
