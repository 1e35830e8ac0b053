import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, sampleFields, type SearchSample } from '../../test/support/search-sample.ts';

/** Values and names that would do harm if they became part of the SQL text. */
const hostile = [
  "'; DROP TABLE sample; --",
  "' OR 'a' = 'a",
  '$1',
  '$$ OR TRUE $$',
  "\\'; SELECT pg_sleep(10); --",
  '{"a","b"}',
  '{"\', now()',
  '%',
  '_',
  '\\',
  '/* */',
  'a\0b',
  '\ud800',
  '\u2028',
];

function clauses(field: string, value: string): unknown[] {
  return [
    { term: { [field]: value } },
    { term: { [field]: { value, case_insensitive: true } } },
    { terms: { [field]: [value, `${value}x`] } },
    { prefix: { [field]: value } },
    { wildcard: { [field]: value } },
    { regexp: { [field]: { value: `"${value.replaceAll('"', '')}"` } } },
    { range: { [field]: { gte: value, lt: value } } },
    { match: { [field]: value } },
    { match_phrase: { [field]: value } },
    { exists: { field } },
    { ids: { values: [value] } },
  ];
}

describe('hostile input', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('stays a value in every clause and on every kind of field, and never makes a statement fail', async () => {
    const pairs = sampleFields.flatMap(({ name }) => hostile.map((value) => ({ name, value })));
    for (const { name, value } of pairs) {
      const journeys = await Promise.all(clauses(name, value).map((clause) => sample.run(clause)));
      const leaked = journeys.filter(({ sql }) => value.length > 2 && sql.includes(value));
      expect(leaked).toEqual([]);
    }
    expect((await sample.run({ match_all: {} })).rows).toHaveLength(5);
  });

  it('finds nothing as a field name', async () => {
    for (const name of hostile) {
      for (const clause of clauses(name, 'x')) expect((await sample.run(clause)).rows).toEqual([]);
    }
  });

  it('answers any text in any clause without failing', async () => {
    const names = fc.constantFrom(...sampleFields.map(({ name }) => name));
    await fc.assert(
      fc.asyncProperty(names, fc.string({ unit: 'binary', maxLength: 20 }), async (name, value) => {
        for (const clause of clauses(name, value)) await sample.run(clause).catch(expectRejected);
      }),
      { numRuns: 100 },
    );
  });
});

/** A query may be refused (an untranslatable expression); the database must never be the one to refuse it. */
function expectRejected(error: unknown): void {
  expect(error).toMatchObject({ code: 'query_rejected' });
}
