import type { Clock } from '../foundation/index.ts';
import type { Db, Tx } from '../postgres/index.ts';
import type { TypeRegistry } from './types/type-registry.ts';

/** What the operations of this room need. */
export interface CatalogDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly types: TypeRegistry;
}

/** What an operation needs that runs inside the caller's transaction. */
export interface CatalogTxDeps {
  readonly tx: Tx;
  readonly clock: Clock;
  readonly types: TypeRegistry;
}
