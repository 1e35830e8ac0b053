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

/** A phrase of query text. */
function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** A term of query text; what an empty one or a blank leaves behind is refused, which is as good. */
function escaped(value: string): string {
  return value.replace(/[^A-Za-z0-9]/gu, '\\$&');
}

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
    { match: { [field]: { query: value, fuzziness: 2, minimum_should_match: '50%' } } },
    { match_phrase: { [field]: { query: value, slop: 2 } } },
    { match_phrase_prefix: { [field]: value } },
    { match_bool_prefix: { [field]: value } },
    { fuzzy: { [field]: { value, fuzziness: 1 } } },
    { span_near: { clauses: [{ span_term: { [field]: value } }, { span_term: { [field]: 'x' } }], slop: 3 } },
    { span_not: { include: { span_term: { [field]: value } }, exclude: { span_term: { [field]: 'x' } } } },
    { multi_match: { query: value, fields: [field.replaceAll('*', '')] } },
    {
      multi_match: { query: value, fields: [field.replaceAll('*', ''), 'name'], type: 'cross_fields', operator: 'and' },
    },
    { simple_query_string: { query: value, fields: [field.replaceAll('*', '')], default_operator: 'and' } },
    { query_string: { query: quoted(value), fields: [field.replaceAll('*', '')] } },
    { query_string: { query: `${escaped(field.replaceAll('*', ''))}:${escaped(value)}`, default_field: 'code' } },
    {
      bool: {
        should: [{ term: { [field]: value } }, { prefix: { [field]: value } }, { match: { [field]: value } }],
        minimum_should_match: 2,
      },
    },
    {
      dis_max: {
        queries: [{ term: { [field]: value } }, { wildcard: { [field]: { wildcard: value } } }],
        tie_breaker: 0.5,
      },
    },
    {
      boosting: {
        positive: { term: { [field]: value } },
        negative: { prefix: { [field]: value } },
        negative_boost: 0.5,
      },
    },
    { function_score: { query: { term: { [field]: value } }, field_value_factor: { field }, min_score: 0.5 } },
    { function_score: { query: { term: { [field]: value } }, random_score: { seed: value, field }, min_score: 0.1 } },
    { constant_score: { filter: { term: { [field]: value } } } },
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
