import { assertNever } from '../../foundation/index.ts';
import type { Principal } from '../principal.ts';

/** The words of the Alation wire for what somebody may be (Alation wire, who may do what). */
export type AlationRole = 'SERVER_ADMIN' | 'SOURCE_ADMIN' | 'COMPOSER' | 'VIEWER';

/**
 * The word that clients are told for an actor's workspace role. It says no more than that: what the actor may do is decided by its
 * policies at every call, never by this word.
 */
export function alationRoleOf(
  { role }: Pick<Principal, 'role'>,
  { administersConnection }: { readonly administersConnection: boolean },
): AlationRole {
  switch (role) {
    case 'admin':
      return 'SERVER_ADMIN';
    case 'member':
    case 'default':
      return administersConnection ? 'SOURCE_ADMIN' : 'COMPOSER';
    case 'guest':
    case 'read':
    case 'none':
      return 'VIEWER';
    default:
      return assertNever(role);
  }
}
