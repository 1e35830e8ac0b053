import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCredential } from './find-credential.ts';
import { endedSessionCookie, sessionCookie, sessionCookieName } from './session-cookie.ts';

function request(authorization: readonly string[], cookie?: string) {
  return {
    headers: cookie === undefined ? {} : { cookie },
    rawHeaders: ['Host', 'authorization', ...authorization.flatMap((value) => ['Authorization', value])],
  };
}

describe('findCredential', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer   abc  ', 'abc'],
    ['BEARER abc', 'abc'],
    ['Bearer secret-token:abc', 'abc'],
    ['bearer Secret-Token:abc', 'abc'],
    ['Bearer secret-token:secret-token:abc', 'secret-token:abc'],
    ['Bearer secret-token:', 'secret-token:'],
    ['Basic dXNlcjpwYXNz', 'no bearer'],
    ['secret-token:abc', 'no bearer'],
    ['Bearer', 'no bearer'],
    ['abc', 'no bearer'],
  ])('takes %j for the bearer %j', (header, text) => {
    expect(findCredential(request([header]))).toEqual({ kind: 'bearer', text });
  });

  it('takes an absent or empty header for no credential', () => {
    expect(findCredential(request([]))).toEqual({ kind: 'none' });
    expect(findCredential(request(['']))).toEqual({ kind: 'none' });
  });

  it('finds the session among other cookies', () => {
    const cookie = `theme=dark; ${sessionCookieName}=abc; x=y`;
    expect(findCredential(request([], cookie))).toEqual({ kind: 'session', text: 'abc' });
  });

  it.each([
    ['two headers', request(['Bearer a', 'Bearer b'])],
    ['a bearer and a session', request(['Bearer a'], `${sessionCookieName}=b`)],
    ['two sessions', request([], `${sessionCookieName}=a; ${sessionCookieName}=b`)],
  ])('refuses %s', (_what, two) => {
    expect(() => findCredential(two)).toThrow(expect.objectContaining({ code: 'body_malformed' }));
  });

  it('reads every header without failing', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (header, cookie) => void findCredential(request([header], cookie))),
    );
  });

  it('keeps the session cookie from scripts, other hosts and plain HTTP', () => {
    const expiresAt = new Date('2026-01-01T12:00:00Z');
    for (const cookie of [sessionCookie('abc', expiresAt), endedSessionCookie()]) {
      expect(cookie).toMatch(/^__Host-clavis=/);
      for (const attribute of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax']) expect(cookie).toContain(attribute);
      expect(cookie).not.toContain('Domain');
    }
  });
});
