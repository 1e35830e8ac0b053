import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecret, digestSecret, parseSecret, secretInText, signedTokenStart, type SecretKind } from './secret.ts';

const kinds: readonly SecretKind[] = ['api', 'ref', 'acc', 'usr', 'cli', 'ses'];

describe('secret format', () => {
  it('every kind round-trips and is 57 characters that one double click selects', () => {
    for (const kind of kinds) {
      const text = createSecret(kind);
      expect(text).toMatch(/^[0-9A-Za-z_]{57}$/);
      expect(parseSecret(text)).toEqual({ kind, text });
    }
  });

  it('no two of 20,000 secrets are alike', () => {
    const seen = new Set(Array.from({ length: 20_000 }, () => createSecret('api')));
    expect(seen.size).toBe(20_000);
  });

  it('any single changed character is refused', () => {
    const text = createSecret('api');
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom(...'0aZ9_-'), (position, character) => {
        const damaged = text.slice(0, position) + character + text.slice(position + 1);
        expect(parseSecret(damaged) === null).toBe(damaged !== text);
      }),
    );
  });

  it('any neighbour swap, truncation or surrounding blank is refused', () => {
    const text = createSecret('usr');
    for (let position = 0; position + 1 < text.length; position += 1) {
      const swapped =
        text.slice(0, position) + text.charAt(position + 1) + text.charAt(position) + text.slice(position + 2);
      if (swapped !== text) expect(parseSecret(swapped)).toBeNull();
      expect(parseSecret(text.slice(0, position))).toBeNull();
    }
    expect(parseSecret(` ${text}`)).toBeNull();
    expect(parseSecret(`${text}\n`)).toBeNull();
  });

  it('the digest is 32 bytes and the scanner pattern finds the secret inside a sentence', () => {
    const text = createSecret('api');
    expect(digestSecret(text)).toHaveLength(32);
    expect(`key=${text};`.match(secretInText)).toEqual([text]);
  });
});

describe('signed token', () => {
  const header = Buffer.from('{"alg":"RS256","typ":"at+jwt","kid":"0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11"}');
  const claims = Buffer.from('{"iss":"https://x.example/oauth/v2","sub":"somebody","exp":1}').toString('base64url');
  const token = `${header.toString('base64url')}.${claims}.${'aB3_-9Zx'.repeat(64)}`;

  it('is a secret of a bearer, whole, and is found inside a sentence', () => {
    expect(token.startsWith(signedTokenStart)).toBe(true);
    expect(parseSecret(token)).toEqual({ kind: 'usr', text: token });
    expect(`sent ${token}, answered 401`.match(secretInText)).toEqual([token]);
  });

  it('cut short, made longer, of another header or with other characters it is none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: token.length - 1 }), (length) => {
        expect(parseSecret(token.slice(0, length))).toBeNull();
      }),
    );
    const idToken = Buffer.from('{"alg":"RS256","typ":"JWT","kid":"0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11"}');
    for (const other of [
      `${token}A`,
      ` ${token}`,
      `${token}\n`,
      token.replace('.', '..'),
      token.replaceAll('_', '/'),
      token.replace(header.toString('base64url'), idToken.toString('base64url')),
      `${signedTokenStart}${'A'.repeat(20_000)}.${claims}.${'A'.repeat(512)}`,
    ]) {
      expect(parseSecret(other)).toBeNull();
    }
  });
});
