import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeQuery, parseQueryString, queryFlag, queryInteger, queryList, queryText } from './query-string.ts';

function parsed(text: string): Record<string, readonly string[]> {
  return { ...parseQueryString(text) };
}

describe('query string', () => {
  it('reads back whatever was encoded', () => {
    const words = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.dictionary(words, fc.array(words, { minLength: 1 }), { noNullPrototype: false }), (values) => {
        expect(parsed(encodeQuery(values))).toEqual({ ...values });
      }),
    );
  });

  it('reads any JSON filter that was written as it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (filter) => {
        if (Object.keys(filter).length === 0) return;
        const text = JSON.stringify(filter);
        expect(parsed(`limit=1&filter=${text}&sort=x`)).toEqual({ limit: ['1'], filter: [text], sort: ['x'] });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseQueryString(text)));
  });

  it.each([
    ['a=1&a=2&b', { a: ['1', '2'], b: [''] }],
    ['a=x+y%20z', { a: ['x y z'] }],
    ['a=100%&b=%zz&c=%ff', { a: ['100%'], b: ['%zz'], c: ['%ff'] }],
    ['__proto__=1&constructor=2', JSON.parse('{"__proto__":["1"],"constructor":["2"]}') as Record<string, string[]>],
    ['&&=&', { '': [''] }],
    ['attr:qualifiedName=default%2Fglue%2F1', { 'attr:qualifiedName': ['default/glue/1'] }],
  ])('reads %s', (text, values) => {
    expect(Object.entries(parseQueryString(text))).toEqual(Object.entries(values));
  });

  it('reads booleans in any letter case and refuses other words', () => {
    const query = parseQueryString('a=True&b=FALSE&c=yes&d=');
    expect(queryFlag(query, 'a')).toBe(true);
    expect(queryFlag(query, 'b')).toBe(false);
    expect(queryFlag(query, 'd')).toBe(false);
    expect(queryFlag(query, 'absent')).toBe(false);
    expect(() => queryFlag(query, 'c')).toThrow('accepted: true, false');
  });

  it('reads whole numbers from 0 and refuses the rest by name', () => {
    const query = parseQueryString('a=0&b=250&c=-1&d=1.5&e=9999999999999999');
    expect([queryInteger(query, 'a'), queryInteger(query, 'b'), queryInteger(query, 'z')]).toEqual([0, 250, undefined]);
    for (const key of ['c', 'd', 'e']) expect(() => queryInteger(query, key)).toThrow(`\`${key}\``);
  });

  it('splits lists at commas, repeated or not, and takes empty for absent', () => {
    const query = parseQueryString('guid=a,b&guid=c&filter=');
    expect(queryList(query, 'guid')).toEqual(['a', 'b', 'c']);
    expect(queryText(query, 'filter')).toBeUndefined();
  });
});
