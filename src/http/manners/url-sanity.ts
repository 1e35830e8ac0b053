import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CatalogError, signedTokenStart } from '../../foundation/index.ts';
import { parseQueryString } from './query-string.ts';

const credentialKeys = ['access_token', 'refresh_token', 'token', 'api_key', 'apikey', 'client_secret', 'password'];
/** A secret of any kind wherever it stands, whole or cut short; words that only begin like one are let pass. */
const secretShape = new RegExp(`clv_[a-z]{3}_[0-9A-Za-z]{8}|${signedTokenStart}`);

function holdsCredential(query: string): boolean {
  return Object.entries(parseQueryString(query)).some(
    ([key, values]) =>
      credentialKeys.includes(key.toLowerCase()) || [key, ...values].some((text) => secretShape.test(text)),
  );
}

/**
 * Refuses what no URL may hold.
 * SECURITY: a credential in a query ends up in histories, proxies and logs (RFC 6750, section 5.3), so it is refused even
 * where it would be right. U+0000 is refused because no database column can hold it.
 */
function requireSaneUrl(request: FastifyRequest): void {
  if (request.url.includes('%00')) throw new CatalogError('field_invalid', 'the URL holds U+0000');
  // The framework's own parse is not used: for paths that are no route it has another parser.
  const question = request.url.indexOf('?');
  if (question !== -1 && holdsCredential(request.url.slice(question + 1))) {
    throw new CatalogError(
      'body_malformed',
      'credentials are not read from the URL; send the header `Authorization: Bearer <token>`',
    );
  }
}

export function registerUrlSanity(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    requireSaneUrl(request);
    done();
  });
}
