import { transact } from '../postgres/index.ts';
import type { IdentityDeps } from './deps.ts';
import { roleDefinitions } from './roles.ts';

/** Brings the fixed role rows to what this version of the server says they are. Run at every start; safe to repeat. */
export async function ensureBootstrap(deps: IdentityDeps): Promise<void> {
  await transact(deps.db, (tx) =>
    tx
      .insertInto('role')
      .values(roleDefinitions.map(({ id, name, description, level }) => ({ id, name, description, level })))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => ({
          name: row.ref('excluded.name'),
          description: row.ref('excluded.description'),
          level: row.ref('excluded.level'),
        })),
      )
      .execute(),
  );
}
