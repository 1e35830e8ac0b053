import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { returnPathOf } from './return-path.ts';

/** What a browser makes of a `Location` of our page. */
function originOf(location: string): string {
  return new URL(location, 'https://clavis.example/api/clavis/v1/sso/okta/callback').origin;
}

const parts = fc.constantFrom(
  '/',
  '\\',
  '//',
  '.',
  '..',
  '%2f',
  '%5c',
  '@',
  ':',
  'evil.example',
  'https:',
  '?',
  '#',
  ' ',
  '\t',
  'a',
);

describe('the path to go to after signing in', () => {
  it('is one of this server, whatever was asked for', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(parts, { maxLength: 8 }).map((list) => list.join('')),
        ),
        (text) => {
          const path = returnPathOf(text);
          expect(path.startsWith('/')).toBe(true);
          expect(originOf(path)).toBe('https://clavis.example');
          // Said once more, as the next redirect will.
          expect(returnPathOf(path)).toBe(path);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('is what was asked for, where that is a path', () => {
    for (const path of ['/', '/tokens', '/search?query=a%2Fb#top', '/runs/atlan-glue-1']) {
      expect(returnPathOf(path)).toBe(path);
    }
  });
});
