import { sql, type Db, type Tx } from '../../postgres/index.ts';

/** Any number, the same on every node: who holds it makes the first admin. */
const firstAdminLock = 4_206_003;

/** INVARIANT: two ways to become the first admin, tried at the same moment, run one after the other. */
export async function holdFirstAdminLock(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${firstAdminLock})`.execute(tx);
}

/** Whether a person is an admin here, a disabled one included: disabling must not open the door to strangers. */
export async function hasAdmin(db: Db | Tx): Promise<boolean> {
  const admin = await db
    .selectFrom('actor')
    .where('kind', '=', 'user')
    .where('role', '=', 'admin')
    .where('state', '!=', 'deleted')
    .select('id')
    .limit(1)
    .executeTakeFirst();
  return admin !== undefined;
}
