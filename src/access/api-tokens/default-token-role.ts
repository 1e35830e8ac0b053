import { invariant } from '../../foundation/index.ts';
import { type Role } from '../../identity/index.ts';
import { type Tx } from '../../postgres/index.ts';

const tokenRoles: readonly Role[] = ['none', 'read', 'default', 'admin'];

/** The role of an API token that is made without one: the workspace setting `tokens.default_role`. */
export async function readDefaultTokenRole(tx: Tx): Promise<Role> {
  const setting = await tx
    .selectFrom('workspace_setting')
    .select('value')
    .where('key', '=', 'tokens.default_role')
    .executeTakeFirst();
  const role = tokenRoles.find((name) => name === setting?.value);
  invariant(role !== undefined, 'the workspace has a default role for api tokens');
  return role;
}
