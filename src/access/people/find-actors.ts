import { CatalogError } from '../../foundation/index.ts';
import {
  findActor,
  findActorByUsername,
  rolesOf,
  type Principal,
  type RoleName,
  type UserRecord,
} from '../../identity/index.ts';
import { requireCapability } from '../capabilities.ts';
import { type AccessDeps } from '../deps.ts';

/** The person or service account of that name, or `null`. Throws `permission_denied` without `user.read`. */
export async function findNamedActor(
  deps: AccessDeps,
  principal: Principal,
  username: string,
): Promise<UserRecord | null> {
  requireCapability(principal, 'user.read');
  return findActorByUsername(deps.db, username);
}

/** The roles of a person or service account. Throws `permission_denied` without `user.read`, `record_not_found`. */
export async function listRolesOfActor(
  deps: AccessDeps,
  principal: Principal,
  id: string,
): Promise<readonly RoleName[]> {
  requireCapability(principal, 'user.read');
  const actor = await findActor(deps.db, id);
  if (actor === null) throw new CatalogError('record_not_found', `there is no user \`${id}\``);
  return rolesOf(actor);
}
