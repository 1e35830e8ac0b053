import { type Clock } from '../foundation/index.ts';
import { type Db, type Tx } from '../postgres/index.ts';

/** What the operations of this room need. */
export interface AccessDeps {
  readonly db: Db;
  readonly clock: Clock;
}

/** What an operation needs that runs inside the caller's transaction. */
export interface InTransaction {
  readonly tx: Tx;
}
