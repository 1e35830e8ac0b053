import type { Db, Tx } from '../../postgres/index.ts';

/** Runs reads that must speak of one moment: all see what had committed when the first of them began. Nothing can be written. */
export function inSnapshot<T>(db: Db, read: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}
