import { sql, type Db, type Tx } from '../../postgres/index.ts';
import type { ActorKind, Role } from '../principal.ts';

/** An actor by the number that stays with it, as clients know people that know no guid (Alation wire, users). */
export interface NumberedActor {
  readonly number: number;
  readonly id: string;
  readonly kind: ActorKind;
  readonly username: string;
  readonly role: Role;
  /** `null` for service accounts, and for people without one. */
  readonly email: string | null;
  readonly firstName: string;
  readonly lastName: string;
  /** What the profile gives as designation; `''` without. */
  readonly title: string;
  readonly createdAt: Date;
  readonly lastLoginAt: Date | null;
}

/** A text that a member has to be, or to hold. */
export interface TextTest {
  readonly how: 'is' | 'contains' | 'contains-in-any-case';
  /** One of them fits. */
  readonly texts: readonly string[];
}

/** Which people are listed: those that fit everything that is given. */
export interface PeopleFilter {
  readonly numbers?: readonly (readonly number[])[];
  readonly displayName?: readonly TextTest[];
  readonly email?: readonly TextTest[];
}

/** Which part of a list of people; in the order of their numbers unless told. */
export interface PeopleWindow {
  readonly skip: number;
  readonly limit: number;
  readonly sort?: { readonly field: 'id' | 'display_name' | 'email'; readonly descending: boolean };
}

const displayName = sql`coalesce(nullif(btrim(concat_ws(' ', account.first_name, account.last_name)), ''), actor.username)`;
const email = sql`coalesce(account.email, '')`;

const rows = sql<NumberedActor>`
  SELECT actor.number, actor.id, actor.kind, actor.username, actor.role, actor.created_at AS "createdAt", account.email,
         coalesce(account.first_name, '') AS "firstName", coalesce(account.last_name, '') AS "lastName",
         coalesce(account.attributes -> 'designation' ->> 0, '') AS title, account.last_login_at AS "lastLoginAt"
  FROM actor LEFT JOIN local_account AS account ON account.actor_id = actor.id
  WHERE actor.state <> 'deleted'`;

function fits(value: ReturnType<typeof sql>, { how, texts }: TextTest) {
  // No stored text has a NUL, which PostgreSQL refuses as a fault of the statement.
  const wanted = texts.filter((text) => !text.includes('\u0000'));
  if (how === 'is') return sql`${value} = ANY(${wanted}::text[])`;
  const folded = how === 'contains-in-any-case';
  const subject = folded ? sql`lower(${value})` : value;
  const sought = folded ? sql`lower(sought.text)` : sql`sought.text`;
  return sql`EXISTS (SELECT FROM unnest(${wanted}::text[]) AS sought(text) WHERE strpos(${subject}, ${sought}) > 0)`;
}

function conditionOf({ numbers = [], displayName: names = [], email: emails = [] }: PeopleFilter) {
  const parts = [
    ...numbers.map((list) => sql`actor.number = ANY(${list}::bigint[])`),
    ...names.map((test) => fits(displayName, test)),
    ...emails.map((test) => fits(email, test)),
  ];
  return sql.join([sql`actor.kind = 'user'`, ...parts], sql` AND `);
}

function orderOf({ field, descending }: NonNullable<PeopleWindow['sort']>) {
  const value = { id: sql`actor.number`, display_name: displayName, email }[field];
  return descending ? sql`${value} DESC, actor.number` : sql`${value}, actor.number`;
}

/** People, never service accounts; active ones and those that are switched off. */
export async function listNumberedPeople(
  db: Db | Tx,
  filter: PeopleFilter,
  { skip, limit, sort = { field: 'id', descending: false } }: PeopleWindow,
): Promise<readonly NumberedActor[]> {
  const listed = sql<NumberedActor>`
    ${rows} AND ${conditionOf(filter)} ORDER BY ${orderOf(sort)} OFFSET ${skip} LIMIT ${limit}`;
  return (await listed.execute(db)).rows;
}

/** The actor with this number, of any kind; `null` when there is none or it was removed. */
export async function findNumberedActor(db: Db | Tx, number: number): Promise<NumberedActor | null> {
  const found = await sql<NumberedActor>`${rows} AND actor.number = ${number}`.execute(db);
  return found.rows[0] ?? null;
}

/** The same by its guid. */
export async function findActorWithNumber(db: Db | Tx, actorId: string): Promise<NumberedActor | null> {
  const found = await sql<NumberedActor>`${rows} AND actor.id = ${actorId}`.execute(db);
  return found.rows[0] ?? null;
}

/** The numbers of those of these actors that there are. */
export async function findActorNumbers(
  db: Db | Tx,
  usernames: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (usernames.length === 0) return new Map();
  const found = await sql<{ username: string; number: number }>`
    SELECT username, number FROM actor WHERE username = ANY(${usernames}::text[]) AND state <> 'deleted'`.execute(db);
  return new Map(found.rows.map(({ username, number }) => [username, number]));
}

/** The usernames of those of these numbers that are people. */
export async function findUsernamesOfNumbers(
  db: Db | Tx,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (numbers.length === 0) return new Map();
  const found = await sql<{ username: string; number: number }>`
    SELECT username, number FROM actor
    WHERE number = ANY(${numbers}::bigint[]) AND kind = 'user' AND state <> 'deleted'`.execute(db);
  return new Map(found.rows.map(({ username, number }) => [number, username]));
}
