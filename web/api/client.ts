import { ClavisClient } from '../../src/sdk/index.ts';
import { createPageBearer } from './page-bearer.ts';

const baseUrl = window.location.origin;

/** The page's client: no token, because the browser sends the session cookie along to its own server. */
export const client = new ClavisClient({ baseUrl });

export const pageBearer = createPageBearer({ create: () => client.sessions.createBearer(), now: () => new Date() });

/**
 * COMPAT: searches go with a bearer instead of the cookie, so that a person who opens the developer tools finds there what
 * a script can use for an hour, as the original's users are used to. Without the cookie, or it would be two credentials.
 */
export const searchClient = new ClavisClient({
  baseUrl,
  token: pageBearer,
  fetch: (input, init) => fetch(input, { ...init, credentials: 'omit' }),
});
