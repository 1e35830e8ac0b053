import { CatalogError, isGuid } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';

/** What a person may be in the workspace. */
export type PersonRole = 'admin' | 'member' | 'guest';

/** A person as stored; never a service account, never one that was removed. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly role: PersonRole;
  readonly state: 'active' | 'disabled';
  readonly email: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly hasPassword: boolean;
}

const personRows = sql<Person>`
  SELECT actor.id, actor.username, actor.role, actor.state, account.email,
         account.first_name AS "firstName", account.last_name AS "lastName", account.attributes,
         account.password_hash IS NOT NULL AS "hasPassword"
  FROM actor JOIN local_account AS account ON account.actor_id = actor.id
  WHERE actor.kind = 'user' AND actor.state <> 'deleted'`;

export function userNotFound(id: string): CatalogError {
  return new CatalogError('record_not_found', `there is no user \`${id}\``);
}

/** The person with this id, whatever text that is; `null` for service accounts and removed people too. */
export async function findPerson(db: Db | Tx, id: string): Promise<Person | null> {
  if (!isGuid(id)) return null;
  const { rows } = await sql<Person>`${personRows} AND actor.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** The person with this e-mail address, in whatever letter case. */
export async function findPersonByEmail(db: Db | Tx, email: string): Promise<Person | null> {
  const { rows } = await sql<Person>`${personRows} AND lower(account.email) = lower(${email})`.execute(db);
  return rows[0] ?? null;
}

/**
 * The person, whose row the transaction then holds: two changes of one person follow one another. Throws `record_not_found`.
 * The lock and the read are two statements, so that the read sees what whoever held the person before has committed.
 */
export async function holdPerson(tx: Tx, id: string): Promise<Person> {
  if (!isGuid(id)) throw userNotFound(id);
  await tx.selectFrom('actor').select('id').where('id', '=', id).forNoKeyUpdate().execute();
  const person = await findPerson(tx, id);
  if (person === null) throw userNotFound(id);
  return person;
}

/** The active person of that name. Throws `field_invalid` at `path`. */
export async function getActivePerson(tx: Tx, username: string, path: string): Promise<Person> {
  // PostgreSQL refuses a text with NUL as a fault of the statement; no name has one.
  const name = username.replaceAll('\u0000', '\ufffd');
  const { rows } = await sql<Person>`
    ${personRows} AND actor.username = ${name} AND actor.state = 'active'`.execute(tx);
  const [person] = rows;
  if (person !== undefined) return person;
  const message = `there is no active user \`${username}\``;
  throw new CatalogError('field_invalid', `${path}: ${message}`, { details: [{ path, message }] });
}
