import { CatalogError, requireNoProblems, type Problem } from '../../foundation/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { emailProblems } from './local-user-problems.ts';
import type { Person } from './person.ts';

/** The profile lists that a person or an admin may write; the others (`invitedAt` …) are the server's. */
export const profileLists = ['designation', 'skills', 'slack', 'jira', 'profileRole', 'profileRoleOther', 'flags'];

/** What is absent stays. */
export interface PersonChanges {
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly email?: string | undefined;
  /** Lists by name; a list that is not named stays, one that nobody may write is passed over. */
  readonly attributes?: Readonly<Record<string, readonly string[]>> | undefined;
}

const nameLengthMax = 255;
const listLengthMax = 100;
const entryLengthMax = 1000;

function nameProblems(path: string, name: string | undefined): Problem[] {
  if (name === undefined || (name.length <= nameLengthMax && !name.includes('\u0000'))) return [];
  return [{ path, message: `must be a text of at most ${nameLengthMax} characters` }];
}

function listProblems([name, values]: readonly [string, readonly string[]]): Problem[] {
  const fits = values.every((value) => value.length <= entryLengthMax && !value.includes('\u0000'));
  if (fits && values.length <= listLengthMax) return [];
  const message = `must be a list of at most ${listLengthMax} texts of at most ${entryLengthMax} characters`;
  return [{ path: `attributes.${name}`, message }];
}

/** Everything that is wrong with the names of a person, at once. */
export function personNameProblems(names: Pick<PersonChanges, 'firstName' | 'lastName'>): Problem[] {
  return [...nameProblems('firstName', names.firstName), ...nameProblems('lastName', names.lastName)];
}

function writableLists(attributes: PersonChanges['attributes']): [string, readonly string[]][] {
  return Object.entries(attributes ?? {}).filter(([name]) => profileLists.includes(name));
}

async function requireFreeEmail(tx: Tx, person: Person, email: string): Promise<void> {
  const { rows } = await sql`
    SELECT FROM local_account WHERE lower(email) = lower(${email}) AND actor_id <> ${person.id}`.execute(tx);
  if (rows.length > 0) throw new CatalogError('already_exists', `the e-mail address \`${email}\` is taken`);
}

/**
 * Changes the profile of a person whose row the transaction holds. A new address counts as not verified.
 * Throws `field_invalid` with everything that is wrong, `already_exists` for an address of somebody else.
 */
export async function updatePerson(tx: Tx, person: Person, changes: PersonChanges): Promise<void> {
  const lists = writableLists(changes.attributes);
  requireNoProblems('field_invalid', [
    ...personNameProblems(changes),
    ...(changes.email === undefined ? [] : emailProblems(changes.email)),
    ...lists.flatMap(listProblems),
  ]);
  if (changes.email !== undefined) await requireFreeEmail(tx, person, changes.email);
  await tx
    .updateTable('local_account')
    .set({
      first_name: changes.firstName ?? person.firstName,
      last_name: changes.lastName ?? person.lastName,
      attributes: JSON.stringify({ ...person.attributes, ...Object.fromEntries(lists) }),
      ...(changes.email === undefined ? {} : { email: changes.email, email_verified: false }),
    })
    .where('actor_id', '=', person.id)
    .execute();
}
