import { expect, test } from 'vitest';
import { paths } from './paths.ts';

// Addresses are bookmarked and sent around: a change here is a change that people notice.
test('every address of the page', () => {
  const all = Object.fromEntries(Object.entries(paths).map(([name, build]) => [name, build('a name/with a slash')]));
  expect(all).toMatchInlineSnapshot(`
    {
      "firstStart": "/first-start",
      "oneTimeSignIn": "/one-time-sign-in",
      "run": "/runs/a%20name%2Fwith%20a%20slash",
      "runs": "/runs",
      "search": "/search",
      "signIn": "/sign-in",
      "tokens": "/tokens",
    }
  `);
});
