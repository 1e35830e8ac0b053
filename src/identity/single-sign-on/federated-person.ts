import { isCatalogError } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { createLocalUser } from '../people/create-local-user.ts';
import { emailProblems } from '../people/local-user-problems.ts';
import { findFreeUsername } from '../people/username-from-email.ts';
import type { ProvedClaims } from './exchange-code.ts';
import {
  findFederatedPerson,
  holdSubject,
  insertFederatedIdentity,
  type FederatedPerson,
} from './federated-identity.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { SingleSignOnRefusal } from './refusal.ts';

/** The person behind a subject, and whether this is the first time that they come. */
export interface FoundPerson extends FederatedPerson {
  readonly isNew: boolean;
}

const nameCharactersMax = 255;

function textClaim(claims: ProvedClaims['claims'], name: string): string | null {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (typeof value !== 'string' || value.trim() === '' || value.includes('\u0000')) return null;
  return value.trim().slice(0, nameCharactersMax).toWellFormed();
}

/** SECURITY: an address that the provider has not verified is anybody's claim and is not taken over. */
function verifiedEmail(claims: ProvedClaims['claims']): string | null {
  const email = textClaim(claims, 'email');
  return claims['email_verified'] === true && email !== null && emailProblems(email).length === 0 ? email : null;
}

/** What a user name is made from: the claim that the workspace chose, else the name part of the address. */
function nameSource(provider: IdentityProvider, claims: ProvedClaims['claims']): string {
  const name = textClaim(claims, provider.usernameClaim) ?? textClaim(claims, 'email') ?? 'user';
  return name.includes('@') ? name : `${name}@`;
}

async function requireFreeEmail(tx: Tx, email: string): Promise<void> {
  const { rows } = await sql`SELECT FROM local_account WHERE lower(email) = lower(${email})`.execute(tx);
  if (rows.length === 0) return;
  // SECURITY: never tied by address: whoever runs the provider could name any address. A person with the right to does it.
  throw new SingleSignOnRefusal(
    'account-exists',
    'an account has the verified e-mail address; an admin has to link it',
  );
}

async function createPerson(tx: Tx, provider: IdentityProvider, proved: ProvedClaims): Promise<FederatedPerson> {
  const { claims, subject } = proved;
  const { alias, issuer, role } = provider;
  const email = verifiedEmail(claims);
  if (email !== null) await requireFreeEmail(tx, email);
  const createdBy = `sso:${alias}`;
  const user = {
    username: await findFreeUsername(tx, nameSource(provider, claims)),
    role,
    passwordHash: null,
    firstName: textClaim(claims, 'given_name') ?? '',
    lastName: textClaim(claims, 'family_name') ?? '',
    createdBy,
  };
  const { actorId, username } = await createLocalUser(tx, email === null ? user : { ...user, email });
  if (email !== null) {
    await tx.updateTable('local_account').set({ email_verified: true }).where('actor_id', '=', actorId).execute();
  }
  await insertFederatedIdentity(tx, { issuer, subject, actorId, createdBy });
  return { actorId, username, role, state: 'active' };
}

/**
 * The person that a provider's subject is, made now if the provider may make people. Found by issuer and subject and by nothing else.
 * Throws `SingleSignOnRefusal`: `account-not-active`, `person-unknown`, `account-exists`.
 */
export async function getFederatedPerson(
  tx: Tx,
  provider: IdentityProvider,
  proved: ProvedClaims,
): Promise<FoundPerson> {
  const key = { issuer: provider.issuer, subject: proved.subject };
  await holdSubject(tx, key);
  const known = await findFederatedPerson(tx, key);
  if (known !== null) {
    if (known.state === 'active') return { ...known, isNew: false };
    const { actorId, username } = known;
    throw new SingleSignOnRefusal('account-not-active', `the account is ${known.state}`, { actorId, username });
  }
  if (!provider.createsUsers) throw new SingleSignOnRefusal('person-unknown', 'the subject is nobody here');
  try {
    return { ...(await createPerson(tx, provider, proved)), isNew: true };
  } catch (error) {
    if (!isCatalogError(error) || error.code !== 'already_exists') throw error;
    // Somebody else was given that name or address at this very moment; what was begun is rolled back.
    throw new SingleSignOnRefusal(
      'account-exists',
      'the user name or address was given to somebody else at this moment',
    );
  }
}
