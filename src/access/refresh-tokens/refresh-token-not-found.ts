import { CatalogError } from '../../foundation/index.ts';

/** One answer for a token that never was, was swept away, or is somebody else's. */
export function refreshTokenNotFound(): CatalogError {
  return new CatalogError('record_not_found', 'there is no such refresh token');
}
