import type { CompiledQuery, Db } from '../../src/postgres/index.ts';

/** At the head of the statement that authenticates, and of the one for the tokens of the Alation wire. */
export const findSecretMarker = /^\/\* prepared: find-secret[a-z-]* \*\//;

type Ask = (query: CompiledQuery) => ReturnType<Db['executeQuery']>;

/**
 * A database whose authenticating statement goes through `intercept`; everything else passes. Only for negative controls:
 * a test must find the fault that is put in here.
 */
export function interceptFindSecret(db: Db, intercept: (query: CompiledQuery, ask: Ask) => ReturnType<Ask>): Db {
  const ask: Ask = (query) => db.executeQuery(query);
  return new Proxy(db, {
    get: (target, key) => {
      if (key === 'executeQuery') {
        return (query: CompiledQuery) => (findSecretMarker.test(query.sql) ? intercept(query, ask) : ask(query));
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
