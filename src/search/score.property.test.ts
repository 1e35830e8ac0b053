import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../test/support/search-sample.ts';

type Json = Readonly<Record<string, unknown>>;
interface Row {
  readonly id: number;
  readonly code: string;
  readonly size: number | null;
}

const rows: readonly Row[] = [
  { id: 1, code: 'A1', size: 10 },
  { id: 2, code: 'a1', size: 20 },
  { id: 3, code: 'B-2', size: null },
  { id: 4, code: 'path/to/B-2', size: -5 },
  { id: 5, code: '', size: 9_007_199_254_740_991 },
];

/** What a row is worth to a query, said once more and plainly; `null` when it does not match. */
function worth(row: Row, query: Json): number | null {
  const [clause = '', about] = Object.entries(query)[0] ?? [];
  const body = about as Json;
  const boost = (body['boost'] as number | undefined) ?? 1;
  switch (clause) {
    case 'match_all':
      return boost;
    case 'exists':
      return row.size === null ? null : boost;
    case 'term': {
      const { value, boost: times } = body['code'] as { value: string; boost: number };
      return row.code === value ? times : null;
    }
    case 'constant_score':
      return worth(row, body['filter'] as Json) === null ? null : boost;
    case 'dis_max':
      return times(boost, best(row, body['queries'] as Json[], body['tie_breaker'] as number));
    case 'boosting': {
      const positive = worth(row, body['positive'] as Json);
      const negative = worth(row, body['negative'] as Json) !== null;
      return times(negative ? (body['negative_boost'] as number) : 1, positive);
    }
    case 'function_score':
      return functions(row, body);
    default:
      return times(boost, bool(row, body));
  }
}

function times(by: number, score: number | null): number | null {
  return score === null ? null : score * by;
}

function best(row: Row, queries: readonly Json[], share: number): number | null {
  const held = queries.map((query) => worth(row, query)).filter((score) => score !== null);
  if (held.length === 0) return null;
  const most = Math.max(...held);
  return most + share * (held.reduce((sum, score) => sum + score, 0) - most);
}

function functions(row: Row, body: Json): number | null {
  const score = worth(row, body['query'] as Json);
  if (score === null) return null;
  const weight = body['weight'] as number;
  const total = score * weight;
  return total < (body['min_score'] as number) ? null : total;
}

function bool(row: Row, body: Json): number | null {
  const held = (name: string): (number | null)[] => ((body[name] ?? []) as Json[]).map((query) => worth(row, query));
  const [must, filter, should, mustNot] = [held('must'), held('filter'), held('should'), held('must_not')];
  if (must.length + filter.length + should.length === 0) {
    if (mustNot.length === 0) return 1;
    return mustNot.every((score) => score === null) ? 0 : null;
  }
  const matching = should.filter((score) => score !== null);
  const least = should.length > 0 && must.length + filter.length === 0 ? 1 : 0;
  const minimum = Math.max(least, (body['minimum_should_match'] as number | undefined) ?? 0);
  if (must.includes(null) || filter.includes(null) || mustNot.some((score) => score !== null)) return null;
  if (matching.length < minimum) return null;
  return [...must, ...matching].reduce((sum: number, score) => sum + (score ?? 0), 0);
}

const boost = fc.constantFrom(0, 0.5, 1, 2, 3);
const share = fc.constantFrom(0, 0.25, 1);

const { query } = fc.letrec<{ query: Json; leaf: Json; inner: Json }>((tie) => {
  const some = fc.array(tie('query'), { minLength: 1, maxLength: 3 });
  const few = fc.array(tie('query'), { maxLength: 3 });
  return {
    query: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('inner')),
    leaf: fc.oneof(
      boost.map((times) => ({ match_all: { boost: times } })),
      boost.map((times) => ({ exists: { field: 'size', boost: times } })),
      fc.tuple(fc.constantFrom('A1', 'a1', 'B-2', 'gone'), boost).map(([value, times]) => ({
        term: { code: { value, boost: times } },
      })),
    ),
    inner: fc.oneof(
      fc.record({ filter: tie('query'), boost }).map((body) => ({ constant_score: body })),
      fc.record({ queries: some, tie_breaker: share, boost }).map((body) => ({ dis_max: body })),
      fc
        .record({ positive: tie('query'), negative: tie('query'), negative_boost: share })
        .map((body) => ({ boosting: body })),
      fc
        .record({
          query: tie('query'),
          weight: boost,
          boost_mode: fc.constant('multiply'),
          min_score: fc.constantFrom(0, 0.5, 2),
        })
        .map((body) => ({ function_score: body })),
      fc
        .record(
          { must: few, filter: few, should: few, must_not: few, minimum_should_match: fc.nat(3), boost },
          { requiredKeys: ['boost'] },
        )
        .map((body) => ({ bool: body })),
    ),
  };
});

describe('scores as a whole', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  it('gives each row in SQL what the meaning of the query says it is worth', async () => {
    await fc.assert(
      fc.asyncProperty(query, async (one) => {
        const expected = rows.map((row) => [row.id, worth(row, one)] as const).filter(([, score]) => score !== null);
        const { scores } = await sample.runScored(one);
        expect(Object.keys(scores).map(Number)).toEqual(expected.map(([id]) => id));
        for (const [id, score] of expected) expect(scores[id]).toBeCloseTo(score ?? -1, 4);
      }),
      { numRuns: 500 },
    );
  });

  it('never runs over and never gets lost, however boosts are nested', async () => {
    for (const boost of [3e38, 1e-37, 1e-300, 0]) {
      let nested: object = { term: { code: { value: 'A1', boost } } };
      for (let depth = 0; depth < 15; depth += 1) {
        nested = {
          function_score: { query: { bool: { must: nested, boost } }, weight: Math.min(boost, 3e38), max_boost: boost },
        };
      }
      const { scores } = await sample.runScored(nested);
      expect(scores[1]).toBe(boost === 3e38 ? 3.4e38 : 0);
    }
  });
});
