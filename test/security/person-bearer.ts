import { beginSession, createUserBearer, noOrigin, type PersonRole, type Principal } from '../../src/identity/index.ts';
import { transact } from '../../src/postgres/index.ts';
import type { World } from './world.ts';

/** A bearer of a person, as a signed-in browser gets one. */
export async function makePersonBearer({ database, deps }: World, person: Principal): Promise<string> {
  const { sessionId } = await transact(database.db, (tx) =>
    beginSession(tx, { ...person, role: person.role as PersonRole }, noOrigin),
  );
  return (await createUserBearer(deps.identity, person, { sessionId })).secret;
}
