import { CatalogError } from '../../foundation/index.ts';
import type { Principal } from '../principal.ts';

/**
 * Throws `permission_denied` when a client acts in the caller's name (RFC 8693).
 * SECURITY: such a bearer lives ten minutes and ends with the client's right to act; whatever makes secrets or changes how a person
 * proves who they are would let the client keep what it was only lent.
 */
export function requireOwnHand(principal: Principal): void {
  if (principal.act === undefined) return;
  throw new CatalogError(
    'permission_denied',
    `\`${principal.act.username}\` acts in the name of \`${principal.username}\` and may not make or change secrets for it`,
  );
}
