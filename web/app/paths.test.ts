import { expect, test } from 'vitest';
import { paths } from './paths.ts';

// Addresses are bookmarked and sent around: a change here is a change that people notice.
test('every address of the page', () => {
  const all = Object.fromEntries(Object.entries(paths).map(([name, build]) => [name, build('a name/with a slash')]));
  expect(all).toMatchInlineSnapshot(`
    {
      "account": "/account",
      "consent": "/consent/a%20name%2Fwith%20a%20slash",
      "device": "/device",
      "firstStart": "/first-start",
      "invitation": "/invitation",
      "newWorkflow": "/workflows/new",
      "oneTimeSignIn": "/one-time-sign-in",
      "people": "/people",
      "run": "/runs/a%20name%2Fwith%20a%20slash",
      "runs": "/runs",
      "search": "/search",
      "signIn": "/sign-in",
      "signOut": "/sign-out",
      "singleSignOn": "/api/clavis/v1/sso/a%20name%2Fwith%20a%20slash/login?returnTo=%2F",
      "tokens": "/tokens",
      "workflows": "/workflows",
    }
  `);
});
