import type { Db, Tx } from '../postgres/index.ts';
import type { Role } from './principal.ts';

/** An actor that exists; deleted ones are not found. */
export interface ActorRecord {
  readonly id: string;
  readonly kind: 'user' | 'token';
  readonly username: string;
  readonly role: Role;
  readonly state: 'active' | 'disabled';
}

/** The actors behind user names, people and API tokens alike; names that nobody has are left out. */
export async function findActorsByUsername(db: Db | Tx, usernames: readonly string[]): Promise<readonly ActorRecord[]> {
  // PostgreSQL refuses a text with NUL as a fault of the statement; no actor has one.
  const names = [...new Set(usernames)].filter((name) => !name.includes('\u0000'));
  if (names.length === 0) return [];
  return db
    .selectFrom('actor')
    .where('username', 'in', names)
    .where('state', '!=', 'deleted')
    .select(['id', 'kind', 'username', 'role'])
    .select((row) => row.ref('state').$castTo<'active' | 'disabled'>().as('state'))
    .orderBy('username')
    .execute();
}
