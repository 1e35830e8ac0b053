import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault } from './json-fault.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonFault', () => {
  it('finds a fault exactly where the engine refuses', () => {
    const mutilated = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', ':', '}', ']', '"', '\\', 'e', '-', '0', '\n', '{', '['))
      .map(([text, at, piece]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + piece + text.slice(place + 1);
      });
    fc.assert(
      fc.property(fc.oneof(mutilated, fc.string(), fc.json()), (text) => {
        expect(findJsonFault(text) === null).toBe(isJson(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('never points before a text that was right so far', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, at) => {
        const cut = text.slice(0, at % text.length);
        const fault = findJsonFault(cut);
        // Cutting a text that is JSON leaves nothing wrong before the cut, save a token that the cut broke.
        if (fault !== null) expect(fault.offset).toBeLessThanOrEqual(cut.length);
      }),
    );
  });

  it.each([
    ['{"a":1,}', 7, 'a key in double quotes'],
    ["{'a':1}", 1, 'a key in double quotes'],
    ['{"a" 1}', 5, '`:`'],
    ['[1 2]', 3, '`,` or `]`'],
    ['{"a":}', 5, 'a value'],
    ['"a\tb"', 2, 'a string that is escaped and closed'],
    ['1 2', 2, 'the end of the text'],
    ['', 0, 'a value'],
  ])('says of %j that at %i it expects %s', (text, offset, expected) => {
    expect(findJsonFault(text)).toEqual({ offset, expected });
  });

  it('reads megabytes and deep nesting without running out of stack', () => {
    expect(findJsonFault('['.repeat(1_000_000))).toEqual({ offset: 1_000_000, expected: 'a value' });
    expect(findJsonFault(`"${'a'.repeat(5_000_000)}`)).toMatchObject({ offset: 5_000_001 });
  });
});
