import { sql, type Db, type Tx } from '../../src/postgres/index.ts';

/** Thrown to end the transaction, after its work has succeeded. */
class Undo extends Error {}

/** The transaction as a database whose own transactions are savepoints of it: each commits or rolls back alone, inside the whole. */
function nested(tx: Tx): Db {
  let depth = 0;
  const execute = async <T>(work: (inner: Tx) => Promise<T>): Promise<T> => {
    depth += 1;
    const savepoint = sql.raw(`nested_${String(depth)}`);
    await sql`SAVEPOINT ${savepoint}`.execute(tx);
    try {
      const result = await work(tx);
      await sql`RELEASE SAVEPOINT ${savepoint}`.execute(tx);
      return result;
    } catch (error) {
      await sql`ROLLBACK TO SAVEPOINT ${savepoint}`.execute(tx);
      throw error;
    } finally {
      depth -= 1;
    }
  };
  const transaction = () => {
    const builder = { execute, setIsolationLevel: () => builder, setAccessMode: () => builder };
    return builder;
  };
  return new Proxy(tx as Db, {
    get: (target, key) => {
      if (key === 'transaction') return transaction;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/**
 * Runs `work` on the database as it is, and leaves it as it was: everything happens in one transaction that is rolled back. The
 * operations of the product commit inside it as usual. One after another only.
 */
export async function undone<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  let result: { readonly value: T } | null = null;
  await db
    .transaction()
    .execute(async (tx) => {
      result = { value: await work(nested(tx)) };
      throw new Undo('done');
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return (result as unknown as { readonly value: T }).value;
}
