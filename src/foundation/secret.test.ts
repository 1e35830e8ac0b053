import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecret, digestSecret, parseSecret, secretInText, type SecretKind } from './secret.ts';

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
