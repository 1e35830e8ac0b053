import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.ts';

/** Brings V8 into the state in which `JSON.parse` takes the escaped second key for a lone backslash. */
function mislead(): void {
  JSON.parse(String.raw`{"h":[],"\\":0}`);
  JSON.parse(String.raw`{"h":0,"\\":0}`);
  JSON.parse(String.raw`{"k":1,"gr\\u0":0}`);
}

/** As Python's `json` writes it: nothing but ASCII. */
function inAscii(text: string): string {
  return text.replaceAll(/[^ -~\s]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

describe('a JSON text', () => {
  it.each([
    [String.raw`{"h":1,"\"":2}`, ['h', '"']],
    [String.raw`{"h":1,"\n":2}`, ['h', '\n']],
    [String.raw`{"h":1,"\u0041":2}`, ['h', 'A']],
    [String.raw`{"h":1,"\\":2}`, ['h', '\\']],
    [String.raw`{"k":1,"gr\u00f6\u00dfe":2}`, ['k', 'größe']],
    [String.raw`[{"a":"\\"}, {"h" : 1, "\"" : 2 }]`, ['h', '"']],
  ])('%s has the keys it says, whatever was read before', (text, keys) => {
    mislead();
    const value = parseJson(text) as object | object[];
    expect(Object.keys(Array.isArray(value) ? value[1] : value)).toEqual(keys);
  });

  it('of any value, in any spelling, is read as that value', () => {
    const keys = fc.oneof(
      fc.string({ unit: fc.constantFrom('\\', '"', 'n', 'u', '0', 'ö', '\n', ':', ',', '{', ']', ' '), maxLength: 4 }),
      fc.constantFrom('__proto__', '1', '\\', '"', ''),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.oneof(keys, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.array(fc.tuple(keys, tie('value')), { maxLength: 5 }).map((members) => Object.fromEntries(members)),
      ),
    }));
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), fc.boolean(), (one, indent, isAscii) => {
        mislead();
        const text = JSON.stringify(one, null, indent);
        const read = parseJson(isAscii ? inAscii(text) : text);
        // Compared as text: an equality of values would take `-0`, which JSON writes as `0`, for another number.
        expect(JSON.stringify(read, null, indent)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('with an escaped key and the same key plain has the last value, as one key', () => {
    expect(parseJson(String.raw`{"a":1,"\u0061":2}`)).toEqual({ a: 2 });
  });

  it('with an escaped key may be deep, and hold a long text', () => {
    const deep = parseJson(`${String.raw`{"\"":`.repeat(2_000)}[]${'}'.repeat(2_000)}`);
    expect(Object.keys(deep as object)).toEqual(['"']);
    const long = parseJson(String.raw`{"\"":"${'\\\\'.repeat(1_000_000)}"}`) as Record<string, string>;
    expect(long['"']).toHaveLength(1_000_000);
  });

  it.each(['', '{"a":1', String.raw`{"\":1}`, String.raw`{"\"":1,}`, '[1 2]', 'nul'])(
    'that is broken is refused: %s',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );
});
