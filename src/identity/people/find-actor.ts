import { isGuid } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';
import { userRecordFrom, userRows, type UserRecord, type UserRow } from './user-record.ts';

/** A person or service account by its exact name; `null` when there is none or it was deleted. */
export async function findActorByUsername(db: Db | Tx, username: string): Promise<UserRecord | null> {
  // PostgreSQL refuses a text with NUL as a fault of the statement; no actor has one.
  if (username.includes('\u0000')) return null;
  const { rows } = await sql<UserRow>`${userRows} AND actor.username = ${username}`.execute(db);
  return rows[0] === undefined ? null : userRecordFrom(rows[0]);
}

/** The same by its guid; what is no guid is nobody. */
export async function findActor(db: Db | Tx, id: string): Promise<UserRecord | null> {
  if (!isGuid(id)) return null;
  const { rows } = await sql<UserRow>`${userRows} AND actor.id = ${id}`.execute(db);
  return rows[0] === undefined ? null : userRecordFrom(rows[0]);
}
