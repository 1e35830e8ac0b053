import { sql, type Tx } from '../../postgres/index.ts';

/** Any number, the same on every node: who holds it takes people, roles or memberships away. */
const peopleLock = 4_206_004;

/**
 * INVARIANT: whatever may take the last living admin away (of the workspace or of a connection) runs one after the other, so
 * that of two people who each count on the other one stays. Take it before anything is read that the decision rests on.
 */
export async function holdPeople(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${peopleLock})`.execute(tx);
}

/** For who only counts on people that are there, such as the admin lists of a connection: many at a time, none beside `holdPeople`. */
export async function keepPeople(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock_shared(${peopleLock})`.execute(tx);
}
