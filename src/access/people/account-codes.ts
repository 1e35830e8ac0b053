import { recordAudit } from '../../audit/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import {
  holdPerson,
  insertAccountCode,
  type AccountCode,
  type AccountCodePurpose,
  type Person,
  type Principal,
} from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import { type AccessDeps } from '../deps.ts';
import { governPeople, requireMayLetIn } from './govern-people.ts';

function requireFitting(person: Person, purpose: AccountCodePurpose): void {
  if (person.state !== 'active') {
    throw new CatalogError('state_conflict', `\`${person.username}\` is disabled; enable the account first`);
  }
  if (purpose === 'invitation' && person.hasPassword) {
    throw new CatalogError('state_conflict', `\`${person.username}\` has a password already; reset it instead`);
  }
}

/**
 * A one-time code with which a person sets their password: an invitation is good for 7 days and only for who has none yet, a password reset
 * for one day. A newer code ends the one before.
 * Throws `permission_denied` (no `user.manage`, an API token), `record_not_found`, `state_conflict`.
 */
export async function createAccountCode(
  deps: AccessDeps,
  principal: Principal,
  input: { readonly userId: string; readonly purpose: AccountCodePurpose },
): Promise<AccountCode> {
  const { userId, purpose } = input;
  return retryTransaction(deps.db, async (tx) => {
    const facts = await governPeople(tx, principal, 'user.manage');
    requireMayLetIn(facts);
    const person = await holdPerson(tx, userId);
    requireFitting(person, purpose);
    const made = await insertAccountCode(tx, { actorId: person.id, purpose, createdBy: principal.username });
    await recordAudit(tx, {
      actor: principal,
      action: `${purpose}.create`,
      objectKind: 'actor',
      objectId: person.id,
      detail: { username: person.username, expiresAt: made.expiresAt.toISOString() },
    });
    return made;
  });
}
