import { ClavisClient } from '../../src/sdk/index.ts';

/** The page's client: no token, because the browser sends the session cookie along to its own server. */
export const client = new ClavisClient({ baseUrl: window.location.origin });
