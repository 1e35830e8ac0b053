import { describe, expect, it } from 'vitest';
import { requireNotCrossSite, requireSameSite } from './cross-site.ts';

const host = 'catalog.example:8080';

/** Headers → may an unsafe request with a cookie pass, may one that starts a session. */
const cases: readonly [Record<string, string>, boolean, boolean][] = [
  [{ 'sec-fetch-site': 'same-origin' }, true, true],
  [{ 'sec-fetch-site': 'none' }, true, true],
  [{ 'sec-fetch-site': 'same-site' }, false, false],
  [{ 'sec-fetch-site': 'cross-site' }, false, false],
  [{ 'sec-fetch-site': 'cross-site', origin: `http://${host}` }, false, false],
  [{ 'sec-fetch-site': 'nonsense' }, false, false],
  [{ origin: `http://${host}` }, true, true],
  [{ origin: `https://${host}` }, true, true],
  [{ origin: 'http://catalog.example:8081' }, false, false],
  [{ origin: 'http://evil.example' }, false, false],
  [{ origin: `http://${host}.evil.example` }, false, false],
  [{ origin: 'null' }, false, false],
  [{ origin: '' }, false, false],
  [{}, false, true],
];

describe('cross-site requests', () => {
  it.each(cases)('with %j: cookie %s, sign-in %s', (headers, withCookie, signingIn) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const request = { method, headers: { host, ...headers } };
      const cookie = () => {
        requireSameSite(request);
      };
      const signIn = () => {
        requireNotCrossSite(request);
      };
      if (withCookie) expect(cookie).not.toThrow();
      else expect(cookie).toThrow(expect.objectContaining({ code: 'permission_denied' }));
      if (signingIn) expect(signIn).not.toThrow();
      else expect(signIn).toThrow(expect.objectContaining({ code: 'permission_denied' }));
    }
  });

  it('lets safe methods pass from anywhere: they change nothing', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      expect(() => {
        requireSameSite({ method, headers: { host, 'sec-fetch-site': 'cross-site' } });
      }).not.toThrow();
    }
  });
});
